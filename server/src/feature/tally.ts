// How many assets of each profile are in each state: one look at all assets for a snapshot, by numbers alone. What is asked of groups of assets that
// are alike follows from it.

import { slaStates } from '../model/judgement.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** Numbers beside each other for one profile: one for each state, and one for nobody's ids. */
const WIDTH = slaStates.length + 1;

export class Tally {
  /** Ids of those that an asset has. */
  readonly profiles: readonly number[];
  readonly #counts: Int32Array;

  constructor({ columns: { size, states, profiles, profileTable } }: Snapshot) {
    const counts = new Int32Array(WIDTH * profileTable.size);
    const met: number[] = [];
    const isMet = new Uint8Array(profileTable.size);
    for (let id = 0; id < size; id++) {
      const profile = profiles[id] ?? 0;
      const at = WIDTH * profile + (states[id] ?? slaStates.length);
      counts[at] = (counts[at] ?? 0) + 1;
      if (isMet[profile] === 0) met.push(profile);
      isMet[profile] = 1;
    }
    this.profiles = met;
    this.#counts = counts;
  }

  /** @param state an index into slaStates. */
  count(profile: number, state: number): number {
    return this.#counts[WIDTH * profile + state] ?? 0;
  }

  /** @param until an index into slaStates: of states before that. */
  countBefore(profile: number, until: number): number {
    let sum = 0;
    for (let state = 0; state < until; state++) sum += this.count(profile, state);
    return sum;
  }
}

const tallies = new WeakMap<Snapshot, Tally>();

export function tallyOf(snapshot: Snapshot): Tally {
  const known = tallies.get(snapshot) ?? new Tally(snapshot);
  tallies.set(snapshot, known);
  return known;
}
