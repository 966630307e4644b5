// The port between the runner and what really patches hosts. An engine turns a step into commands; a command is data, so that tests,
// dry runs and logs see exactly what would be executed. No engine ever builds a shell string for this side.

import type { RunHost, RunRequest } from '../protocol/runRequest.ts';

export interface Command {
  /** Program and arguments, executed directly. */
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface CommandResult {
  /** Exit code; undefined where it was killed or never started. */
  readonly code: number | undefined;
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Runs commands. Implemented by platform/ with child processes; by tests with recordings. */
export interface CommandRunner {
  run(command: Command, onOutput: (chunk: string) => void, signal: AbortSignal): Promise<CommandResult>;
}

/** What a step came to. `unreachable`: the host could not be asked, so its state is unknown or unchanged. */
export type StepResult =
  | {
      readonly ok: true;
      readonly detail?: string;
      readonly versions?: Readonly<Record<string, string>>;
      /** Packages whose installation is half done, whatever their version says. */
      readonly broken?: readonly string[];
      /** Identity of the host's boot, where the step asked for it. From {@link HostSession.reboot}: there was a reboot. */
      readonly bootId?: string;
    }
  | { readonly ok: false; readonly detail: string; readonly unreachable: boolean };

export interface HostSession {
  /**
   * Reachable, package manager healthy, enough disk, index fresh. Versions are those of everything that patching would change,
   * dependencies included: what a rollback goes back to. Changes no package.
   */
  preflight(): Promise<StepResult>;
  /** Makes the backup by the host's own command. */
  backup(): Promise<StepResult>;
  /** Brings exactly the planned packages to the planned versions; in a dry run only says what would change. */
  patch(dryRun: boolean): Promise<StepResult>;
  /**
   * Reboots where the mode says so, and waits for the host's return. `detail` says what was done.
   * @param since the boot before an interrupted reboot: where the host has another one by now, it isn't rebooted again.
   */
  reboot(mode: RunRequest['reboot'], since?: string): Promise<StepResult>;
  /** Installed versions as planned, and every verification command true. */
  verify(): Promise<StepResult>;
  /** Back to the versions before. */
  rollback(before: Readonly<Record<string, string>>): Promise<StepResult>;
  /** Installed versions of these packages, for before and after. What isn't installed is absent. */
  versions(packages: readonly string[]): Promise<StepResult>;
}

export interface Engine {
  readonly name: string;
  /** @returns undefined where it can be used, else why not and what would help. */
  unavailable(): Promise<string | undefined>;
  open(host: RunHost, log: (chunk: string) => void, signal: AbortSignal): HostSession;
}
