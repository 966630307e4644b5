// One run's folder on disk: read its journal's tail, its lock, append to its control file. Runs live on the machine of the extension host,
// so Node's file system is used: the editor's has neither reading from an offset nor appending.

import { appendFile, open, readFile, stat } from 'node:fs/promises';
import { Uri } from 'vscode';
import { runFiles, type StopRung } from '../../../server/src/protocol/runEvents.ts';
import { JournalTail } from './journalTail.ts';
import { lockHolder } from './life.ts';

const chunkSize = 1 << 20;

/** Where a workspace folder's runs are. */
export function runsOf(root: Uri): Uri {
  return Uri.joinPath(root, '.patchtide', 'runs');
}

/** Reads a journal from where the last call stopped. */
export class JournalReader {
  readonly #path: string;
  readonly #tail = new JournalTail();

  constructor(folder: Uri) {
    this.#path = Uri.joinPath(folder, runFiles.journal).fsPath;
  }

  /** The lines that are new, whole ones. */
  async read(): Promise<string> {
    const file = await open(this.#path, 'r').catch(missing);
    if (!file) return '';
    try {
      let lines = '';
      const buffer = new Uint8Array(chunkSize);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, chunkSize, this.#tail.offset);
        if (bytesRead === 0) return lines;
        lines += this.#tail.accept(buffer.slice(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }
}

/** Does a living process hold the run's lock? */
export async function isHeld(folder: Uri): Promise<boolean> {
  const text = await readFile(Uri.joinPath(folder, runFiles.lock).fsPath, 'utf8').catch(missing);
  const pid = text === undefined ? undefined : lockHolder(text);
  return pid !== undefined && isAlive(pid);
}

/** Milliseconds since the run was requested. */
export async function ageOf(folder: Uri, now: number): Promise<number> {
  const request = await stat(Uri.joinPath(folder, runFiles.request).fsPath).catch(missing);
  return request ? now - request.mtimeMs : Number.POSITIVE_INFINITY;
}

export async function requestStop(folder: Uri, rung: StopRung, by: string): Promise<void> {
  const line = JSON.stringify({ at: new Date().toISOString(), rung, by });
  await appendFile(Uri.joinPath(folder, runFiles.control).fsPath, `${line}\n`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function missing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
