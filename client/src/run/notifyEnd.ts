// Tells the user once that a run which this window saw going on has ended.

import { commands, type Disposable, l10n, window } from 'vscode';
import type { FollowedRun } from './followedRun.ts';
import { countStates } from './render.ts';
import type { RunStore } from './runStore.ts';
import { hostStateName, outcomeName } from './words.ts';

export function registerEndNotice(store: RunStore): Disposable {
  return store.onDidEnd((run) => void notify(run));
}

async function notify(run: FollowedRun): Promise<void> {
  const show = l10n.t('Show Run');
  const choice = await noticeOf(run)(messageOf(run), show);
  if (choice === show) await commands.executeCommand('patchtide.showRun', { run: run.key });
}

function noticeOf({
  life,
  state,
}: FollowedRun): (message: string, item: string) => Thenable<string | undefined> {
  if (life === 'interrupted' || state.outcome === 'failed') return window.showErrorMessage;
  return state.outcome === 'completed' ? window.showInformationMessage : window.showWarningMessage;
}

function messageOf({ id, life, state }: FollowedRun): string {
  const plan = state.plan === '' ? id : state.plan;
  if (life === 'interrupted') return l10n.t('Patch run of {0} was interrupted: its runner is gone.', plan);
  const hosts = countStates(state).map(([name, count]) => `${count} ${hostStateName(name, l10n.t)}`);
  const outcome = state.outcome ? outcomeName(state.outcome, l10n.t) : '';
  const kind = state.dryRun ? l10n.t('Dry run of {0}', plan) : l10n.t('Patch run of {0}', plan);
  return `${kind}: ${outcome}. ${hosts.join(', ')}`;
}
