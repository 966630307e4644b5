// What governs an asset, for the features that say so: the policies whose scope it is in, its ring, its windows and when they next open.

import type { Instant } from '../base/ports.ts';
import { nextFreeOpening } from '../model/blackout.ts';
import type { Opening } from '../model/calendar.ts';
import type { MaintenanceWindow, Policy, Ring, SlaRule } from '../model/policy.ts';
import { type AssetFacts, assetTestOf, type Fact, factsUsed, matches } from '../model/selector.ts';
import { ringOf } from '../plan/rings.ts';
import type { Match } from '../schema/match.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

export function policiesFor({ policies }: Pick<Snapshot, 'policies'>, asset: AssetFacts): readonly Policy[] {
  return policies.filter(({ scope }) => scope === undefined || matches(scope, asset));
}

/** Of the first binding policy that has one for the asset. */
export function ringFor(snapshot: Pick<Snapshot, 'policies'>, asset: AssetFacts): Ring | undefined {
  for (const policy of policiesFor(snapshot, asset)) {
    const ring = ringOf(policy.rings, asset);
    if (ring) return ring;
  }
  return undefined;
}

export interface Rings {
  /** @param asset where it is one of {@link named} by its name: of all others those that are alike are in one ring. */
  ringOf(asset: AssetFacts): Ring | undefined;
  /** Assets that the policies name. */
  readonly named: ReadonlySet<string>;
}

/** Which asset is in which ring follows from the policies and from what the asset is, and outlives a snapshot. */
const rings = new WeakMap<readonly Policy[], Rings>();

/** For very many assets. */
export function ringsOf({ policies }: Pick<Snapshot, 'policies'>): Rings {
  const known = rings.get(policies) ?? makeRings(policies);
  rings.set(policies, known);
  return known;
}

function makeRings(policies: readonly Policy[]): Rings {
  const selectors = policies.flatMap(({ scope, rings }) =>
    [scope, ...rings.map(({ match }) => match)].flatMap((match) => match ?? []),
  );
  const asked = new Set(selectors.flatMap((match) => [...factsUsed(match)]));
  asked.delete('asset');
  const tests = [...asked].flatMap((key) => assetTestOf(key) ?? []);
  const named = new Set(selectors.flatMap(assetsNamed));
  const alike = new Map<string, Ring | undefined>();
  return {
    named,
    ringOf(asset) {
      if (named.has(asset.name)) return ringFor({ policies }, asset);
      const key = tests.map(({ read }) => textOf(read(asset))).join('\0');
      if (!alike.has(key)) alike.set(key, ringFor({ policies }, asset));
      return alike.get(key);
    },
  };
}

function textOf(fact: Fact): string {
  return typeof fact === 'object' ? JSON.stringify(fact) : String(fact);
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

/** An opening, and the moment from which on it is the next one. */
interface KnownOpening {
  readonly from: Instant;
  readonly opening: Opening;
}

const openings = new WeakMap<readonly Policy[], Map<MaintenanceWindow, KnownOpening>>();

/** The next opening that no blackout touches which is for every asset. Looked for again when the one before has passed. */
export function nextOpeningOf(
  { policies, now }: Pick<Snapshot, 'policies' | 'now'>,
  { policy, window }: PolicyWindow,
): Opening | undefined {
  const byWindow = openings.get(policies) ?? new Map<MaintenanceWindow, KnownOpening>();
  openings.set(policies, byWindow);
  const known = byWindow.get(window);
  if (known && known.from <= now && now <= known.opening.lastStart && now < known.opening.closes)
    return known.opening;
  const general = policy.blackouts.filter(({ match }) => match === undefined);
  const found = nextFreeOpening(window, now, general);
  if (!('opens' in found)) return undefined;
  byWindow.set(window, { from: now, opening: found });
  return found;
}

/** The zone in which a rule counts. */
export function zoneOf({ policies }: Snapshot, rule: SlaRule | undefined): string {
  return policies.find(({ file }) => file === rule?.at.place.file)?.zone ?? 'UTC';
}

export function ruleName({ name, preset }: SlaRule): string {
  return preset ? `${preset.id}/${name}` : name;
}
