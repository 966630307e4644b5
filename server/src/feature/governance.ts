// What governs an asset, for the features that say so: the policies whose scope it is in, its ring, its windows and when they next open.

import type { Asset } from '../model/asset.ts';
import { nextFreeOpening } from '../model/blackout.ts';
import type { Opening } from '../model/calendar.ts';
import type { MaintenanceWindow, Policy, Ring, SlaRule } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import { ringOf } from '../plan/rings.ts';
import type { Match } from '../schema/match.ts';
import type { AssetEntry } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

export function policiesFor({ policies }: Snapshot, asset: Asset): readonly Policy[] {
  return policies.filter(({ scope }) => scope === undefined || matches(scope, asset));
}

/** Of the first binding policy that has one for the asset. */
export function ringFor(snapshot: Snapshot, asset: Asset): Ring | undefined {
  for (const policy of policiesFor(snapshot, asset)) {
    const ring = ringOf(policy.rings, asset);
    if (ring) return ring;
  }
  return undefined;
}

/** For very many assets: looked for once for all that are alike, but for those that a policy names. */
export function ringsOf(snapshot: Snapshot): (entry: AssetEntry) => Ring | undefined {
  const named = new Set(
    snapshot.policies.flatMap(({ scope, rings }) =>
      [scope, ...rings.map(({ match }) => match)].flatMap((match) => (match ? assetsNamed(match) : [])),
    ),
  );
  const known = new Map<AssetEntry['profile'], Ring | undefined>();
  const find = (name: string) => {
    const asset = snapshot.assets.get(name);
    return asset && ringFor(snapshot, asset);
  };
  return ({ name, profile }) => {
    if (named.has(name)) return find(name);
    if (!known.has(profile)) known.set(profile, find(name));
    return known.get(profile);
  };
}

function assetsNamed({ asset = [], any = [], not }: Match): readonly string[] {
  return [...[asset].flat(), ...[...any, ...(not ? [not] : [])].flatMap(assetsNamed)];
}

export interface PolicyWindow {
  readonly policy: Policy;
  readonly window: MaintenanceWindow;
}

export function windowsNamed({ policies }: Snapshot, name: string): readonly PolicyWindow[] {
  return policies.flatMap((policy) => {
    const window = policy.windows.get(name);
    return window ? [{ policy, window }] : [];
  });
}

const openings = new WeakMap<Snapshot, Map<MaintenanceWindow, Opening | undefined>>();

/** The next opening that no blackout touches which is for every asset. Looked for once for a snapshot. */
export function nextOpeningOf(snapshot: Snapshot, { policy, window }: PolicyWindow): Opening | undefined {
  const known = openings.get(snapshot) ?? new Map<MaintenanceWindow, Opening | undefined>();
  openings.set(snapshot, known);
  if (!known.has(window)) {
    const general = policy.blackouts.filter(({ match }) => match === undefined);
    const found = nextFreeOpening(window, snapshot.now, general);
    known.set(window, 'opens' in found ? found : undefined);
  }
  return known.get(window);
}

/** The zone in which a rule counts. */
export function zoneOf({ policies }: Snapshot, rule: SlaRule | undefined): string {
  return policies.find(({ file }) => file === rule?.at.place.file)?.zone ?? 'UTC';
}

export function ruleName({ name, preset }: SlaRule): string {
  return preset ? `${preset.id}/${name}` : name;
}
