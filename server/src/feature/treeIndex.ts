// The assets of a snapshot put into groups, for the tree: counted once for a snapshot and a grouping, by numbers alone. Who is in a group is looked
// for when somebody opens it; rows are made for a page only (treeRows.ts).

import { type AssetJudgement, type PatchJudgement, slaStates } from '../model/judgement.ts';
import type { Profile } from '../model/traits.ts';
import type { AssetGrouping } from '../protocol/requests.ts';
import type { AssetEntry, Columns } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { firstOf } from './firstOf.ts';
import { ringsOf } from './governance.ts';

export interface TreeGroup {
  /** What its members have in common: a state, a name, an advisory, a package; empty for those that have none. */
  readonly key: string;
  /** How many members it has. */
  readonly size: number;
  /** Members that are out of SLA; where the group stands for patches, by one of those. */
  readonly overdue: number;
  /** Overdue patches of what the group stands for. */
  readonly clears: number;
  /** Names of the members' maintenance windows, where the group stands for an action. */
  readonly windows: ReadonlySet<string>;
}

export interface TreeIndex {
  readonly groups: readonly TreeGroup[];
  readonly byKey: ReadonlyMap<string, TreeGroup>;
  /** Overdue patches in all, where groups stand for patches. */
  readonly overduePatches: number;
  /** The first of the members, worst first: as many as asked for, in no more time than it takes to look at all. */
  worstOf(group: TreeGroup, count: number): readonly AssetEntry[];
  /** Of several groups at once, in the order of their names. */
  namesIn(groups: readonly TreeGroup[]): ReadonlyMap<TreeGroup, readonly string[]>;
}

const indexes = new WeakMap<Snapshot, Map<AssetGrouping, TreeIndex>>();

export function treeIndexOf(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const known = indexes.get(snapshot) ?? new Map<AssetGrouping, TreeIndex>();
  indexes.set(snapshot, known);
  const index = known.get(grouping) ?? makeIndex(snapshot, grouping);
  known.set(grouping, index);
  return index;
}

interface GroupInMaking extends TreeGroup {
  size: number;
  overdue: number;
  clears: number;
  readonly windows: Set<string>;
  /** The window that was added last: assets beside each other mostly have the same. */
  window: string | undefined;
  /** The asset that was last found to be a member, and the one that was last found late: each counts once. */
  member: number;
  late: number;
}

const OVERDUE = slaStates.indexOf('overdue');
const PATCHED = slaStates.indexOf('patched');

function makeIndex(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const { columns } = snapshot;
  const groups = new Groups();
  const groupsOf = isPatchwise(grouping)
    ? countPatches(columns, grouping, groups)
    : countAssets(snapshot, grouping, groups);
  const ordered = [...groups.byKey.values()].sort(grouping === 'lateness' ? byState : byWeight);
  return {
    groups: ordered,
    byKey: groups.byKey,
    overduePatches: isPatchwise(grouping) ? ordered.reduce((sum, { clears }) => sum + clears, 0) : 0,
    worstOf(group, count) {
      const members: number[] = [];
      for (let id = 0; id < columns.size; id++)
        for (const one of groupsOf(id)) if (one === group) members.push(id);
      return firstOf(members, count, worstFirst(columns)).flatMap((id) => columns.entryAt(id) ?? []);
    },
    namesIn(wanted) {
      const names = new Map<TreeGroup, string[]>(wanted.map((group) => [group, []]));
      for (let id = 0; names.size > 0 && id < columns.size; id++)
        for (const group of groupsOf(id)) names.get(group)?.push(columns.entryAt(id)?.name ?? '');
      for (const found of names.values()) found.sort();
      return names;
    },
  };
}

class Groups {
  readonly byKey = new Map<string, GroupInMaking>();

  of(key: string): GroupInMaking {
    const known = this.byKey.get(key);
    if (known) return known;
    const group: GroupInMaking = {
      key,
      size: 0,
      overdue: 0,
      clears: 0,
      windows: new Set(),
      window: undefined,
      member: -1,
      late: -1,
    };
    this.byKey.set(key, group);
    return group;
  }
}

/** The groups that an asset is in, by its id: none of a patched one, but by lateness. */
type GroupsOf = (id: number) => readonly GroupInMaking[];

const NONE: readonly GroupInMaking[] = [];

/** Assets that are grouped by what they are. */
function countAssets(
  snapshot: Snapshot,
  grouping: Exclude<AssetGrouping, 'advisory' | 'action'>,
  groups: Groups,
): GroupsOf {
  const { size, states } = snapshot.columns;
  const groupsOf =
    grouping === 'lateness' ? byLateness(snapshot, groups) : byKeys(snapshot, grouping, groups);
  for (let id = 0; id < size; id++) {
    for (const group of groupsOf(id)) {
      group.size++;
      if (states[id] === OVERDUE) group.overdue++;
    }
  }
  return groupsOf;
}

function byLateness({ columns: { states } }: Snapshot, groups: Groups): GroupsOf {
  const known: (readonly GroupInMaking[])[] = [];
  return (id) => {
    const state = states[id] ?? slaStates.length;
    known[state] ??= slaStates.slice(state, state + 1).map((key) => groups.of(key));
    return known[state];
  };
}

