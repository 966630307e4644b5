// Stopping is a ladder: each time the user asks, the next rung. Pure.

import { type StopRung, stopRungs } from '../../../server/src/protocol/runEvents.ts';

/** The rung after the one that was taken; the last one again where there's none after it. */
export function nextRung(taken: StopRung | undefined): StopRung {
  const index = taken === undefined ? 0 : stopRungs.indexOf(taken) + 1;
  return stopRungs[index] ?? 'kill';
}
