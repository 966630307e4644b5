// What assets and patches have in common, each numbered, and what is known of their dates. Outlives the policies: a judge is made anew, this stays.

import { DateTable } from './dateTable.ts';
import { type Interned, InternTable } from './interned.ts';
import { Moments } from './moments.ts';
import type { AssetFacts } from './selector.ts';
import { Texts } from './textTuples.ts';
import { type PatchTraits, type Profile, profileLines, profileOf, traitLines, traitsOf } from './traits.ts';

export class TraitTables {
  readonly texts = new Texts();
  readonly profiles = new InternTable<Profile>(profileOf, profileLines, this.texts);
  readonly traits = new InternTable<PatchTraits>(traitsOf, traitLines, this.texts);
  readonly dates = new DateTable(this.texts);
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
