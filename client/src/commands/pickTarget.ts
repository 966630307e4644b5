// Asks what a plan is made for, in at most two steps.

import { l10n, type QuickPickItem, window } from 'vscode';
import type { AssetGrouping, PlanTarget } from '../../../server/src/protocol/requests.ts';
import type { AssetsView } from '../views/assetsView.ts';
import { pageSize } from '../views/pagedTree.ts';
import type { ViewRow } from '../views/row.ts';
import { pickFolder } from './pickFolder.ts';
import { targetOf } from './planTarget.ts';

/** More rows than this aren't offered in a quick pick; the view pages through all of them. */
const offered = 2000;

interface TargetItem extends QuickPickItem {
  readonly row: ViewRow;
}

export async function pickTarget(assets: AssetsView): Promise<PlanTarget | undefined> {
  const title = l10n.t('Create Patch Plan');
  const overdue = { label: `$(shield) ${l10n.t('Everything out of SLA')}`, kind: 'overdue' } as const;
  const some = { label: `$(server) ${l10n.t('Some assets...')}`, kind: 'assets' } as const;
  const advisory = { label: `$(bug) ${l10n.t('One advisory...')}`, kind: 'advisory' } as const;
  const items = [overdue, some, advisory].map(({ kind, label }) => ({ target: kind, label }));
  const choice = await window.showQuickPick(items, { title, placeHolder: l10n.t('What is the plan for?') });
  switch (choice?.target) {
    case 'overdue': {
      const root = await pickFolder(title);
      return root && { kind: 'overdue', root: root.toString() };
    }
    case 'assets':
      return targetOf(await pickAssets(assets, `${title} (2/2)`));
    case 'advisory':
      return (await pickAdvisory(assets, `${title} (2/2)`))?.target;
    case undefined:
      return undefined;
  }
}

async function pickAssets(assets: AssetsView, title: string): Promise<readonly ViewRow[]> {
  const options = {
    title,
    placeHolder: l10n.t('Assets'),
    canPickMany: true,
    matchOnDescription: true,
  } as const;
  const picked = await window.showQuickPick(items(assets, 'lateness', 'asset'), options);
  return picked?.map(({ row }) => row) ?? [];
}

async function pickAdvisory(assets: AssetsView, title: string): Promise<ViewRow | undefined> {
  const options = { title, placeHolder: l10n.t('Advisory'), matchOnDescription: true };
  return (await window.showQuickPick(items(assets, 'advisory', 'advisory'), options))?.row;
}

async function items(assets: AssetsView, grouping: AssetGrouping, context: string): Promise<TargetItem[]> {
  const rows = await collect(assets, grouping, undefined, context);
  return rows.map((row) => ({
    label: row.label,
    ...(row.description === undefined ? {} : { description: row.description }),
    row,
  }));
}

/** Rows of the context in the branch, at most {@link offered}; of groups, the rows in them. */
async function collect(
  assets: AssetsView,
  grouping: AssetGrouping,
  parent: ViewRow | undefined,
  context: string,
): Promise<readonly ViewRow[]> {
  const found: ViewRow[] = [];
  let offset = 0;
  for (let total = 1; offset < total && found.length < offered; ) {
    const page = await assets.page(grouping, parent, offset, pageSize);
    if (page.rows.length === 0) break;
    for (const row of page.rows) {
      if (row.context === context) found.push(row);
      else if (row.context === 'group') found.push(...(await collect(assets, grouping, row, context)));
    }
    offset += page.rows.length;
    total = page.total;
  }
  return found.slice(0, offered);
}
