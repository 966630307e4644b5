// What a run's journal comes to: `reduce` folds one event, `foldJournal` a whole file. Shared by the runner (which resumes from it), the
// editor's views, the terminal and the reports, so that all of them see one truth. Pure; no Node modules: the extension bundles it.
// An event that doesn't fit (an unknown host, a second start) changes nothing: a journal is never a reason to crash.

import type { HostState, RunEvent, RunOutcome, StopRung, Versions } from '../protocol/runEvents.ts';
import type { RunOverride } from '../protocol/runRequest.ts';
import { decodeEvent } from './decodeEvent.ts';

export type { Versions };

export interface StepProgress {
  readonly step: string;
  /** ISO 8601, like all times here. */
  readonly started: string;
  readonly finished?: string;
  readonly ok?: boolean;
  readonly detail?: string;
}

export interface HostProgress {
  readonly name: string;
  readonly wave: string;
  /** The last confirmed transition. */
  readonly state: HostState;
  readonly final: boolean;
  /** Of the last transition: why it failed, was skipped, rolled back. */
  readonly detail?: string;
  readonly before?: Versions;
  readonly after?: Versions;
  readonly bootId?: string;
  readonly started?: string;
  readonly changed?: string;
  /** One entry a step, the latest attempt, in order of first attempt. */
  readonly steps: readonly StepProgress[];
}

export interface WaveProgress {
  readonly name: string;
  readonly status: 'pending' | 'waiting' | 'running' | 'finished';
  /** While waiting: its opening. */
  readonly until?: string;
  readonly started?: string;
  readonly finished?: string;
  readonly errors: number;
  readonly hosts: readonly string[];
}

export interface RunState {
  readonly status: 'empty' | 'running' | 'finished';
  readonly run: string;
  readonly plan: string;
  readonly planFile: string;
  readonly digest: string;
  readonly dryRun: boolean;
  readonly by: string;
  /** Of the latest runner. */
  readonly pid?: number;
  readonly overrides: readonly RunOverride[];
  readonly started?: string;
  /** When the last event happened. */
  readonly latest?: string;
  readonly resumed: number;
  readonly waves: readonly WaveProgress[];
  /** In the order of the waves. */
  readonly hosts: ReadonlyMap<string, HostProgress>;
  readonly stop?: { readonly rung: StopRung; readonly by: string; readonly at: string };
  readonly outcome?: RunOutcome;
  readonly detail?: string;
}

export const emptyRun: RunState = {
  status: 'empty',
  run: '',
  plan: '',
  planFile: '',
  digest: '',
  dryRun: false,
  by: '',
  overrides: [],
  resumed: 0,
  waves: [],
  hosts: new Map(),
};

/** Folds one event. */
export function reduce(state: RunState, event: RunEvent): RunState {
  return fold(state, [event]);
}

export interface FoldedJournal {
  readonly state: RunState;
  /** Lines that can't be read: the half-written end of a crash, usually. */
  readonly unreadable: number;
}

/** Folds a journal's text; lines that can't be read are counted and passed over. */
export function foldJournal(text: string): FoldedJournal {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const events = lines.map(decodeEvent).filter((event) => event !== undefined);
  return { state: fold(emptyRun, events), unreadable: lines.length - events.length };
}

/** Failed hosts of a wave, as the error gate counts them. */
export function errorsOf(state: RunState, wave: string): number {
  let errors = 0;
  for (const host of state.hosts.values()) if (host.wave === wave && isError(host)) errors++;
  return errors;
}

export function isError(host: HostProgress): boolean {
  return host.state === 'failed' || host.state === 'rolled-back' || (host.state === 'unknown' && host.final);
}

/** The step that a host is in; undefined between steps. */
export function stepInProgress(host: HostProgress): StepProgress | undefined {
  return host.final ? undefined : host.steps.find((step) => step.finished === undefined);
}

/** Milliseconds from the run's start to its end, or to `now` where it goes on. */
export function elapsed(state: RunState, now: number): number {
  if (state.started === undefined) return 0;
  const end = state.status === 'finished' && state.latest !== undefined ? Date.parse(state.latest) : now;
  return Math.max(0, end - Date.parse(state.started));
}

/** A journal of a thousand hosts is folded in one map, not in a map an event; only this function sees it change. */
function fold(state: RunState, events: readonly RunEvent[]): RunState {
  const hosts = new Map(state.hosts);
  let next: RunState = { ...state, hosts };
  for (const event of events) {
    if ('host' in event) {
      const host = hosts.get(event.host);
      if (host) hosts.set(host.name, reduceHost(host, event));
      continue;
    }
    if (event.type === 'run-started' && next.status === 'empty') enrol(hosts, event);
    if (event.type === 'run-resumed') reopen(hosts);
    next = reduceRun(next, event);
  }
  const latest = events.at(-1)?.at;
  return latest === undefined ? next : { ...next, latest };
}

