// What a command of a demo host is given, and what it gives back. A command prints through `out` and
// `err` only, and changes nothing but its machine's state.
import type { Machine } from './machine.ts';

export interface Call {
  readonly machine: Machine;
  readonly args: readonly string[];
  /** Behind `sudo`. */
  readonly root: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The exit status. `HostGone` instead says that the machine went down under it. */
export type Command = (call: Call) => number | Promise<number>;
