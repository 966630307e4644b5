// Starts a run: a folder of its own, its request on disk, whole or not at all, then a runner process that outlives the window.
// Returns when the runner has written its first event, or says why it has not.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { l10n, Uri } from 'vscode';
import { runFiles } from '../../../server/src/protocol/runEvents.ts';
import { isRunId, runnerErrors, runnerLaunch } from '../../../server/src/protocol/runLaunch.ts';
import type { RunRequest } from '../../../server/src/protocol/runRequest.ts';
import { runnerEnvironment } from './environment.ts';
import { codeOf, hasJournal, runsOf } from './runFolder.ts';

const lookInterval = 50;
const errorLength = 2000;

export interface StartedRun {
  readonly id: string;
  readonly folder: Uri;
}

export async function startRun(runner: Uri, root: Uri, request: RunRequest): Promise<StartedRun> {
  if (!isRunId(request.id)) throw new Error(`not a run id: ${request.id}`);
  const { id, folder } = await makeFolder(root, request.id);
  const path = Uri.joinPath(folder, runFiles.request).fsPath;
  await writeFile(`${path}.new`, `${JSON.stringify({ ...request, id }, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.new`, path);
  await launch(runner, folder);
  return { id, folder };
}

/** Two runs of a plan may begin in one second: the second gets a number. */
async function makeFolder(root: Uri, wanted: string): Promise<StartedRun> {
  await mkdir(runsOf(root).fsPath, { recursive: true });
  for (let number = 1; ; number++) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    const folder = Uri.joinPath(runsOf(root), id);
    try {
      await mkdir(folder.fsPath);
      return { id, folder };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

async function launch(runner: Uri, folder: Uri): Promise<void> {
  const { args, env } = runnerLaunch(runner.fsPath, folder.fsPath, false);
  const errors = await open(Uri.joinPath(folder, runnerErrors).fsPath, 'w');
  const child = spawn(process.execPath, [...args], {
    detached: true,
    shell: false,
    windowsHide: true,
    stdio: ['ignore', 'ignore', errors.fd],
    env: runnerEnvironment(process.env, env),
  });
  const failure = await begun(child, folder);
  await errors.close();
  child.unref();
  if (failure === undefined) return;
  const said = await readFile(Uri.joinPath(folder, runnerErrors).fsPath, 'utf8');
  throw new Error(l10n.t('The run could not be started: {0}', said.trim().slice(-errorLength) || failure));
}

/** Why the runner ended before its first event; undefined where it has begun. */
function begun(child: ChildProcess, folder: Uri): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (failure: string | undefined): void => {
      clearInterval(look);
      child.removeAllListeners('exit');
      resolve(failure);
    };
    const look = setInterval(async () => (await hasJournal(folder)) && settle(undefined), lookInterval);
    child.on('error', (error) => settle(error.message));
    child.on('exit', async (code, signal) =>
      settle((await hasJournal(folder)) ? undefined : String(signal ?? code)),
    );
  });
}
