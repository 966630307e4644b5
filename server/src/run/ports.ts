// What a run asks of the outside world. Implemented by platform/ with files, processes and timers; by tests with values and no time at all.

import type { Clock, Instant } from '../base/ports.ts';
import type { RunEvent } from '../protocol/runEvents.ts';
import type { Engine } from './engine.ts';

export interface RunPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  /** @returns undefined where there is no such engine. */
  engine(name: string): Engine | undefined;
  /** Where a host's output goes. */
  log(host: string): (chunk: string) => void;
  /** Resolves at that instant or earlier, and at once when the signal is aborted; never rejects. */
  wait(until: Instant, signal: AbortSignal): Promise<void>;
  readonly pid: number;
}

export interface Journal {
  /** The event is on disk when this returns. @throws where it can't be written; then nothing more may be done. */
  append(event: RunEvent): void;
}
