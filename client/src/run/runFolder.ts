// One run's folder on disk: read its journal's tail, its lock, append to its control file. Runs live on the machine of the extension host,
// so Node's file system is used: the editor's has neither reading from an offset nor appending.

import { appendFile, open, readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Uri } from 'vscode';
import { runFiles, type StopRung } from '../../../server/src/protocol/runEvents.ts';
import { runsFolder, stopLine } from '../../../server/src/protocol/runLaunch.ts';
import { JournalTail } from './journalTail.ts';
import { type LockHolder, lockHolder, processBegan } from './life.ts';

const chunkSize = 1 << 20;

/** Where a workspace folder's runs are. */
export function runsOf(root: Uri): Uri {
  return Uri.joinPath(root, runsFolder);
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

/** Does a living process hold the run's lock? Of another machine's processes nothing is known: they count as alive. */
export async function isHeld(folder: Uri): Promise<boolean> {
  const text = await readFile(Uri.joinPath(folder, runFiles.lock).fsPath, 'utf8').catch(missing);
  const holder = text === undefined ? undefined : lockHolder(text);
  if (!holder) return false;
  if (holder.host !== undefined && holder.host !== hostname()) return true;
  return isAlive(holder.pid) && !(await isAnother(holder));
}

/** Process ids are used again, soonest after a reboot. */
async function isAnother({ pid, began }: LockHolder): Promise<boolean> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => undefined);
  const [stat, boot] = await Promise.all([
    read(`/proc/${pid}/stat`),
    read('/proc/sys/kernel/random/boot_id'),
  ]);
  return (
    began !== undefined && stat !== undefined && boot !== undefined && processBegan(stat, boot) !== began
  );
}

/** Milliseconds since the run was requested. */
export async function ageOf(folder: Uri, now: number): Promise<number> {
  const request = await stat(Uri.joinPath(folder, runFiles.request).fsPath).catch(missing);
  return request ? now - request.mtimeMs : Number.POSITIVE_INFINITY;
}

/** Has a runner written its first event? */
export async function hasJournal(folder: Uri): Promise<boolean> {
  const journal = await stat(Uri.joinPath(folder, runFiles.journal).fsPath).catch(missing);
  return journal !== undefined && journal.size > 0;
}

export async function requestStop(folder: Uri, rung: StopRung, by: string): Promise<void> {
  await appendFile(Uri.joinPath(folder, runFiles.control).fsPath, stopLine(rung, by));
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

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
