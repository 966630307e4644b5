// The rows of the view Patch Runs: runs that go on, plans, past runs; below a run its waves, below a wave its hosts. Pure.
// Every row says its state in words; icons and colours only repeat it.

import { logFileName } from '../../../server/src/protocol/logName.ts';
import { type HostState, type RunOutcome, runFiles } from '../../../server/src/protocol/runEvents.ts';
import {
  type HostProgress,
  type RunState,
  stepInProgress,
  type WaveProgress,
} from '../../../server/src/run/state.ts';
import type { RunView } from '../run/followedRun.ts';
import { goesOn } from '../run/life.ts';
import { versionChanges } from '../run/render.ts';
import { errorCount, hostCount, hostStateName, hostsDone, outcomeName, rungName } from '../run/words.ts';
import type { Translate } from '../translate.ts';
import type { ViewRow } from './row.ts';

export interface RowContext {
  readonly t: Translate;
  /** When an instant was or is, briefly, for the user. */
  readonly when: (at: string) => string;
}

export interface PlanView {
  readonly uri: string;
  /** Relative to the workspace. */
  readonly path: string;
}

export type Section = 'live' | 'plans' | 'past';

type Look = Pick<ViewRow, 'icon' | 'color'>;

export function sectionRow(section: Section, count: number, { t }: RowContext): ViewRow {
  const label = { live: t('Running'), plans: t('Plans'), past: t('Past Runs') }[section];
  return {
    id: `section:${section}`,
    label,
    description: String(count),
    expandable: true,
    expanded: section !== 'past',
    context: 'section',
    accessibilityLabel: `${label}, ${count}`,
  };
}

export function planRow(plan: PlanView, runs: readonly RunView[], context: RowContext): ViewRow {
  const name = plan.path.slice(plan.path.lastIndexOf('/') + 1).replace(/\.patch-plan\.ya?ml$/, '');
  const last = runs.find(({ state }) => state.planFile !== '' && plan.path.endsWith(state.planFile));
  const description = last ? runStatus(last, context) : context.t('not run yet');
  return {
    id: `plan:${plan.uri}`,
    label: name,
    description,
    tooltip: paragraphs(plan.path, description),
    icon: 'checklist',
    expandable: false,
    context: 'plan',
    planUri: plan.uri,
    opens: { uri: plan.uri, line: 0, character: 0 },
    accessibilityLabel: `${context.t('Plan {0}', name)}, ${description}`,
  };
}

export function runRow(run: RunView, context: RowContext): ViewRow {
  const { state, key, id, life } = run;
  const plan = state.plan === '' ? id : state.plan;
  const label = state.dryRun ? context.t('{0} (dry run)', plan) : plan;
  const description = [runStatus(run, context), state.started ? context.when(state.started) : '']
    .filter((text) => text !== '')
    .join(' - ');
  return {
    id: `run:${key}`,
    label,
    description,
    tooltip: paragraphs(`${label}: ${description}`, state.detail ?? '', id, state.by),
    ...runLook(run),
    expandable: state.waves.length > 0,
    expanded: goesOn(life),
    context: goesOn(life) ? 'run.live' : 'run.ended',
    run: key,
    accessibilityLabel: `${label}, ${description}`,
  };
}

/** The state of a run in a few words. */
export function runStatus({ state, life }: RunView, { t }: RowContext): string {
  if (life === 'starting') return t('starting');
  if (life === 'interrupted') return t('Interrupted');
  if (life === 'finished') return state.outcome ? outcomeName(state.outcome, t) : t('Not started');
  if (state.stop) return t('stopping: {0}', rungName(state.stop.rung, t));
  const hosts = [...state.hosts.values()];
  return hostsDone(hosts.filter(({ final }) => final).length, hosts.length, t);
}

