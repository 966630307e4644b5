// The assets of a snapshot put into groups, for the tree: made once for a snapshot and a grouping, with nothing in it that costs per row. Rows are
// made for a page only (treeRows.ts), and a group's members are put in order when somebody opens it.

import { type AssetJudgement, type PatchJudgement, type SlaState, slaStates } from '../model/judgement.ts';
import type { AssetGrouping } from '../protocol/requests.ts';
import type { AssetEntry } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { firstOf } from './firstOf.ts';
import { ringsOf } from './governance.ts';

export interface TreeGroup {
  /** What its members have in common: a state, a name, an advisory, a package; empty for those that have none. */
  readonly key: string;
  readonly members: readonly AssetEntry[];
  /** Members that are out of SLA; where the group stands for patches, by one of those. */
  readonly overdue: number;
  /** Overdue patches of what the group stands for. */
  readonly clears: number;
  /** Names of the members' maintenance windows. */
  readonly windows: ReadonlySet<string>;
}

export interface TreeIndex {
  readonly groups: readonly TreeGroup[];
  readonly byKey: ReadonlyMap<string, TreeGroup>;
  /** Overdue patches in all, where groups stand for patches. */
  readonly overduePatches: number;
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
  readonly members: AssetEntry[];
  overdue: number;
  clears: number;
  readonly windows: Set<string>;
}

function makeIndex(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const groups = new Map<string, GroupInMaking>();
  const keysOf = keysBy(snapshot, grouping);
  for (const entry of snapshot.entries()) {
    if (entry.state === 'patched' && grouping !== 'lateness') continue;
    for (const [key, clears] of keysOf(entry)) {
      const group = groups.get(key) ?? emptyGroup(key);
      groups.set(key, group);
      group.members.push(entry);
      group.clears += clears;
      if (isPatchwise(grouping) ? clears > 0 : entry.state === 'overdue') group.overdue++;
      const window = entry.profile.facts.maintenanceWindow;
      if (window !== undefined) group.windows.add(window);
    }
  }
  const ordered = [...groups.values()].sort(grouping === 'lateness' ? byState : byWeight);
  const overduePatches = isPatchwise(grouping) ? ordered.reduce((sum, { clears }) => sum + clears, 0) : 0;
  return { groups: ordered, byKey: groups, overduePatches };
}

function emptyGroup(key: string): GroupInMaking {
  return { key, members: [], overdue: 0, clears: 0, windows: new Set() };
}

type Keys = readonly (readonly [key: string, clears: number])[];

/** The groups that an asset is in, each with the number of its overdue patches that belong to it. */
function keysBy(snapshot: Snapshot, grouping: AssetGrouping): (entry: AssetEntry) => Keys {
  switch (grouping) {
    case 'lateness':
      return ({ state }) => [[state, 0]];
    case 'group':
      return ({ profile: { facts } }) =>
        facts.groups && facts.groups.length > 0 ? facts.groups.map((group) => [group, 0] as const) : NO_GROUP;
    case 'ring': {
      const ringOf = ringsOf(snapshot);
      return (entry) => [[ringOf(entry)?.name ?? '', 0]];
    }
    case 'owner':
      return ({ profile: { facts } }) => [[facts.owner ?? '', 0]];
    case 'advisory':
    case 'action':
      return (entry) => {
        const keys = new Map<string, number>();
        for (const { traits, state } of snapshot.patchesOf(entry)) {
          const key = patchKey(grouping, traits.facts);
          keys.set(key, (keys.get(key) ?? 0) + (state === 'overdue' ? 1 : 0));
        }
        return [...keys];
      };
  }
}

const NO_GROUP: Keys = [['', 0]];

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
  return rank(a.key as SlaState) - rank(b.key as SlaState);
}

/** What helps most comes first; what belongs to nothing comes last. */
function byWeight(a: TreeGroup, b: TreeGroup): number {
  if ((a.key === '') !== (b.key === '')) return a.key === '' ? 1 : -1;
  return (
    b.clears - a.clears ||
    b.overdue - a.overdue ||
    b.members.length - a.members.length ||
    (a.key < b.key ? -1 : 1)
  );
}

function rank(state: SlaState): number {
  return slaStates.indexOf(state);
}

/** The first of the members, worst first: as many as asked for, in no more time than it takes to look at all. */
export function worstOf({ members }: TreeGroup, count: number): readonly AssetEntry[] {
  return firstOf(members, count, worstFirst);
}

function worstFirst(a: AssetEntry, b: AssetEntry): number {
  return rank(a.state) - rank(b.state) || compareDue(a, b) || (a.name < b.name ? -1 : 1);
}

/** Without a due date: last. Two infinities have no difference. */
function compareDue(a: AssetEntry, b: AssetEntry): number {
  if (a.due === b.due) return 0;
  return (a.due ?? Infinity) - (b.due ?? Infinity);
}