/** Asked once for all assets that are alike. */
function byKeys(
  snapshot: Snapshot,
  grouping: Exclude<AssetGrouping, 'lateness' | 'advisory' | 'action'>,
  groups: Groups,
): GroupsOf {
  const { states, profiles, profileAt } = snapshot.columns;
  const { keysOf, named } = keysBy(snapshot, grouping);
  const groupsOf = (profile: number, name?: string) =>
    keysOf(profileAt(profile), name).map((key) => groups.of(key));
  const known: (readonly GroupInMaking[])[] = [];
  return (id) => {
    if ((states[id] ?? PATCHED) >= PATCHED) return NONE;
    const profile = profiles[id] ?? 0;
    const name = named.size > 0 ? named.get(id) : undefined;
    if (name !== undefined) return groupsOf(profile, name);
    known[profile] ??= groupsOf(profile);
    return known[profile];
  };
}

interface Keys {
  /** @param name of an asset that isn't like others of its profile. */
  readonly keysOf: (profile: Profile, name?: string) => readonly string[];
  /** Those assets, by id. */
  readonly named: ReadonlyMap<number, string>;
}

const NO_GROUP = [''];
const NOBODY: ReadonlyMap<number, string> = new Map();

function keysBy(snapshot: Snapshot, grouping: 'group' | 'ring' | 'owner'): Keys {
  switch (grouping) {
    case 'group':
      return { keysOf: ({ groups = [] }) => (groups.length > 0 ? groups : NO_GROUP), named: NOBODY };
    case 'owner':
      return { keysOf: ({ owner = '' }) => [owner], named: NOBODY };
    case 'ring': {
      const { ringOf, named } = ringsOf(snapshot);
      const entries = [...named].flatMap((name) => snapshot.entry(name) ?? []);
      return {
        keysOf: (profile, name) => [ringOf(profile, name)?.name ?? ''],
        named: new Map(entries.map(({ id, name }) => [id, name])),
      };
    }
  }
}

/** Assets that are grouped by what is pending on them. */
function countPatches(columns: Columns, grouping: 'advisory' | 'action', groups: Groups): GroupsOf {
  const { size, profiles, from, counts, patchTraits, patchStates } = columns;
  const groupAt = groupsByTraits(columns, grouping, groups);
  for (let id = 0; id < size; id++) {
    const first = from[id] ?? 0;
    const end = first + (counts[id] ?? 0);
    const window = grouping === 'action' && columns.profileAt(profiles[id] ?? 0).maintenanceWindow;
    for (let at = first; at < end; at++) {
      const group = groupAt(patchTraits[at] ?? 0);
      if (group.member !== id) group.size++;
      group.member = id;
      if (window && window !== group.window) addWindow(group, window);
      if (patchStates[at] !== OVERDUE) continue;
      group.clears++;
      if (group.late !== id) group.overdue++;
      group.late = id;
    }
  }
  const found: GroupInMaking[] = [];
  // Beyond the ids that groups have seen.
  let asked = size;
  return (id) => {
    asked++;
    found.length = 0;
    const first = from[id] ?? 0;
    const end = first + (counts[id] ?? 0);
    for (let at = first; at < end; at++) {
      const group = groupAt(patchTraits[at] ?? 0);
      if (group.member !== asked) found.push(group);
      group.member = asked;
    }
    return found;
  };
}

function groupsByTraits({ traitsAt }: Columns, grouping: 'advisory' | 'action', groups: Groups) {
  const known: GroupInMaking[] = [];
  return (traits: number): GroupInMaking => {
    known[traits] ??= groups.of(patchKey(grouping, traitsAt(traits)));
    return known[traits];
  };
}

function addWindow(group: GroupInMaking, window: string): void {
  group.window = window;
  group.windows.add(window);
}

function isPatchwise(grouping: AssetGrouping): grouping is 'advisory' | 'action' {
  return grouping === 'advisory' || grouping === 'action';
}

/** What one would deploy: the package, or the advisory where no package is known. */
function patchKey(
  grouping: 'advisory' | 'action',
  { id, package: name }: { readonly id: string; readonly package?: string },
): string {
  return grouping === 'advisory' ? id : (name ?? id);
}

/** The patches of a member that the group stands for. */
export function patchesIn(
  grouping: AssetGrouping,
  key: string,
  { patches }: AssetJudgement,
): readonly PatchJudgement[] {
  if (!isPatchwise(grouping)) return patches;
  return patches.filter(({ patch }) => patchKey(grouping, patch) === key);
}

function byState(a: TreeGroup, b: TreeGroup): number {
  return rank(a.key) - rank(b.key);
}

/** What helps most comes first; what belongs to nothing comes last. */
function byWeight(a: TreeGroup, b: TreeGroup): number {
  if ((a.key === '') !== (b.key === '')) return a.key === '' ? 1 : -1;
  return b.clears - a.clears || b.overdue - a.overdue || b.size - a.size || (a.key < b.key ? -1 : 1);
}

function rank(state: string): number {
  return (slaStates as readonly string[]).indexOf(state);
}

function worstFirst({ states, due, entryAt }: Columns): (a: number, b: number) => number {
  const nameOf = (id: number) => entryAt(id)?.name ?? '';
  return (a, b) =>
    (states[a] ?? 0) - (states[b] ?? 0) ||
    compareDue(due[a] ?? Number.NaN, due[b] ?? Number.NaN) ||
    (nameOf(a) < nameOf(b) ? -1 : 1);
}

/** Without a due date, which is NaN: last. */
function compareDue(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);
  return a - b;
}
