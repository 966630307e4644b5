// Which run a command is about: a row's, a named one, the only one, or the one that the user picks.

import { l10n, window } from 'vscode';
import { briefly } from '../dateTime.ts';
import type { FollowedRun } from '../run/followedRun.ts';
import type { RunStore } from '../run/runStore.ts';
import { runStatus } from '../views/runRows.ts';
import { Refused } from './command.ts';

const offered = 100;

export interface RunChoice {
  readonly title: string;
  /** Only runs that go on. */
  readonly live: boolean;
}

/** Undefined where the user picks none. */
export async function pickRun(
  store: RunStore,
  argument: unknown,
  choice: RunChoice,
): Promise<FollowedRun | undefined> {
  const named = nameOf(argument);
  if (named !== undefined) return found(store, named);
  const runs = (choice.live ? store.live() : [...store.live(), ...store.past()]).slice(0, offered);
  const [only] = runs;
  if (!only)
    throw new Refused(choice.live ? l10n.t('No patch run goes on.') : l10n.t('There is no patch run yet.'));
  if (runs.length === 1) return only;
  await store.read(runs.map(({ key }) => key));
  const context = { t: l10n.t, when: briefly };
  const items = runs.map((run) => ({ label: run.id, description: runStatus(run, context), run }));
  return (await window.showQuickPick(items, { title: choice.title, placeHolder: l10n.t('Patch run') }))?.run;
}

async function found(store: RunStore, name: string): Promise<FollowedRun> {
  const run = store.find(name);
  if (!run) throw new Refused(l10n.t('There is no patch run {0}.', name));
  await store.read([run.key]);
  return run;
}

function nameOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('run' in argument)) return undefined;
  return typeof argument.run === 'string' ? argument.run : undefined;
}
