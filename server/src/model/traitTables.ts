// What assets and patches have in common, each numbered, and what is known of their dates. Outlives the policies: a judge is made anew, this stays.

import { DateTable } from './dateTable.ts';
import { InternTable } from './interned.ts';
import { Moments } from './moments.ts';
import { type PatchTraits, type Profile, profileOf, traitsOf } from './traits.ts';

export class TraitTables {
  readonly profiles = new InternTable<Profile>(profileOf);
  readonly traits = new InternTable<PatchTraits>(traitsOf);
  readonly dates = new DateTable();
  readonly moments = new Moments(this.dates);
}
