// A run as lines for a terminal: a header, a line for each event worth one, the result. Pure.
// What comes from hosts and files is data: control characters are taken out, so that no host can draw in the user's terminal.

import type { RunEvent, RunOutcome, Versions } from '../../../server/src/protocol/runEvents.ts';
import type { HostProgress, RunState } from '../../../server/src/run/state.ts';
import type { Translate } from '../translate.ts';
import { errorCount, hostCount, hostStateName, outcomeName, rungName, waveCount } from './words.ts';

export interface RenderContext {
  readonly t: Translate;
  /** The time of day of an instant, for the user. */
  readonly time: (at: string) => string;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

const styles: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };
const nameWidth = 18;

/** The lines of one event; `state` is the run after it. */
export function renderEvent(event: RunEvent, state: RunState, context: RenderContext): readonly string[] {
  const { t } = context;
  const line = (subject: string, text: string, style?: Style) => [
    entry(context, event.at, subject, text, style),
  ];
  switch (event.type) {
    case 'run-started':
      return header(event, context);
    case 'run-resumed':
      return line(t('run'), t('resumed'), 'bold');
    case 'wave-waiting':
      return line(event.wave, t('waits until {0}', context.time(event.until)), 'yellow');
    case 'wave-started':
      return line(event.wave, t('wave started'), 'bold');
    case 'wave-finished':
      return line(
        event.wave,
        t('wave finished, {0}', errorCount(event.errors, t)),
        event.errors > 0 ? 'yellow' : 'bold',
      );
    case 'step-started':
      return line(event.host, event.step, 'dim');
    case 'step-finished':
      return event.ok ? [] : line(event.host, joined(t('{0} failed', event.step), event.detail), 'red');
    case 'host-changed':
      return line(
        event.host,
        joined(hostStateName(event.state, t), hostDetail(event, state)),
        hostStyle(event.state),
      );
    case 'stop-requested':
      return line(t('run'), t('stop requested by {0}: {1}', event.by, rungName(event.rung, t)), 'yellow');
    case 'run-finished':
      return footer(event.outcome, event.detail, state, context);
  }
}

export function renderInterrupted({ t }: RenderContext): readonly string[] {
  return ['', styled(t('Interrupted: the runner is gone and the run has no end.'), 'red')];
}

function header(
  event: Extract<RunEvent, { type: 'run-started' }>,
  { t, time }: RenderContext,
): readonly string[] {
  const hosts = event.waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const title = event.dryRun ? t('Dry run of {0}', event.plan) : t('Patch run of {0}', event.plan);
  const overrides = event.overrides.map(({ what, reason }) => t('Overridden: {0} - {1}', what, reason));
  return [
    styled(title, 'bold'),
    clean(
      t(
        '{0}: {1}, {2}, started by {3} at {4}',
        event.planFile,
        waveCount(event.waves.length, t),
        hostCount(hosts, t),
        event.by,
        time(event.at),
      ),
    ),
    ...overrides.map((text) => styled(text, 'yellow')),
    styled(t('Closing this terminal leaves the run going. Ctrl+C asks how to stop it.'), 'dim'),
    '',
  ];
}

function footer(
  outcome: RunOutcome,
  detail: string | undefined,
  state: RunState,
  { t }: RenderContext,
): readonly string[] {
  const style = outcome === 'completed' ? 'green' : outcome === 'failed' ? 'red' : 'yellow';
  const counts = countStates(state).map(([name, count]) => `${count} ${hostStateName(name, t)}`);
  return ['', styled(joined(outcomeName(outcome, t), detail), style), counts.join(', ')];
}

/** How many hosts are in each state, in order of the states' first host. */
export function countStates(state: RunState): readonly (readonly [HostProgress['state'], number])[] {
  const counts = new Map<HostProgress['state'], number>();
  for (const host of state.hosts.values()) counts.set(host.state, (counts.get(host.state) ?? 0) + 1);
  return [...counts];
}

function hostDetail(
  event: Extract<RunEvent, { type: 'host-changed' }>,
  { hosts }: RunState,
): string | undefined {
  const before = hosts.get(event.host)?.before ?? {};
  const changes = event.after ? versionChanges(before, event.after) : '';
  return [event.detail, changes].filter((text) => text).join('; ') || undefined;
}

/** `openssl 3.0.11 -> 3.0.15`, for those that changed. */
export function versionChanges(before: Versions, after: Versions): string {
  return Object.entries(after)
    .filter(([name, version]) => before[name] !== version)
    .map(([name, version]) => `${name} ${before[name] ? `${before[name]} -> ` : ''}${version}`)
    .join(', ');
}

function hostStyle(state: HostProgress['state']): Style | undefined {
  if (state === 'verified') return 'green';
  if (state === 'failed' || state === 'unknown') return 'red';
  return state === 'rolled-back' || state === 'skipped' ? 'yellow' : undefined;
}

function entry(context: RenderContext, at: string, subject: string, text: string, style?: Style): string {
  const start = `${styled(context.time(at), 'dim')}  ${clean(subject).padEnd(nameWidth)} `;
  return start + (style ? styled(text, style) : clean(text));
}

function joined(text: string, detail: string | undefined): string {
  return detail ? `${text}: ${detail}` : text;
}

function styled(text: string, style: Style): string {
  return `\u001b[${styles[style]}m${clean(text)}\u001b[0m`;
}

/** Without control characters; a line break becomes a space. */
export function clean(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/\p{Cc}/gu, '');
}
