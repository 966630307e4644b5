// Stop Patch Run: takes the next rung of the ladder and says which, and what it means for the hosts.

import { type Disposable, l10n, window } from 'vscode';
import { type StopRung, stopRungs } from '../../../server/src/protocol/runEvents.ts';
import type { FollowedRun } from '../run/followedRun.ts';
import { nextRung } from '../run/ladder.ts';
import { goesOn } from '../run/life.ts';
import { requestStop } from '../run/runFolder.ts';
import { currentUser } from '../run/user.ts';
import { rungMeaning, rungName } from '../run/words.ts';
import { Refused, registerCommand } from './command.ts';
import { pickRun } from './pickRun.ts';
import { requireTrust } from './runnable.ts';
import type { RunServices } from './startPlan.ts';

/** `run`: id; `rung`: the next one where absent; `confirmed`: don't ask. */
export interface StopRunArguments {
  readonly run: string;
  readonly rung?: StopRung;
  readonly confirmed?: boolean;
}

/** Called with nothing, a run's id, a row, or {@link StopRunArguments}. Returns the rung that was taken. */
export function registerStopRun({ session, store }: RunServices): Disposable {
  return registerCommand(session, 'patchtide.stopRun', async (argument) => {
    requireTrust();
    const run = await pickRun(store, argument, { title: l10n.t('Stop Patch Run'), live: true });
    if (!run) return undefined;
    await store.catchUp(run);
    if (!goesOn(run.life)) throw new Refused(l10n.t('The run {0} has ended already.', run.id));
    const rung = rungOf(argument) ?? nextRung(run.state.stop?.rung);
    if (!isConfirmed(argument) && !(await confirm(run, rung))) return undefined;
    await requestStop(run.folder, rung, currentUser());
    window.setStatusBarMessage(`$(debug-stop) ${rungName(rung, l10n.t)}: ${run.id}`, 8000);
    return rung;
  });
}

async function confirm(run: FollowedRun, rung: StopRung): Promise<boolean> {
  const name = rungName(rung, l10n.t);
  const options = { modal: true, detail: rungMeaning(rung, l10n.t) };
  return (await window.showWarningMessage(l10n.t('Stop {0}?', run.id), options, name)) === name;
}

function rungOf(argument: unknown): StopRung | undefined {
  if (typeof argument !== 'object' || argument === null || !('rung' in argument)) return undefined;
  return stopRungs.find((rung) => rung === argument.rung);
}

function isConfirmed(argument: unknown): boolean {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'confirmed' in argument &&
    argument.confirmed === true
  );
}
