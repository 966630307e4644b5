// What the command line needs of the machine, as interfaces. cli.ts gives it Node's; nothing else here touches the process.

import type { Clock, FileSystem, OwnedReader } from '../base/ports.ts';
import type { StopRung } from '../protocol/runEvents.ts';
import type { RunRequest } from '../protocol/runRequest.ts';

export interface CliPorts {
  readonly clock: Clock;
  readonly files: FileSystem;
  readonly reader: OwnedReader;
  readonly runs: RunLauncher;
  /** The result. */
  readonly out: Output;
  /** Progress and refusals. */
  readonly err: Output;
  /** The current folder, absolute. */
  readonly folder: string;
  /** Paths as the system writes them. */
  readonly paths: Pick<typeof import('node:path'), 'resolve' | 'relative' | 'sep'>;
  /** Who a run's journal names. */
  readonly user: string;
  readonly version: string;
  /** @returns why it can't be: it is there and may not be replaced, or the disk's own words. */
  createFile(path: string, text: string, replace: boolean): Promise<string | undefined>;
  /** @returns false where a folder that is there can't be listed. */
  canList(path: string): Promise<boolean>;
}

export interface Output {
  write(text: string): void;
  readonly colour: boolean;
}

export type Launched =
  | { readonly ok: true; readonly run: LaunchedRun }
  | { readonly ok: false; readonly detail: string };

export interface LaunchedRun {
  readonly id: string;
  /** The run's folder, absolute. */
  readonly folder: string;
}

export interface RunLauncher {
  /** Starts a detached runner in the workspace folder. */
  start(root: string, request: RunRequest): Promise<Launched>;
  /** The journal's bytes from an offset on. */
  readJournal(folder: string, offset: number): Uint8Array;
  /** Does a living runner hold the run's lock? */
  isHeld(folder: string): boolean;
  requestStop(folder: string, rung: StopRung, by: string): void;
  /** Calls on each interruption from the keyboard or the system. @returns what ends that. */
  onInterrupt(handler: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
}
