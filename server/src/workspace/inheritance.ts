// What assets inherit from their groups, worked out once for all assets that say the same of themselves, and again when one of the groups changes.

import type { Interned, InternTable } from '../model/interned.ts';
import { type Inheritance as Inherited, inherit, inheritanceOf } from '../model/mergeAssets.ts';
import { type Profile, profileKey } from '../model/traits.ts';
import type { AssetRow } from './assetRow.ts';
import type { Groups } from './groups.ts';

interface Heirs {
  readonly rows: Set<AssetRow>;
  readonly groups: readonly string[];
  profile: Interned<Profile>;
  isConflicted: boolean;
}

export class Inheritance {
  readonly #groups: Groups;
  readonly #profiles: InternTable<Profile>;
  /** By what they say themselves. */
  readonly #heirs = new Map<Interned<Profile>, Heirs>();
  /** By group: who inherits from it. */
  readonly #byGroup = new Map<string, Set<Interned<Profile>>>();
  /** By the groups, in the order in which assets list them. */
  readonly #inherited = new Map<string, Inherited>();
  /** Assets that other tools' files state too: they are merged one by one. */
  readonly #merged = new Set<AssetRow>();

  constructor(groups: Groups, profiles: InternTable<Profile>) {
    this.#groups = groups;
    this.#profiles = profiles;
  }

  /** By its own profile where it has one; the row then has what it inherits. */
  join(row: AssetRow): void {
    if (!row.own) {
      this.#merged.add(row);
      return;
    }
    const heirs = this.#heirs.get(row.own) ?? this.#found(row.own);
    heirs.rows.add(row);
    row.profile = heirs.profile;
    row.isConflicted = heirs.isConflicted;
  }

  leave(row: AssetRow): void {
    this.#merged.delete(row);
    const heirs = row.own && this.#heirs.get(row.own);
    if (!row.own || !heirs?.rows.delete(row) || heirs.rows.size > 0) return;
    this.#heirs.delete(row.own);
    for (const group of heirs.groups) {
      const members = this.#byGroup.get(group);
      members?.delete(row.own);
      if (members?.size === 0) this.#byGroup.delete(group);
    }
  }

  /** What the group says has changed. @returns the rows for which that may change something. */
  regroup(group: string): readonly AssetRow[] {
    for (const [key, { groups }] of this.#inherited) if (groups.includes(group)) this.#inherited.delete(key);
    const rows: AssetRow[] = [...this.#merged].filter(({ profile }) => profile.facts.groups?.includes(group));
    for (const own of this.#byGroup.get(group) ?? []) {
      const heirs = this.#heirs.get(own);
      if (!heirs) continue;
      const { profile, isConflicted } = heirs;
      this.#workOut(own, heirs);
      const isSame = profile === heirs.profile && !isConflicted && !heirs.isConflicted;
      if (isSame) continue;
      for (const row of heirs.rows) {
        row.profile = heirs.profile;
        row.isConflicted = heirs.isConflicted;
        rows.push(row);
      }
    }
    return rows;
  }

  #found(own: Interned<Profile>): Heirs {
    const groups = [...new Set(own.facts.groups)];
    const heirs: Heirs = { rows: new Set(), groups, profile: own, isConflicted: false };
    this.#workOut(own, heirs);
    this.#heirs.set(own, heirs);
    for (const group of groups) {
      const members = this.#byGroup.get(group) ?? new Set();
      this.#byGroup.set(group, members.add(own));
    }
    return heirs;
  }

  #workOut(own: Interned<Profile>, heirs: Heirs): void {
    const { profile, isConflicted } = inherit(own.facts, this.#from(own.facts.groups ?? []));
    heirs.profile = this.#profiles.of(profileKey(profile));
    heirs.isConflicted = isConflicted;
  }

  #from(listed: readonly string[]): Inherited {
    const key = listed.join('\n');
    const known = this.#inherited.get(key) ?? inheritanceOf(listed, this.#groups);
    this.#inherited.set(key, known);
    return known;
  }
}
