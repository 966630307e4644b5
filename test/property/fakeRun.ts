// A run without time or files: a clock that is set by waiting, a journal in memory that can break at any event.

import type { RunEvent } from '../../server/src/protocol/runEvents.ts';
import type { RunRequest } from '../../server/src/protocol/runRequest.ts';
import { RunMachine } from '../../server/src/run/machine.ts';
import { foldJournal, type RunState } from '../../server/src/run/state.ts';
import type { FakeFleet } from './fakeFleet.ts';

export const opening = Date.parse('2026-11-29T02:00:00Z');

export interface FakeRun {
  readonly fleet: FakeFleet;
  text: string;
  now: number;
  /** Milliseconds that each event takes. */
  readonly pace: number;
}

export class Crash extends Error {}

export interface Breaking {
  /** The event at which the controller dies, counted from 1. */
  readonly at: number;
  /** How much of that event's line reaches the disk, 0 to 1. */
  readonly part: number;
  readonly leaves: 'goes-on' | 'half' | 'nothing';
}

export interface Watch {
  readonly breaking?: Breaking | undefined;
  onEvent?(event: RunEvent, machine: RunMachine): void;
}

/** Runs, or resumes what the journal has. @throws Crash */
export async function execute(request: RunRequest, run: FakeRun, watch: Watch = {}): Promise<RunState> {
  if (run.text !== '' && !run.text.endsWith('\n')) run.text += '\n';
  run.fleet.crashed = 'no';
  let count = 0;
  const ports = {
    clock: { now: () => run.now },
    journal: {
      append(event: RunEvent) {
        if (run.fleet.crashed !== 'no') throw new Crash();
        run.now += run.pace;
        const line = `${JSON.stringify(event)}\n`;
        if (++count === watch.breaking?.at) {
          run.text += line.slice(0, Math.floor(line.length * watch.breaking.part));
          run.fleet.crashed = watch.breaking.leaves;
          throw new Crash();
        }
        run.text += line;
        watch.onEvent?.(event, machine);
      },
    },
    engine: (name: string) => (name === 'fake' ? run.fleet.engine : undefined),
    log: () => () => {},
    wait: async (until: number, signal: AbortSignal) => {
      if (!signal.aborted) run.now = Math.max(run.now, until);
    },
    pid: 1,
  };
  const machine = new RunMachine(request, ports, foldJournal(run.text).state);
  return machine.execute();
}
