// Starts a run's process and lets go of it: the folder, `run.json`, a detached runner. Knows when it has begun by its first event.
// Depends on Node and on leaves only.

import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../protocol/runEvents.ts';
import { runnerErrors, runnerLaunch, runsFolder } from '../protocol/runLaunch.ts';
import type { RunRequest } from '../protocol/runRequest.ts';

export interface StartedRun {
  readonly id: string;
  readonly folder: string;
  readonly pid: number;
}

export type StartResult =
  | { readonly ok: true; readonly run: StartedRun }
  | { readonly ok: false; readonly detail: string };

export interface RunnerProgram {
  /** `process.execPath`. */
  readonly executable: string;
  /** Options of the executable, before the program. */
  readonly options?: readonly string[];
  /** The path of `runner.js`. */
  readonly program: string;
}

/** Begins a run in the workspace folder. Where its id is taken, it gets a number. */
export async function startRunner(
  root: string,
  request: RunRequest,
  runner: RunnerProgram,
): Promise<StartResult> {
  const { id, folder } = makeFolder(join(root, runsFolder), request.id);
  writeAtomically(join(folder, runFiles.request), `${JSON.stringify({ ...request, id }, undefined, 2)}\n`);
  return launch(id, folder, runner, false);
}

/** Takes up a run whose runner has died, or that was stopped. */
export async function resumeRunner(root: string, id: string, runner: RunnerProgram): Promise<StartResult> {
  return launch(id, join(root, runsFolder, id), runner, true);
}

function makeFolder(runs: string, wanted: string): { readonly id: string; readonly folder: string } {
  mkdirSync(runs, { recursive: true });
  for (let number = 1; ; number++) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    const folder = join(runs, id);
    if (make(folder)) return { id, folder };
  }
}

function make(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (existsSync(folder)) return false;
    throw error;
  }
}

function writeAtomically(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { flush: true });
  renameSync(`${path}.new`, path);
}

function launch(id: string, folder: string, runner: RunnerProgram, resume: boolean): Promise<StartResult> {
  const journal = join(folder, runFiles.journal);
  const errors = join(folder, runnerErrors);
  const before = sizeOf(journal);
  const { args, env } = runnerLaunch(runner.program, folder, resume);
  const stderr = openSync(errors, 'w');
  const child = spawn(runner.executable, [...(runner.options ?? []), ...args], {
    detached: true,
    shell: false,
    windowsHide: true,
    stdio: ['ignore', 'ignore', stderr],
    env: { ...process.env, ...env },
  });
  closeSync(stderr);
  return begun(child, () => sizeOf(journal) > before).then((failure) => {
    child.unref();
    if (failure === undefined) return { ok: true, run: { id, folder, pid: child.pid ?? 0 } };
    const said = readFileSync(errors, 'utf8').trim().slice(-4_000);
    return { ok: false, detail: said === '' ? failure : said };
  });
}

/** @returns why it ended, where it did before its first event. */
function begun(child: ChildProcess, hasBegun: () => boolean): Promise<string | undefined> {
  return new Promise((resolve) => {
    const look = setInterval(() => hasBegun() && settle(undefined), 25);
    const settle = (failure: string | undefined) => {
      clearInterval(look);
      child.removeAllListeners();
      resolve(failure);
    };
    child.on('error', (error) => settle(`the runner can't be started: ${error.message}`));
    child.on('exit', (code, signal) =>
      settle(hasBegun() ? undefined : `the runner ended with ${signal ?? code}`),
    );
  });
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
