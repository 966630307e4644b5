// The tree of unpatched assets, page by page. Pure: the same snapshots and params give the same rows. 100,000 assets cost a page of rows and one
// pass for the index of each snapshot and grouping.

import { baseName } from '../base/uri.ts';
import {
  type AssetGrouping,
  assetGroupings,
  type TreePage,
  type TreeParams,
  type TreeRow,
  type TreeTooltip,
  type TreeTooltipParams,
} from '../protocol/requests.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { assetSummary } from './assetSummary.ts';
import type { TreeGroup } from './treeGroup.ts';
import { patchesIn, treeIndexOf, worstOf } from './treeIndex.ts';
import {
  type AssetPlace,
  assetRow,
  folderRow,
  groupRow,
  type NumberedPatch,
  numbered,
  patchRow,
  patchTooltip,
  type RowPath,
} from './treeRows.ts';

/** @param snapshots of the workspace folders; where there are several, they are the roots of the tree. */
export function assetTree(snapshots: readonly Snapshot[], params: TreeParams): TreePage {
  const { parent, grouping } = params;
  if (parent === undefined) {
    const [only, ...others] = snapshots;
    if (only && others.length === 0) return groupPage(only, grouping, params);
    const filled = snapshots.filter(({ assets }) => assets.size > 0);
    return pageOf(filled, params, (snapshot) =>
      folderRow(snapshot, decodeURIComponent(baseName(snapshot.root))),
    );
  }
  const path = pathOf(parent);
  const snapshot = path && snapshots.find(({ root }) => root === path[0]);
  return path && snapshot ? childrenOf(snapshot, path, params) : { rows: [], total: 0 };
}

const NOTHING: TreePage = { rows: [], total: 0 };

/** Ids come back from outside: one that we didn't make has no children. */
function pathOf(id: string): RowPath | undefined {
  try {
    const value: unknown = JSON.parse(id);
    const isPath = Array.isArray(value) && value.every((step) => typeof step === 'string');
    const isKnown = isPath && (value[1] === undefined || assetGroupings.some((known) => known === value[1]));
    return isKnown && value.length > 0 ? (value as unknown as RowPath) : undefined;
  } catch {
    return undefined;
  }
}

function childrenOf(snapshot: Snapshot, path: RowPath, params: TreeParams): TreePage {
  const [, grouping = params.grouping, group, asset, patch] = path;
  if (group === undefined) return groupPage(snapshot, grouping, params);
  const found = treeIndexOf(snapshot, grouping).byKey.get(group);
  if (!found || patch !== undefined) return NOTHING;
  if (asset === undefined) return memberPage({ snapshot, grouping, group }, found, params);
  return pageOf(patchesBelow(snapshot, grouping, group, asset), params, (one) =>
    patchRow({ snapshot, grouping, group, asset }, one),
  );
}

function groupPage(snapshot: Snapshot, grouping: AssetGrouping, params: TreeParams): TreePage {
  const index = treeIndexOf(snapshot, grouping);
  return pageOf(index.groups, params, (group) => groupRow({ snapshot, grouping, index }, group));
}

function memberPage(place: AssetPlace, group: TreeGroup, params: TreeParams): TreePage {
  const { snapshot, grouping } = place;
  const { from, until } = rangeOf(params);
  const members = treeIndexOf(snapshot, grouping).membersOf(group);
  const rows = worstOf(snapshot.columns, members, until).slice(from);
  return { rows: rows.map((entry) => assetRow(place, entry)), total: members.length };
}

/** Names of the assets in groups that are known by the ids of their rows. */
export function assetsInGroups(snapshot: Snapshot, ids: readonly string[]): readonly string[] {
  const { entryAt } = snapshot.columns;
  const members = ids.flatMap((id) => {
    const [root, grouping, key = ''] = pathOf(id) ?? [];
    const index = grouping && root === snapshot.root ? treeIndexOf(snapshot, grouping) : undefined;
    const group = index?.byKey.get(key);
    return index && group ? index.membersOf(group) : [];
  });
  return [...new Set(members)].flatMap((id) => entryAt(id)?.name ?? []).sort();
}

function patchesBelow(
  { judgements }: Snapshot,
  grouping: AssetGrouping,
  group: string,
  asset: string,
): readonly NumberedPatch[] {
  const judgement = judgements.get(asset);
  return judgement ? numbered(patchesIn(grouping, group, judgement)) : [];
}

/** What is shown when a row is pointed at: made for that row only. */
export function treeTooltip(snapshots: readonly Snapshot[], { id }: TreeTooltipParams): TreeTooltip {
  const path = pathOf(id);
  const snapshot = path && snapshots.find(({ root }) => root === path[0]);
  const [, grouping, group, asset, patch] = path ?? [];
  if (!snapshot || grouping === undefined || group === undefined || asset === undefined) return {};
  if (patch !== undefined) {
    const found = patchesBelow(snapshot, grouping, group, asset).find(({ key }) => key === patch);
    return found ? { tooltip: patchTooltip(snapshot, found.judgement) } : {};
  }
  const judgement = snapshot.judgements.get(asset);
  return judgement ? { tooltip: assetSummary(snapshot, judgement) } : {};
}

function pageOf<T>(items: readonly T[], params: TreeParams, rowOf: (item: T) => TreeRow): TreePage {
  const { from, until } = rangeOf(params);
  return { rows: items.slice(from, until).map(rowOf), total: items.length };
}

function rangeOf({ offset, limit }: TreeParams) {
  const from = Math.max(0, Math.floor(offset));
  return { from, until: from + Math.max(0, Math.floor(limit)) };
}
