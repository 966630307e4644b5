// Refresh: both views ask again, and the folders of runs are looked through.

import type { Disposable } from 'vscode';
import type { RunStore } from '../run/runStore.ts';
import type { Session } from '../session.ts';
import type { AssetsView } from '../views/assetsView.ts';
import type { RunsView } from '../views/runsView.ts';
import { registerCommand } from './command.ts';

export interface Refreshed {
  readonly assets: AssetsView;
  readonly runs: RunsView;
  readonly store: RunStore;
}

export function registerRefresh(session: Session, { assets, runs, store }: Refreshed): Disposable {
  return registerCommand(session, 'patchtide.refresh', async () => {
    await store.rescan();
    assets.refresh();
    runs.refresh();
  });
}
