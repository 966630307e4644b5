// What the user confirms before a run: how many hosts, what happens first, and what can't be taken back. Pure.

import type { RunRequest, RunWave } from '../../../server/src/protocol/runRequest.ts';
import type { Translate } from '../translate.ts';
import { errorCount, hostCount, waveCount } from './words.ts';

export interface Confirmation {
  readonly message: string;
  readonly detail: string;
}

export interface ConfirmationContext {
  readonly t: Translate;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly dateTime: (at: string) => string;
}

const namedHosts = 5;

export function confirmationOf(request: RunRequest, context: ConfirmationContext): Confirmation {
  const { t } = context;
  const hosts = request.waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const overrides = request.overrides.map(({ what, reason }) => t('Overridden: {0} - {1}', what, reason));
  const lines = [...firstWave(request, context), '', ...irreversible(request, t), ...overrides];
  return {
    message: t('Patch {0} by plan {1}?', hostCount(hosts, t), request.plan),
    detail: lines.join('\n'),
  };
}

function firstWave(request: RunRequest, { t, now, dateTime }: ConfirmationContext): readonly string[] {
  const [wave] = request.waves;
  if (!wave) return [];
  const names = wave.hosts.slice(0, namedHosts).map(({ name }) => name);
  const rest = wave.hosts.length - names.length;
  const hosts = names.join(', ') + (rest > 0 ? t(' and {0} more', rest) : '');
  const waits = request.waitForWindow && Date.parse(wave.opens) > now;
  return [
    t('{0}. First: {1} ({2}).', waveCount(request.waves.length, t), wave.name, hosts),
    waits ? t('It starts when its window opens, {0}.', dateTime(wave.opens)) : t('It starts now.'),
    limits(wave, t),
  ];
}

function limits({ maxConcurrency, maxErrors }: RunWave, t: Translate): string {
  const hosts = hostCount(maxConcurrency, t);
  return maxErrors === 0
    ? t('{0} at a time; the run stops at the first error.', hosts)
    : t('{0} at a time; the run stops at more than {1}.', hosts, errorCount(maxErrors, t));
}

function irreversible(request: RunRequest, t: Translate): readonly string[] {
  const reboots = {
    always: t('Every host is rebooted. A reboot cannot be taken back.'),
    ifRequired: t('Hosts are rebooted where a patch requires it. A reboot cannot be taken back.'),
    never: t('No host is rebooted.'),
  };
  const rollback = {
    'verification-failed': t('Where verification fails, the package versions from before are put back.'),
    never: t('Nothing is rolled back: new versions stay even where verification fails.'),
  };
  return [reboots[request.reboot], rollback[request.rollback]];
}
