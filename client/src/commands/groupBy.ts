// Group Unpatched Assets By: how the view groups, remembered for the workspace.

import { type Disposable, l10n, window } from 'vscode';
import { type AssetGrouping, assetGroupings } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../session.ts';
import { type AssetsView, groupingTitle } from '../views/assetsView.ts';
import { registerCommand } from './command.ts';

/** Called with a grouping, or asks for it. Returns the grouping. */
export function registerGroupBy(session: Session, assets: AssetsView): Disposable {
  return registerCommand(session, 'patchtide.groupBy', async (argument) => {
    const grouping =
      assetGroupings.find((known) => known === argument) ?? (await pickGrouping(assets.grouping));
    if (grouping) await assets.group(grouping);
    return grouping;
  });
}

async function pickGrouping(current: AssetGrouping): Promise<AssetGrouping | undefined> {
  const items = assetGroupings.map((grouping) => ({
    label: groupingTitle(grouping),
    ...(grouping === current ? { description: l10n.t('current') } : {}),
    grouping,
  }));
  const title = l10n.t('Group Unpatched Assets');
  return (await window.showQuickPick(items, { title }))?.grouping;
}