export function waveRow(run: RunView, wave: WaveProgress, context: RowContext): ViewRow {
  const description = waveStatus(run.state, wave, context);
  const begun = wave.status === 'running' || wave.status === 'finished';
  return {
    // An editor keeps a row folded up as long as it's the same row: one that begins is another, and unfolds.
    id: `wave:${run.key}:${begun ? 'begun' : 'to-begin'}:${wave.name}`,
    label: wave.name,
    description,
    ...waveLook(wave, run),
    expandable: wave.hosts.length > 0,
    expanded: wave.status === 'running' && goesOn(run.life),
    context: 'wave',
    run: run.key,
    wave: wave.name,
    accessibilityLabel: `${context.t('Wave {0}', wave.name)}, ${description}`,
  };
}

function waveStatus(state: RunState, wave: WaveProgress, { t, when }: RowContext): string {
  const done = wave.hosts.filter((name) => state.hosts.get(name)?.final).length;
  switch (wave.status) {
    case 'pending':
      return t('{0}, not begun', hostCount(wave.hosts.length, t));
    case 'waiting':
      return t('waits until {0}', when(wave.until ?? ''));
    case 'running':
      return hostsDone(done, wave.hosts.length, t);
    case 'finished':
      return `${hostCount(wave.hosts.length, t)}, ${errorCount(wave.errors, t)}`;
  }
}

export function hostRow(run: RunView, host: HostProgress, { t }: RowContext): ViewRow {
  const step = goesOn(run.life) ? stepInProgress(host) : undefined;
  const versions = host.after ? versionChanges(host.before ?? {}, host.after) : '';
  const status = step ? t('{0} ...', step.step) : hostStateName(host.state, t);
  const description = [status, host.detail ?? '', versions].filter((text) => text !== '').join(' - ');
  return {
    id: `host:${run.key}:${host.wave}:${host.name}`,
    label: host.name,
    description,
    tooltip: escapeMarkdown(description),
    ...(step ? { icon: 'sync~spin' } : hostLooks[host.state]),
    expandable: false,
    context: 'host',
    ...(host.started === undefined ? {} : { opens: { uri: logOf(run, host), line: 0, character: 0 } }),
    run: run.key,
    accessibilityLabel: `${host.name}, ${description}`,
  };
}

function logOf(run: RunView, host: HostProgress): string {
  return `${run.key}/${runFiles.logs}/${encodeURIComponent(logFileName(host.name))}`;
}

const hostLooks: Readonly<Record<HostState, Look>> = {
  queued: { icon: 'circle-outline' },
  prechecked: { icon: 'circle-filled', color: 'charts.blue' },
  'backed-up': { icon: 'circle-filled', color: 'charts.blue' },
  drained: { icon: 'circle-filled', color: 'charts.blue' },
  patched: { icon: 'circle-filled', color: 'charts.blue' },
  rebooted: { icon: 'circle-filled', color: 'charts.blue' },
  verified: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  'rolled-back': { icon: 'discard', color: 'problemsWarningIcon.foreground' },
  skipped: { icon: 'debug-step-over' },
  unknown: { icon: 'question', color: 'problemsWarningIcon.foreground' },
};

function runLook({ state, life }: RunView): Look {
  if (goesOn(life)) return { icon: 'sync~spin' };
  if (life === 'interrupted') return { icon: 'debug-disconnect', color: 'problemsWarningIcon.foreground' };
  return state.outcome ? outcomeLooks[state.outcome] : { icon: 'circle-outline' };
}

const outcomeLooks: Readonly<Record<RunOutcome, Look>> = {
  completed: { icon: 'pass', color: 'testing.iconPassed' },
  'completed-with-errors': { icon: 'warning', color: 'problemsWarningIcon.foreground' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  stopped: { icon: 'circle-slash', color: 'problemsWarningIcon.foreground' },
};

function waveLook(wave: WaveProgress, run: RunView): Look {
  if (wave.status === 'waiting') return { icon: 'watch' };
  if (wave.status === 'running' && goesOn(run.life)) return { icon: 'sync~spin' };
  if (wave.status !== 'finished') return { icon: 'circle-outline' };
  return wave.errors > 0
    ? { icon: 'warning', color: 'problemsWarningIcon.foreground' }
    : { icon: 'pass', color: 'testing.iconPassed' };
}

function paragraphs(...texts: readonly string[]): string {
  return escapeMarkdown(texts.filter((text) => text !== '').join('\n\n'));
}

/** Names and details are data, not Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, '\\$&');
}