type Started = Extract<RunEvent, { type: 'run-started' }>;

function enrol(hosts: Map<string, HostProgress>, event: Started): void {
  for (const wave of event.waves) {
    for (const name of wave.hosts)
      hosts.set(name, { name, wave: wave.name, state: 'queued', final: false, steps: [] });
  }
}

/** Resuming asks again about every host whose end isn't certain. */
function reopen(hosts: Map<string, HostProgress>): void {
  for (const host of hosts.values())
    if (!isSettled(host.state)) hosts.set(host.name, { ...host, final: false });
}

/** States in which a resumed run leaves a host alone. */
export function isSettled(state: HostState): boolean {
  return state === 'verified' || state === 'failed' || state === 'rolled-back' || state === 'skipped';
}

function reduceRun(state: RunState, event: Exclude<RunEvent, HostEvent>): RunState {
  switch (event.type) {
    case 'run-started':
      return state.status === 'empty' ? startRun(state, event) : state;
    case 'run-resumed':
      return resumeRun(state, event.pid);
    case 'stop-requested':
      return { ...state, stop: { rung: event.rung, by: event.by, at: event.at } };
    case 'run-finished':
      return finishRun(state, event);
    case 'wave-waiting':
    case 'wave-started':
    case 'wave-finished':
      return {
        ...state,
        waves: state.waves.map((wave) => (wave.name === event.wave ? reduceWave(wave, event) : wave)),
      };
  }
}

function finishRun(state: RunState, event: Extract<RunEvent, { type: 'run-finished' }>): RunState {
  const { detail, outcome } = event;
  return { ...state, status: 'finished', outcome, ...(detail === undefined ? {} : { detail }) };
}

function startRun(state: RunState, event: Started): RunState {
  const { run, plan, planFile, digest, dryRun, by, pid, overrides } = event;
  const waves = event.waves.map(
    (wave): WaveProgress => ({ name: wave.name, status: 'pending', errors: 0, hosts: wave.hosts }),
  );
  const about = { run, plan, planFile, digest, dryRun, by, pid, overrides };
  return { ...state, ...about, status: 'running', started: event.at, waves };
}

function resumeRun(state: RunState, pid: number): RunState {
  const { stop: _, outcome: __, detail: ___, ...rest } = state;
  return { ...rest, status: 'running', pid, resumed: state.resumed + 1 };
}

type WaveEvent = Extract<RunEvent, { wave: string }>;

function reduceWave(wave: WaveProgress, event: WaveEvent): WaveProgress {
  const { until: _, ...rest } = wave;
  switch (event.type) {
    case 'wave-waiting':
      return { ...rest, status: 'waiting', until: event.until };
    case 'wave-started':
      return { ...rest, status: 'running', started: wave.started ?? event.at };
    case 'wave-finished':
      return { ...rest, status: 'finished', finished: event.at, errors: event.errors };
  }
}

type HostEvent = Extract<RunEvent, { host: string }>;

function reduceHost(host: HostProgress, event: HostEvent): HostProgress {
  switch (event.type) {
    case 'step-started':
      return {
        ...host,
        started: host.started ?? event.at,
        steps: putStep(host.steps, { step: event.step, started: event.at }),
      };
    case 'step-finished':
      return { ...host, steps: finishStep(host.steps, event) };
    case 'host-changed':
      return changeHost(host, event);
  }
}

function putStep(steps: readonly StepProgress[], step: StepProgress): readonly StepProgress[] {
  const known = steps.some((other) => other.step === step.step);
  return known ? steps.map((other) => (other.step === step.step ? step : other)) : [...steps, step];
}

function finishStep(
  steps: readonly StepProgress[],
  event: Extract<RunEvent, { type: 'step-finished' }>,
): readonly StepProgress[] {
  const started = steps.find((step) => step.step === event.step)?.started ?? event.at;
  const detail = event.detail === undefined ? {} : { detail: event.detail };
  return putStep(steps, { step: event.step, started, finished: event.at, ok: event.ok, ...detail });
}

function changeHost(host: HostProgress, event: Extract<HostEvent, { type: 'host-changed' }>): HostProgress {
  const { detail: _, ...rest } = host;
  return {
    ...rest,
    state: event.state,
    final: event.final === true,
    changed: event.at,
    ...(event.detail === undefined ? {} : { detail: event.detail }),
    ...(event.before === undefined ? {} : { before: event.before }),
    ...(event.after === undefined ? {} : { after: event.after }),
    ...(event.bootId === undefined ? {} : { bootId: event.bootId }),
  };
}
