// What is known of an asset without making it: enough to see whether there is anything to say of it.

import type { Instant } from '../base/ports.ts';
import type { Interned } from '../model/interned.ts';
import type { SlaState } from '../model/judgement.ts';
import type { AssetFacts } from '../model/selector.ts';
import type { PatchTraits, Profile } from '../model/traits.ts';

export interface AssetEntry {
  /** See {@link Columns}. */
  readonly id: number;
  readonly name: string;
  readonly state: SlaState;
  /** See {@link AssetJudgement.due}. */
  readonly due: Instant | undefined;
  /** What it and its groups say; kept once for all assets of which the same is said. */
  readonly profile: Interned<Profile>;
  /** Two of its groups disagree. */
  readonly isConflicted: boolean;
  /** How many patches it has. */
  readonly count: number;
  /** Is one of its patches in that state? */
  has(state: SlaState): boolean;
}

/** All assets and their patches as numbers, to be looked at without touching any. Of an asset, what is known of it stands at its id. */
export interface Columns {
  /** Ids are below; not each of them is an asset's. */
  readonly size: number;
  /** Indexes into slaStates; beyond them where the id is nobody's. */
  readonly states: ArrayLike<number>;
  /** Ids of profiles. */
  readonly profiles: ArrayLike<number>;
  /** See {@link AssetEntry.due}; NaN where nothing is. */
  readonly due: ArrayLike<number>;
  /** Where the asset's patches begin. */
  readonly from: ArrayLike<number>;
  /** How many; none where the id is nobody's. */
  readonly counts: ArrayLike<number>;
  /** Of patches: ids of their traits. */
  readonly patchTraits: ArrayLike<number>;
  /** Of patches: indexes into slaStates. */
  readonly patchStates: ArrayLike<number>;
  entryAt(asset: number): AssetEntry | undefined;
  /** The same one for as long as the workspace is. */
  readonly profileTable: Table<Profile>;
  /** What selectors see of an asset that none of them names; made once. */
  readonly assetOf: (profile: Interned<Profile>) => AssetFacts;
  /** The same one for as long as the workspace is. */
  readonly traitsTable: Table<PatchTraits>;
}

/** Values by their ids: more come, and none changes. */
export interface Table<T> {
  /** Ids are below. */
  readonly size: number;
  at(id: number): Interned<T>;
}
