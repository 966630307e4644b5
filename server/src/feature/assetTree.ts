// The tree of unpatched assets, page by page. Pure: the same snapshots and params give the same rows. 100,000 assets cost a page of rows and one
// pass for the index of each snapshot and grouping.

import { baseName } from '../base/uri.ts';
import {
  type AssetGrouping,
  assetGroupings,
  type TreePage,
  type TreeParams,
  type TreeRow,
} from '../protocol/requests.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { patchesIn, type TreeGroup, treeIndexOf, worstOf } from './treeIndex.ts';
import { type AssetPlace, assetRow, folderRow, groupRow, patchRow, type RowPath } from './treeRows.ts';

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
  const members = treeIndexOf(snapshot, grouping).byKey.get(group);
  if (!members || patch !== undefined) return NOTHING;
  if (asset === undefined) return memberPage({ snapshot, grouping, group }, members, params);
  return patchPage({ snapshot, grouping, group, asset }, params);
}

function groupPage(snapshot: Snapshot, grouping: AssetGrouping, params: TreeParams): TreePage {
  const index = treeIndexOf(snapshot, grouping);
  return pageOf(index.groups, params, (group) => groupRow({ snapshot, grouping, index }, group));
}

function memberPage(place: AssetPlace, group: TreeGroup, params: TreeParams): TreePage {
  const { from, until } = rangeOf(params);
  const rows = worstOf(group, until).slice(from);
  return {
    rows: rows.flatMap(({ name }) => {
      const judgement = place.snapshot.judgements.get(name);
      return judgement ? [assetRow(place, judgement)] : [];
    }),
    total: group.members.length,
  };
}

interface PatchParent {
  readonly snapshot: Snapshot;
  readonly grouping: AssetGrouping;
  readonly group: string;
  readonly asset: string;
}

function patchPage(parent: PatchParent, params: TreeParams): TreePage {
  const judgement = parent.snapshot.judgements.get(parent.asset);
  if (!judgement) return NOTHING;
  const patches = patchesIn(parent.grouping, parent.group, judgement);
  const seen = new Map<string, number>();
  const numbered = patches.map((patch) => {
    const key = `${patch.patch.id} ${patch.patch.package ?? ''}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { patch, nth };
  });
  return pageOf(numbered, params, ({ patch, nth }) => patchRow(parent, patch, nth));
}

function pageOf<T>(items: readonly T[], params: TreeParams, rowOf: (item: T) => TreeRow): TreePage {
  const { from, until } = rangeOf(params);
  return { rows: items.slice(from, until).map(rowOf), total: items.length };
}

function rangeOf({ offset, limit }: TreeParams) {
  const from = Math.max(0, Math.floor(offset));
  return { from, until: from + Math.max(0, Math.floor(limit)) };
}
