// What is known of an asset without making it: enough to see whether there is anything to say of it.

import type { Instant } from '../base/ports.ts';
import type { Interned } from '../model/interned.ts';
import type { SlaState } from '../model/judgement.ts';
import type { PatchTraits, Profile } from '../model/traits.ts';

export interface AssetEntry {
  readonly name: string;
  readonly state: SlaState;
  /** See {@link AssetJudgement.due}. */
  readonly due: Instant | undefined;
  /** What it and its groups say; kept once for all assets of which the same is said. */
  readonly profile: Interned<Profile>;
  /** Two of its groups disagree. */
  readonly isConflicted: boolean;
  /** Its state as an index into slaStates. */
  readonly worst: number;
  /** Where its patches begin in the {@link PatchTable}. */
  readonly from: number;
  /** How many patches it has. */
  readonly count: number;
  /** Is one of its patches in that state? */
  has(state: SlaState): boolean;
}

/** The pending patches of all assets side by side, as numbers: all of them can be looked at without making anything. */
export interface PatchTable {
  /** Ids of what they are. */
  readonly traits: ArrayLike<number>;
  /** Indexes into slaStates. */
  readonly states: ArrayLike<number>;
  traitsAt(id: number): PatchTraits;
}
