// The pending patches that an advisory or a CVE stands for.

import type { Asset, PendingPatch } from '../model/asset.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

export interface Affected {
  readonly asset: Asset;
  readonly patch: PendingPatch;
}

/** In the order of the assets. */
export function affectedBy(snapshot: Snapshot, advisory: string): readonly Affected[] {
  return snapshot.assetsWith(advisory).flatMap((name) => {
    const asset = snapshot.assets.get(name);
    const patches = asset?.pending.filter(({ id, cves }) => id === advisory || cves?.includes(advisory));
    return asset && patches ? patches.map((patch) => ({ asset, patch })) : [];
  });
}
