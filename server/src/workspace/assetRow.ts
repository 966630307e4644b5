// What is kept of an asset: what judging and views ask of all assets at once. The asset itself is made when somebody wants it.

import type { Instant } from '../base/ports.ts';
import type { Interned } from '../model/interned.ts';
import { type SlaState, slaStates } from '../model/judgement.ts';
import type { Profile } from '../model/traits.ts';
import type { AssetEntry } from './assetEntry.ts';
import type { OwnedChunk } from './chunk.ts';
import type { Stretch } from './patchColumns.ts';

export class AssetRow implements AssetEntry, Stretch {
  readonly id: number;
  readonly name: string;
  /** The chunk where its problems stand: its own entry, or the line of `sources:` that brought it. */
  home: OwnedChunk;
  /** What it says itself, where nothing but its entry and its groups says anything. */
  own: Interned<Profile> | undefined;
  profile: Interned<Profile>;
  isConflicted = false;
  from = 0;
  count = 0;
  /** Of patches put together from several findings: which of its patches, and the findings that are judged. */
  parts: ReadonlyMap<number, readonly Part[]> | undefined;
  /** Index into {@link slaStates}. */
  worst = slaStates.indexOf('patched');
  /** A bit for each state that one of its patches is in. */
  present = 0;
  due: Instant | undefined;

  constructor(id: number, name: string, home: OwnedChunk, profile: Interned<Profile>) {
    this.id = id;
    this.name = name;
    this.home = home;
    this.profile = profile;
  }

  get state(): SlaState {
    return slaStates[this.worst] ?? 'patched';
  }

  get isLate(): boolean {
    return this.state === 'overdue';
  }

  has(state: SlaState): boolean {
    return (this.present & (1 << slaStates.indexOf(state))) !== 0;
  }
}

/** Ids of a finding's traits and dates. */
export interface Part {
  readonly traits: number;
  readonly dates: number;
}
