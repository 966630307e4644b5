// The journal of a run: one event a line, appended and flushed at each transition. The truth about a run; every view folds it.
// A leaf: shared by the client, the command line and the runner; imports nothing but its neighbour.

import type { RunOverride } from './runRequest.ts';

export const hostStates = [
  'queued',
  'prechecked',
  'backed-up',
  'drained',
  'patched',
  'rebooted',
  'verified',
  'failed',
  'rolled-back',
  'skipped',
  'unknown',
] as const;
/** The last confirmed transition. `unknown`: killed in flight, must be asked again. */
export type HostState = (typeof hostStates)[number];

/** Package names and their versions. */
export type Versions = Readonly<Record<string, string>>;

/** `at` is ISO 8601, UTC. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly at: string;
      readonly run: string;
      readonly plan: string;
      readonly planFile: string;
      readonly digest: string;
      readonly dryRun: boolean;
      readonly by: string;
      readonly pid: number;
      readonly overrides: readonly RunOverride[];
      readonly waves: readonly { readonly name: string; readonly hosts: readonly string[] }[];
    }
  | { readonly type: 'run-resumed'; readonly at: string; readonly pid: number }
  | { readonly type: 'wave-started'; readonly at: string; readonly wave: string }
  | { readonly type: 'wave-waiting'; readonly at: string; readonly wave: string; readonly until: string }
  /** Written before an act: what is about to be done. */
  | { readonly type: 'step-started'; readonly at: string; readonly host: string; readonly step: string }
  | {
      readonly type: 'step-finished';
      readonly at: string;
      readonly host: string;
      readonly step: string;
      readonly ok: boolean;
      readonly detail?: string;
    }
  | {
      readonly type: 'host-changed';
      readonly at: string;
      readonly host: string;
      readonly state: HostState;
      /** Why, where it failed, was skipped or rolled back. */
      readonly detail?: string;
      /** Installed versions as read from the host. */
      readonly before?: Readonly<Record<string, string>>;
      readonly after?: Readonly<Record<string, string>>;
      /** Identity of the host's boot at preflight: tells after a crash whether a reboot that was begun has happened. */
      readonly bootId?: string;
      /** Nothing more happens to the host, unless the run is resumed. A dry run ends in `prechecked`, a wave without `verify` in `patched`. */
      readonly final?: true;
    }
  | { readonly type: 'wave-finished'; readonly at: string; readonly wave: string; readonly errors: number }
  | { readonly type: 'stop-requested'; readonly at: string; readonly rung: StopRung; readonly by: string }
  | {
      readonly type: 'run-finished';
      readonly at: string;
      readonly outcome: RunOutcome;
      readonly detail?: string;
    };

/** Finish the hosts in flight; stop between steps; kill. */
export const stopRungs = ['finish-hosts', 'between-steps', 'kill'] as const;
export type StopRung = (typeof stopRungs)[number];

/** `failed`: too many errors stopped it, or it could not run. `completed-with-errors`: within maxErrors. */
export type RunOutcome = 'completed' | 'completed-with-errors' | 'failed' | 'stopped';

/** Files in a run's folder. */
export const runFiles = {
  request: 'run.json',
  journal: 'journal.jsonl',
  /** One JSON line per stop request; the runner follows it. */
  control: 'control.jsonl',
  /** The runner's process id and start, while it runs. */
  lock: 'runner.lock',
  /** A folder of one log a host. */
  logs: 'logs',
} as const;
