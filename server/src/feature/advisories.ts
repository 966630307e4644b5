// Pending patches by what they are called: advisory ids and CVEs, over the whole workspace. Made once for a snapshot, when somebody asks.

import type { Asset, PendingPatch } from '../model/asset.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

export interface Affected {
  readonly asset: Asset;
  readonly patch: PendingPatch;
}

const bySnapshot = new WeakMap<Snapshot, ReadonlyMap<string, readonly Affected[]>>();

export function advisoriesOf(snapshot: Snapshot): ReadonlyMap<string, readonly Affected[]> {
  const known = bySnapshot.get(snapshot);
  if (known) return known;
  const advisories = new Map<string, Affected[]>();
  for (const asset of snapshot.assets.values()) {
    for (const patch of asset.pending) {
      for (const id of new Set([patch.id, ...(patch.cves ?? [])])) {
        const affected = advisories.get(id);
        if (affected) affected.push({ asset, patch });
        else advisories.set(id, [{ asset, patch }]);
      }
    }
  }
  bySnapshot.set(snapshot, advisories);
  return advisories;
}
