// Follows a run by its journal until it ends: prints each event, and turns interruptions into stop requests, one rung at a time.

import { stopRungs } from '../protocol/runEvents.ts';
import { decodeEvent } from '../run/decodeEvent.ts';
import { emptyRun, type RunState, reduce } from '../run/state.ts';
import { eventText } from './format/runEvents.ts';
import { styleFor } from './format/style.ts';
import type { CliPorts, LaunchedRun } from './ports.ts';

const EVERY = 100;
const NEWLINE = 0x0a;

const RUNGS: Readonly<Record<(typeof stopRungs)[number], string>> = {
  'finish-hosts': 'stopping when the hosts in flight are done; once more stops between steps',
  'between-steps': 'stopping between steps; once more stops at once',
  kill: 'stopping at once',
};

/** @returns the run's last state; `running` where its runner is gone without an end. */
export async function followRun(run: LaunchedRun, ports: CliPorts): Promise<RunState> {
  let interruptions = 0;
  const end = ports.runs.onInterrupt(() => {
    const rung = stopRungs[Math.min(interruptions++, stopRungs.length - 1)] ?? 'kill';
    ports.err.write(`patchtide: ${RUNGS[rung]}.\n`);
    ports.runs.requestStop(run.folder, rung, ports.user);
  });
  try {
    return await untilEnd(run, ports);
  } finally {
    end();
  }
}

async function untilEnd({ folder }: LaunchedRun, { runs, out }: CliPorts): Promise<RunState> {
  const style = styleFor(out.colour);
  let state = emptyRun;
  let offset = 0;
  for (;;) {
    // Asked before the journal is read: a runner writes its end before it lets go of its lock.
    const isHeld = runs.isHeld(folder);
    const bytes = runs.readJournal(folder, offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    offset += whole.length;
    for (const line of new TextDecoder().decode(whole).split('\n')) {
      const event = decodeEvent(line);
      if (!event) continue;
      state = reduce(state, event);
      out.write(eventText(event, state, style));
    }
    if (state.status === 'finished' || (!isHeld && whole.length === 0)) return state;
    await runs.sleep(EVERY);
  }
}
