// The extension's entry: puts the rooms together, starts the language server, looks for runs that go on. Everything else is registered.

import { type ExtensionContext, Uri, workspace } from 'vscode';
import { registerCreatePlan } from './commands/createPlan.ts';
import { registerDryRunPlan } from './commands/dryRunPlan.ts';
import { registerGroupBy } from './commands/groupBy.ts';
import { registerLoadMore } from './commands/loadMore.ts';
import { registerRefresh } from './commands/refresh.ts';
import { registerRestartServer } from './commands/restartServer.ts';
import { registerRunPlan } from './commands/runPlan.ts';
import { registerSetUp } from './commands/setUp.ts';
import { registerShowOutput } from './commands/showOutput.ts';
import { registerShowRun } from './commands/showRun.ts';
import type { RunServices } from './commands/startPlan.ts';
import { registerStopRun } from './commands/stopRun.ts';
import { registerEndNotice } from './run/notifyEnd.ts';
import { RunStore } from './run/runStore.ts';
import { RunTerminals } from './run/terminal.ts';
import { Session } from './session.ts';
import { AssetsView } from './views/assetsView.ts';
import { RunsView } from './views/runsView.ts';
import { registerStatusBar } from './views/statusBar.ts';

let running: Session | undefined;

export function activate(context: ExtensionContext): void {
  const session = new Session(context);
  const store = new RunStore();
  const terminals = new RunTerminals(store);
  const assets = new AssetsView(context, session);
  const runs = new RunsView(store);
  const runner = Uri.joinPath(context.extensionUri, 'dist', 'runner.js');
  const services: RunServices = { session, store, terminals, runner };
  context.subscriptions.push(
    registerStatusBar(session),
    registerEndNotice(store),
    registerSetUp(session),
    registerCreatePlan(session, assets),
    registerGroupBy(session, assets),
    registerRefresh(session, { assets, runs, store }),
    registerLoadMore(session, [assets, runs]),
    registerRunPlan(services),
    registerDryRunPlan(services),
    registerStopRun(services),
    registerShowRun(services),
    registerRestartServer(session),
    registerShowOutput(session),
    workspace.onDidGrantWorkspaceTrust(() => void store.rescan()),
    runs,
    assets,
    terminals,
    store,
    session,
  );
  running = session;
  session.begin();
  void store.rescan();
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}
