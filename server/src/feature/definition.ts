// From a name to where it's defined, across files, and from a definition to where it's used.

import type { NameKind } from '../schema/annotations.ts';
import { absolute } from '../schema/located.ts';
import type { Location } from '../text/span.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { affectedBy } from './advisories.ts';
import type { Where } from './context.ts';
import { nameAt } from './nameAt.ts';

/** Places that are shown at once: who wants all of more asks for references. Patches are looked for one by one. */
const MOST = 500;
const MOST_PATCHES = 100;

/** On a reference: the definitions. On a definition: the references, so that the same key leads back. */
export function definition(snapshot: Snapshot, where: Where): readonly Location[] {
  const named = nameAt(where);
  if (!named) return [];
  if (named.role === 'refers') return definitionsOf(snapshot, named.kind, named.name, MOST_PATCHES);
  return snapshot.names.referencesTo(named.kind, named.name, MOST).map(absolute);
}

export function references(
  snapshot: Snapshot,
  where: Where,
  includeDefinition: boolean,
): readonly Location[] {
  const named = nameAt(where);
  if (!named) return [];
  const used = snapshot.names.referencesTo(named.kind, named.name).map(absolute);
  return includeDefinition ? [...definitionsOf(snapshot, named.kind, named.name), ...used] : used;
}

/** An advisory is defined by nobody here: the pending patches that it names stand for it. */
function definitionsOf(
  snapshot: Snapshot,
  kind: NameKind,
  name: string,
  mostPatches = Infinity,
): readonly Location[] {
  if (kind === 'advisory') return affectedBy(snapshot, name, mostPatches).map((patch) => absolute(patch.at));
  return snapshot.names.definitionsOf(kind, name).map(absolute);
}
