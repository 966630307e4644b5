// What the status bar says of a summary. Pure.

import type { Summary } from '../../../server/src/protocol/requests.ts';
import type { Translate } from '../translate.ts';

export interface Status {
  readonly text: string;
  /** In words, for the tooltip and for screen readers. */
  readonly label: string;
  readonly warning: boolean;
}

export function statusOf(summary: Summary, t: Translate): Status | undefined {
  if (summary.inventories === 0) return undefined;
  if (summary.loading) {
    return {
      text: '$(loading~spin) Patchtide',
      label: t('Patchtide is reading the workspace'),
      warning: false,
    };
  }
  const { assets, overdue, dueSoon, unknown } = summary;
  const counted = t(
    'Patchtide: {0} of {1} assets out of SLA, {2} due soon, {3} unknown',
    overdue,
    assets,
    dueSoon,
    unknown,
  );
  const label = summary.whatIf ? `${counted}\n${whatIfWords(summary.whatIf, t)}` : counted;
  if (overdue > 0) return { text: `$(shield) ${t('{0} overdue', overdue)}`, label, warning: true };
  const text = dueSoon > 0 ? t('{0} due soon', dueSoon) : t('In SLA');
  return { text: `$(shield) ${text}`, label, warning: false };
}

function whatIfWords({ late, relieved }: NonNullable<Summary['whatIf']>, t: Translate): string {
  return t('The unsaved policy: {0} more out of SLA, {1} back in SLA', late, relieved);
}
