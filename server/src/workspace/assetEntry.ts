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
  /** Is one of its patches in that state? */
  has(state: SlaState): boolean;
}

export interface PatchEntry {
  readonly traits: Interned<PatchTraits>;
  readonly state: SlaState;
}
