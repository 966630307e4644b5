// The assets of a snapshot put into groups, for the tree: counted once for a snapshot and a grouping, by numbers alone. Who is in a group is looked
// for when somebody opens it; rows are made for a page only (treeRows.ts).

import { type AssetJudgement, type PatchJudgement, slaStates } from '../model/judgement.ts';
import type { AssetGrouping } from '../protocol/requests.ts';
import type { AssetEntry } from '../workspace/assetEntry.ts';
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
  /** In no order. */
  membersOf(group: TreeGroup): readonly AssetEntry[];
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
  /** When an asset was last found to be a member, and to be late in it: each counts once. */
  member: number;
  late: number;
}

const OVERDUE = slaStates.indexOf('overdue');
const PATCHED = slaStates.indexOf('patched');

function makeIndex(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const groups = new Groups();
  const groupsOf = isPatchwise(grouping)
    ? countPatches(snapshot, grouping, groups)
    : countAssets(snapshot, grouping, groups);
  const ordered = [...groups.byKey.values()].sort(grouping === 'lateness' ? byState : byWeight);
  return {
    groups: ordered,
    byKey: groups.byKey,
    overduePatches: isPatchwise(grouping) ? ordered.reduce((sum, { clears }) => sum + clears, 0) : 0,
    membersOf(group) {
      const members: AssetEntry[] = [];
      for (const entry of snapshot.entries())
        if (groupsOf(entry).some((one) => one === group)) members.push(entry);
      return members;
    },
    namesIn(wanted) {
      const names = new Map<TreeGroup, string[]>(wanted.map((group) => [group, []]));
      if (names.size === 0) return names;
      for (const entry of snapshot.entries())
        for (const group of groupsOf(entry)) names.get(group)?.push(entry.name);
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
      member: 0,
      late: 0,
    };
    this.byKey.set(key, group);
    return group;
  }
}

/** The groups that an asset is in; to be read before it is asked again. */
type GroupsOf = (entry: AssetEntry) => readonly GroupInMaking[];

const NONE: readonly GroupInMaking[] = [];

/** Assets that are grouped by what they are. */
function countAssets(
  snapshot: Snapshot,
  grouping: Exclude<AssetGrouping, 'advisory' | 'action'>,
  groups: Groups,
): GroupsOf {
  const groupsOf = placing(snapshot, grouping, groups);
  for (const entry of snapshot.entries()) {
    for (const group of groupsOf(entry)) {
      group.size++;
      if (entry.worst === OVERDUE) group.overdue++;
    }
  }
  return groupsOf;
}

function placing(
  snapshot: Snapshot,
  grouping: Exclude<AssetGrouping, 'advisory' | 'action'>,
  groups: Groups,
): GroupsOf {
  switch (grouping) {
    case 'lateness': {
      const known: (readonly GroupInMaking[])[] = [];
      return ({ worst, state }) => {
        known[worst] ??= [groups.of(state)];
        return known[worst];
      };
    }
    case 'group':
      return unpatched(
        byProfile(({ profile: { facts } }) =>
          facts.groups && facts.groups.length > 0
            ? facts.groups.map((name) => groups.of(name))
            : [groups.of('')],
        ),
      );
    case 'owner':
      return unpatched(byProfile(({ profile: { facts } }) => [groups.of(facts.owner ?? '')]));
    case 'ring': {
      const { ringOf, isNamed } = ringsOf(snapshot);
      const inRing = (entry: AssetEntry) => [groups.of(ringOf(entry)?.name ?? '')];
      const alike = byProfile(inRing);
      return unpatched((entry) => (isNamed(entry.name) ? inRing(entry) : alike(entry)));
    }
  }
}

/** Asked once for all that are alike. */
function byProfile(groupsOf: GroupsOf): GroupsOf {
  const known: (readonly GroupInMaking[])[] = [];
  return (entry) => {
    const { id } = entry.profile;
    known[id] ??= groupsOf(entry);
    return known[id];
  };
}

function unpatched(groupsOf: GroupsOf): GroupsOf {
  return (entry) => (entry.worst === PATCHED ? NONE : groupsOf(entry));
}

/** Assets that are grouped by what is pending on them. */
function countPatches(snapshot: Snapshot, grouping: 'advisory' | 'action', groups: Groups): GroupsOf {
  const { traits, states, traitsAt } = snapshot.patches;
  const byTraits: (GroupInMaking | undefined)[] = [];
  const groupAt = (at: number) => {
    const id = traits[at] ?? 0;
    byTraits[id] ??= groups.of(patchKey(grouping, traitsAt(id)));
    return byTraits[id];
  };
  let asked = 0;
  for (const { from, count, profile } of snapshot.entries()) {
    asked++;
    for (let at = from; at < from + count; at++) {
      const group = groupAt(at);
      if (group.member !== asked) {
        group.member = asked;
        group.size++;
        if (grouping === 'action') addWindow(group, profile.facts.maintenanceWindow);
      }
      if (states[at] !== OVERDUE) continue;
      group.clears++;
      if (group.late !== asked) group.overdue++;
      group.late = asked;
    }
  }
  return ({ from, count }) => {
    asked++;
    const found: GroupInMaking[] = [];
    for (let at = from; at < from + count; at++) {
      const group = groupAt(at);
      if (group.member !== asked) found.push(group);
      group.member = asked;
    }
    return found;
  };
}

function addWindow(group: GroupInMaking, window: string | undefined): void {
  if (window === undefined || window === group.window) return;
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

/** The first of the members, worst first: as many as asked for, in no more time than it takes to look at all. */
export function worstOf(members: readonly AssetEntry[], count: number): readonly AssetEntry[] {
  return firstOf(members, count, worstFirst);
}

function worstFirst(a: AssetEntry, b: AssetEntry): number {
  return a.worst - b.worst || compareDue(a, b) || (a.name < b.name ? -1 : 1);
}

/** Without a due date: last. Two infinities have no difference. */
function compareDue(a: AssetEntry, b: AssetEntry): number {
  if (a.due === b.due) return 0;
  return (a.due ?? Infinity) - (b.due ?? Infinity);
}
