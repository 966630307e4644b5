// The assets of a snapshot put into groups, for the tree: made once for a snapshot and a grouping, with nothing in it that costs per row. Rows are
// made for a page only (treeRows.ts), and a group's members are put in order when somebody opens it.

import { type AssetJudgement, type PatchJudgement, type SlaState, slaStates } from '../model/judgement.ts';
import type { AssetGrouping } from '../protocol/requests.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { ringFor } from './governance.ts';

export interface TreeGroup {
  /** What its members have in common: a state, a name, an advisory, a package; empty for those that have none. */
  readonly key: string;
  readonly members: readonly AssetJudgement[];
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
  /** Overdue patches in all. */
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
  readonly members: AssetJudgement[];
  overdue: number;
  clears: number;
  readonly windows: Set<string>;
}

function makeIndex(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const groups = new Map<string, GroupInMaking>();
  let overduePatches = 0;
  for (const judgement of snapshot.judgements.values()) {
    if (judgement.state === 'patched' && grouping !== 'lateness') continue;
    for (const { state } of judgement.patches) if (state === 'overdue') overduePatches++;
    for (const [key, clears] of keysOf(snapshot, grouping, judgement)) {
      const group = groups.get(key) ?? emptyGroup(key);
      groups.set(key, group);
      group.members.push(judgement);
      group.clears += clears;
      if (isPatchwise(grouping) ? clears > 0 : judgement.state === 'overdue') group.overdue++;
      if (judgement.asset.maintenanceWindow !== undefined)
        group.windows.add(judgement.asset.maintenanceWindow);
    }
  }
  const ordered = [...groups.values()].sort(grouping === 'lateness' ? byState : byWeight);
  return { groups: ordered, byKey: groups, overduePatches };
}

function emptyGroup(key: string): GroupInMaking {
  return { key, members: [], overdue: 0, clears: 0, windows: new Set() };
}

/** The groups that an asset is in, each with the number of its overdue patches that belong to it. */
function keysOf(
  snapshot: Snapshot,
  grouping: AssetGrouping,
  judgement: AssetJudgement,
): Iterable<readonly [string, number]> {
  const { asset, state, patches } = judgement;
  switch (grouping) {
    case 'lateness':
      return [[state, 0]];
    case 'group':
      return asset.groups.length > 0 ? asset.groups.map((group) => [group, 0] as const) : [['', 0]];
    case 'ring':
      return [[ringFor(snapshot, asset)?.name ?? '', 0]];
    case 'owner':
      return [[asset.owner ?? '', 0]];
    case 'advisory':
    case 'action': {
      const keys = new Map<string, number>();
      for (const patch of patches) {
        const key = patchKey(grouping, patch);
        keys.set(key, (keys.get(key) ?? 0) + (patch.state === 'overdue' ? 1 : 0));
      }
      return keys;
    }
  }
}

function isPatchwise(grouping: AssetGrouping): grouping is 'advisory' | 'action' {
  return grouping === 'advisory' || grouping === 'action';
}

/** What one would deploy: the package, or the advisory where no package is known. */
function patchKey(grouping: 'advisory' | 'action', { patch }: PatchJudgement): string {
  return grouping === 'advisory' ? patch.id : (patch.package ?? patch.id);
}

/** The patches of a member that the group stands for. */
export function patchesIn(
  grouping: AssetGrouping,
  key: string,
  { patches }: AssetJudgement,
): readonly PatchJudgement[] {
  if (!isPatchwise(grouping)) return patches;
  return patches.filter((patch) => patchKey(grouping, patch) === key);
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

const inOrder = new WeakMap<TreeGroup, readonly AssetJudgement[]>();

/** The members, worst first. */
export function membersOf(group: TreeGroup): readonly AssetJudgement[] {
  const known = inOrder.get(group);
  if (known) return known;
  const sorted = [...group.members].sort(
    (a, b) => rank(a.state) - rank(b.state) || compareDue(a, b) || (a.asset.name < b.asset.name ? -1 : 1),
  );
  inOrder.set(group, sorted);
  return sorted;
}

/** Without a due date: last. Two infinities have no difference. */
function compareDue(a: AssetJudgement, b: AssetJudgement): number {
  if (a.due === b.due) return 0;
  return (a.due ?? Infinity) - (b.due ?? Infinity);
}
