// The assets of a snapshot put into groups, for the tree: counted once for a snapshot and a grouping, and the groups put in order. Rows are made for
// a page only (treeRows.ts), and a group's members are looked for when somebody opens it.

import { type AssetJudgement, type PatchJudgement, slaStates } from '../model/judgement.ts';
import type { AssetGrouping } from '../protocol/requests.ts';
import type { AssetEntry, Columns } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { firstOf } from './firstOf.ts';
import { byGroup, byLateness, byOwner, byRing } from './treeDivisions.ts';
import type { Division, TreeGroup } from './treeGroup.ts';
import { actionKey, advisoryKey, byAction, byAdvisory } from './treePatchDivisions.ts';

export interface TreeIndex extends Division {
  readonly byKey: ReadonlyMap<string, TreeGroup>;
  /** Overdue patches in all, where groups stand for patches. */
  readonly overduePatches: number;
}

const divisions: Readonly<Record<AssetGrouping, (snapshot: Snapshot) => Division>> = {
  lateness: byLateness,
  group: byGroup,
  ring: byRing,
  owner: byOwner,
  advisory: byAdvisory,
  action: byAction,
};

const indexes = new WeakMap<Snapshot, Map<AssetGrouping, TreeIndex>>();

export function treeIndexOf(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const known = indexes.get(snapshot) ?? new Map<AssetGrouping, TreeIndex>();
  indexes.set(snapshot, known);
  const index = known.get(grouping) ?? makeIndex(snapshot, grouping);
  known.set(grouping, index);
  return index;
}

function makeIndex(snapshot: Snapshot, grouping: AssetGrouping): TreeIndex {
  const division = divisions[grouping](snapshot);
  const { groups } = division;
  return {
    ...division,
    groups: grouping === 'lateness' ? groups : [...groups].sort(byWeight),
    byKey: new Map(groups.map((group) => [group.key, group])),
    overduePatches: groups.reduce((sum, { clears }) => sum + clears, 0),
  };
}

/** What helps most comes first; what belongs to nothing comes last. */
function byWeight(a: TreeGroup, b: TreeGroup): number {
  if ((a.key === '') !== (b.key === '')) return a.key === '' ? 1 : -1;
  return b.clears - a.clears || b.overdue - a.overdue || b.size - a.size || (a.key < b.key ? -1 : 1);
}

/** The patches of a member that the group stands for. */
export function patchesIn(
  grouping: AssetGrouping,
  key: string,
  { patches }: AssetJudgement,
): readonly PatchJudgement[] {
  if (grouping === 'advisory') return patches.filter(({ patch }) => advisoryKey(patch) === key);
  if (grouping === 'action') return patches.filter(({ patch }) => actionKey(patch) === key);
  return patches;
}

/** The first of the assets, worst first: as many as asked for, in no more time than it takes to look at all. */
export function worstOf(columns: Columns, ids: readonly number[], count: number): readonly AssetEntry[] {
  return firstOf(ids, count, worstFirst(columns)).flatMap((id) => columns.entryAt(id) ?? []);
}

function worstFirst({ states, due, entryAt }: Columns): (a: number, b: number) => number {
  const nameOf = (id: number) => entryAt(id)?.name ?? '';
  const dueOf = (id: number) => (Number.isNaN(due[id]) ? Infinity : (due[id] ?? Infinity));
  return (a, b) => {
    const byState = (states[a] ?? slaStates.length) - (states[b] ?? slaStates.length);
    if (byState !== 0) return byState;
    const [first, second] = [dueOf(a), dueOf(b)];
    // Two infinities have no difference.
    if (first !== second) return first - second;
    return nameOf(a) < nameOf(b) ? -1 : 1;
  };
}
