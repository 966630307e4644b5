// Show Patch Run: live or past, in a terminal.

import { type Disposable, l10n } from 'vscode';
import { registerCommand } from './command.ts';
import { pickRun } from './pickRun.ts';
import type { RunServices } from './startPlan.ts';

/** Called with nothing, a run's id, `{ run }`, or a row. Returns the run's id. */
export function registerShowRun({ session, store, terminals }: RunServices): Disposable {
  return registerCommand(session, 'patchtide.showRun', async (argument) => {
    const run = await pickRun(store, argument, { title: l10n.t('Show Patch Run'), live: false });
    if (run) terminals.show(run);
    return run?.id;
  });
}
