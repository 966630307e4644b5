// Assets from everything that states them. The nearer statement wins: the asset's own entry over its groups over a source; of two groups the first
// listed. Every field remembers who stated it.

import type { AssetText, GroupText } from '../schema/inventory.ts';
import type { Anchor } from '../schema/located.ts';
import type { Asset, AssetStatement, Origin, PendingPatch } from './asset.ts';
import { isProfileField, type Profile } from './traits.ts';

export interface GroupStatement {
  readonly name: string;
  readonly facts: Partial<GroupText>;
  readonly at: Anchor;
  readonly fieldAt: (field: string) => Anchor;
}

/** Two groups of one asset that say different things. */
export interface GroupConflict {
  readonly asset: Asset;
  readonly field: string;
  readonly counts: Origin;
  readonly ignored: Origin;
}

/** Group statements by name. */
export interface GroupLookup {
  get(name: string): GroupStatement | undefined;
}

interface Layer {
  readonly facts: Partial<AssetText>;
  readonly origin: (field: string) => Origin;
}

/**
 * @param statements of that name, the asset's own entry first, then sources in their order.
 * @returns undefined where nothing states it.
 */
export function mergeAsset(
  name: string,
  statements: readonly AssetStatement[],
  groups: GroupLookup,
): Asset | undefined {
  const nearest = statements[0];
  if (!nearest) return undefined;
  const memberOf = [...new Set(statements.flatMap(({ facts }) => facts.groups ?? []))];
  const own = statements.filter(({ by }) => by === 'asset').map(layerOfStatement);
  const sources = statements.filter(({ by }) => by === 'source').map(layerOfStatement);
  const inherited = memberOf.flatMap((group) => groups.get(group) ?? []).map(layerOfGroup);
  const { facts, origins } = flatten([...own, ...inherited, ...sources]);
  const { connection, pending: _, groups: __, ...plain } = facts;
  return {
    ...plain,
    name,
    address: facts.address ?? name,
    aliases: facts.aliases ?? [],
    ...defaults(facts),
    labels: (facts.labels ?? {}) as Readonly<Record<string, unknown>>,
    connection: {
      port: connection?.port ?? 22,
      become: connection?.become ?? false,
      ...(connection?.user && { user: connection.user }),
    },
    groups: memberOf,
    pending: statements.flatMap(pendingOf),
    at: nearest.at,
    origins,
  };
}

function defaults({ kind = 'server', data = [], stateless = false }: Partial<AssetText>) {
  return { kind, data, stateless };
}

/** What groups say together, as far as assets have it in common. */
export interface Inheritance {
  readonly groups: readonly string[];
  readonly facts: Profile;
  /** Fields of which they say different things. */
  readonly disputed: readonly string[];
}

/** @param listed in the order in which an asset lists them. */
export function inheritanceOf(listed: readonly string[], groups: GroupLookup): Inheritance {
  const stated = listed.flatMap((name) => groups.get(name) ?? []);
  const facts: Record<string, unknown> = {};
  const disputed = new Set<string>();
  for (const group of stated) {
    for (const [field, value] of Object.entries(group.facts)) {
      if (value === undefined || !isProfileField(field)) continue;
      if (!Object.hasOwn(facts, field)) facts[field] = value;
      else if (JSON.stringify(facts[field]) !== JSON.stringify(value)) disputed.add(field);
    }
  }
  return { groups: [...new Set(listed)], facts, disputed: [...disputed] };
}

/** What an asset is after merging, where only its own entry and its groups say anything; as far as many have it in common. */
export function inherit(
  own: Profile,
  { groups, facts, disputed }: Inheritance,
): { readonly profile: Profile; readonly isConflicted: boolean } {
  const all = { ...facts, ...own };
  const isConflicted = disputed.some((field) => !Object.hasOwn(own, field));
  return { profile: { ...all, ...defaults(all), groups: [...groups] }, isConflicted };
}

function pendingOf({ facts, pendingAt }: AssetStatement): PendingPatch[] {
  return (facts.pending ?? []).map((patch) => ({ ...patch, at: pendingAt(patch) }));
}

function layerOfStatement({ facts, by, source, fieldAt }: AssetStatement): Layer {
  return {
    facts,
    origin: (field) => ({ by, ...(source !== undefined && { name: source }), at: fieldAt(field) }),
  };
}

function layerOfGroup({ name, facts, fieldAt }: GroupStatement): Layer {
  return {
    facts: facts as Partial<AssetText>,
    origin: (field) => ({ by: 'group', name, at: fieldAt(field) }),
  };
}

/** Field by field, the first layer that says it; `connection` and `labels` key by key. */
function flatten(layers: readonly Layer[]): { facts: Partial<AssetText>; origins: Record<string, Origin> } {
  const facts: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const layer of layers) {
    for (const [field, value] of Object.entries(layer.facts)) {
      if (value === undefined) continue;
      const isNested = field === 'connection' || field === 'labels';
      if (isNested) facts[field] = { ...(value as object), ...(facts[field] as object | undefined) };
      else facts[field] ??= value;
      origins[field] ??= layer.origin(field);
    }
  }
  return { facts, origins };
}

/** Groups that a person put into an order. A source's own come the most specific first: a child overrides its parent by intent. */
function listedGroups(statements: readonly AssetStatement[]): readonly string[] {
  return statements.flatMap(({ by, facts }) => (by === 'asset' ? (facts.groups ?? []) : []));
}

/** @param statements as for {@link mergeAsset}. */
export function conflictsOf(
  asset: Asset,
  statements: readonly AssetStatement[],
  groups: GroupLookup,
): readonly GroupConflict[] {
  return disagreements(asset.origins, listedGroups(statements), groups).map((found) => ({ asset, ...found }));
}

function disagreements(
  origins: Readonly<Record<string, Origin>>,
  listed: readonly string[],
  groups: GroupLookup,
): Omit<GroupConflict, 'asset'>[] {
  const stated = listed.flatMap((name) => groups.get(name) ?? []);
  const conflicts: Omit<GroupConflict, 'asset'>[] = [];
  for (const [index, group] of stated.entries()) {
    for (const [field, value] of Object.entries(group.facts)) {
      const counts = origins[field];
      if (
        field === 'connection' ||
        field === 'labels' ||
        counts?.by !== 'group' ||
        counts.name === group.name
      )
        continue;
      const winner = stated.slice(0, index).find(({ name }) => name === counts.name);
      const winning = winner?.facts[field as keyof GroupText];
      if (!winner || JSON.stringify(winning) === JSON.stringify(value)) continue;
      conflicts.push({
        field,
        counts,
        ignored: { by: 'group', name: group.name, at: group.fieldAt(field) },
      });
    }
  }
  return conflicts;
}
