// Starts a run: its request on disk, whole or not at all, then a runner process that outlives the window.

import { type ChildProcess, spawn } from 'node:child_process';
import { Uri, workspace } from 'vscode';
import { runFiles } from '../../../server/src/protocol/runEvents.ts';
import type { RunRequest } from '../../../server/src/protocol/runRequest.ts';
import { writeText } from '../files.ts';
import { runnerEnvironment } from './environment.ts';
import { runsOf } from './runFolder.ts';

/** Returns the run's folder. */
export async function startRun(runner: Uri, root: Uri, request: RunRequest): Promise<Uri> {
  if (!/^[\w][\w.-]*$/.test(request.id)) throw new Error(`not a run id: ${request.id}`);
  const folder = Uri.joinPath(runsOf(root), request.id);
  await workspace.fs.createDirectory(folder);
  const draft = Uri.joinPath(folder, `${runFiles.request}.new`);
  await writeText(draft, `${JSON.stringify(request, null, 2)}\n`);
  await workspace.fs.rename(draft, Uri.joinPath(folder, runFiles.request), { overwrite: false });
  const child = spawn(process.execPath, [runner.fsPath, folder.fsPath], {
    cwd: root.fsPath,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: runnerEnvironment(process.env),
  });
  await spawned(child);
  child.unref();
  return folder;
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve());
  });
}
