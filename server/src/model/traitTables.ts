// What assets and patches have in common, each numbered, and what is known of their dates. Outlives the policies: a judge is made anew, this stays.

import { DateTable } from './dateTable.ts';
import { type Interned, InternTable } from './interned.ts';
import { Moments } from './moments.ts';
import type { AssetFacts } from './selector.ts';
import { type PatchTraits, type Profile, profileOf, traitsOf } from './traits.ts';

export class TraitTables {
  readonly profiles = new InternTable<Profile>(profileOf);
  readonly traits = new InternTable<PatchTraits>(traitsOf);
  readonly dates = new DateTable();
  readonly moments = new Moments(this.dates);
  readonly #assets: AssetFacts[] = [];

  /** What selectors see of an asset that none of them names. */
  assetOf({ id, facts }: Interned<Profile>): AssetFacts {
    this.#assets[id] ??= isWhole(facts) ? facts : assetFacts(facts, '');
    return this.#assets[id];
  }
}

/** Nothing has to be filled in; and no selector asks for the name. */
function isWhole(facts: Profile): facts is Profile & AssetFacts {
  const { kind, data, stateless, groups } = facts;
  return kind !== undefined && data !== undefined && stateless !== undefined && groups !== undefined;
}

/** What selectors see of an asset. */
export function assetFacts(profile: Profile, name: string): AssetFacts {
  const { kind = 'server', data = [], stateless = false, groups = [], gpu, ...more } = profile;
  return { ...more, name, kind, data, stateless, groups, ...(gpu && { gpu }) };
}
