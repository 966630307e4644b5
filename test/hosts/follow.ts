/**
 * A run, seen from outside: its process started as the editor starts it, its journal followed in the file. Waits
 * are for events, with a deadline that quotes the journal. Whatever a test leaves running is ended by `endAll`.
 */
import { appendFileSync, existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { lockHolder } from '../../server/src/platform/lock.ts';
import { resumeRunner, type StartedRun, startRunner } from '../../server/src/platform/startRunner.ts';
import { type RunEvent, runFiles, type StopRung } from '../../server/src/protocol/runEvents.ts';
import { stopLine } from '../../server/src/protocol/runLaunch.ts';
import type { RunRequest } from '../../server/src/protocol/runRequest.ts';
import { decodeEvent } from '../../server/src/run/decodeEvent.ts';
import { foldJournal, type HostProgress, type RunState } from '../../server/src/run/state.ts';
import { programs, type Site } from './site.ts';

export type { StartedRun };

const program = { executable: process.execPath, program: programs.runner };
const patience = 300_000;
const startedRuns: StartedRun[] = [];

export async function start(site: Site, request: RunRequest): Promise<StartedRun> {
  return begun(await startRunner(site.folder, request, program));
}

export async function resume(site: Site, { id }: StartedRun): Promise<StartedRun> {
  return begun(await resumeRunner(site.folder, id, program));
}

function begun(result: Awaited<ReturnType<typeof startRunner>>): StartedRun {
  if (!result.ok) throw new Error(`the runner did not begin: ${result.detail}`);
  startedRuns.push(result.run);
  return result.run;
}

/** As the button does. */
export function stop({ folder }: StartedRun, rung: StopRung): void {
  appendFileSync(join(folder, runFiles.control), stopLine(rung, 'li@example.org'));
}

/** Runs to the end of the journal and of the process. */
export async function end(run: StartedRun): Promise<RunState> {
  const state = await reach(run, 'its end', ({ status }) => status === 'finished');
  await when(
    run.folder,
    'the runner is gone',
    () => lockHolder(join(run.folder, runFiles.lock)) === undefined,
  );
  return state;
}

/** Until the journal folds to what is wanted. */
export async function reach(
  { folder }: StartedRun,
  what: string,
  wanted: (state: RunState) => boolean,
): Promise<RunState> {
  const look = () => foldJournal(journalText(folder)).state;
  await when(folder, what, () => wanted(look()));
  return look();
}

export function events({ folder }: StartedRun): readonly RunEvent[] {
  return journalText(folder)
    .split('\n')
    .map(decodeEvent)
    .filter((event) => event !== undefined);
}

export function logOf({ folder }: StartedRun, host: string): string {
  return textOf(join(folder, runFiles.logs, `${host}.log`));
}

export function hostOf(state: RunState, name: string): HostProgress {
  const host = state.hosts.get(name);
  if (!host) throw new Error(`no host ${name} in the run ${state.run}`);
  return host;
}

export function statesOf(state: RunState): Readonly<Record<string, string>> {
  return Object.fromEntries([...state.hosts.values()].map((host) => [host.name, host.state]));
}

/** Ends the runners that a failed test has left. */
export function endAll(): void {
  for (const { folder } of startedRuns.splice(0)) {
    const holder = lockHolder(join(folder, runFiles.lock));
    if (holder) process.kill(holder.pid, 'SIGKILL');
  }
}

/** Looks whenever something in the folder changes, and now and then. */
function when(folder: string, what: string, wanted: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      watcher.close();
      clearInterval(timer);
      clearTimeout(alarm);
      outcome();
    };
    const look = () => wanted() && settle(resolve);
    const late = () =>
      settle(() => reject(new Error(`${what}: not within ${patience} ms\n${journalText(folder)}`)));
    const watcher = watch(folder, look);
    const timer = setInterval(look, 200);
    const alarm = setTimeout(late, patience);
    look();
  });
}

const journalText = (folder: string): string => textOf(join(folder, runFiles.journal));

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
