// A lock file: one process at a time, named in it, so that a refusal can say who. The holder is known by its process id and by when that
// process began, since ids are used again; a dead holder's lock is taken over. Made by exclusive creation, no daemon, no kernel lock: it
// also holds on a network drive, for the processes of one machine.

import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';

export interface LockHolder {
  readonly pid: number;
  /** When the process began, as its system counts it; undefined where that can't be known. */
  readonly began: string | undefined;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

export type LockResult =
  | { readonly ok: true; readonly release: () => void }
  /** `holder` is undefined while it is being written. */
  | { readonly ok: false; readonly holder: LockHolder | undefined };

/** A lock that is being written can't be read for less than this. */
const writing = 10_000;

export function acquireLock(path: string): LockResult {
  const own: LockHolder = {
    pid: process.pid,
    began: processBegan(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
  };
  const text = `${JSON.stringify(own)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(path, text)) return { ok: true, release: () => release(path, text) };
    const found = readText(path);
    if (found === undefined) continue;
    const holder = readHolder(found);
    if (!isDead(path, holder)) return { ok: false, holder };
    discard(path, found);
  }
  return { ok: false, holder: readHolder(readText(path) ?? '') };
}

/** Who holds a lock at present; undefined where nobody alive does. */
export function lockHolder(path: string): LockHolder | undefined {
  const found = readText(path);
  const holder = found === undefined ? undefined : readHolder(found);
  return found === undefined || isDead(path, holder) ? undefined : holder;
}

function create(path: string, text: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function release(path: string, text: string): void {
  if (readText(path) === text) rmSync(path, { force: true });
}

function isDead(path: string, holder: LockHolder | undefined): boolean {
  if (holder === undefined) return age(path) > writing;
  // Another machine's processes can't be seen from here.
  if (holder.host !== hostname()) return false;
  return !isAlive(holder.pid) || processBegan(holder.pid) !== holder.began;
}

/**
 * Takes a dead holder's file away, and none but it: it's moved aside, looked at, and put back where in the meantime somebody else has
 * recovered the lock.
 */
function discard(path: string, expected: string): void {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== expected) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** Linux tells when a process began, in ticks since the boot; with the boot's id that is unique. */
function processBegan(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  const boot = readText('/proc/sys/kernel/random/boot_id');
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined || boot === undefined ? undefined : `${boot.trim()}/${ticks}`;
}

function readHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('host' in value)) return false;
  return Number.isInteger(value.pid) && Number(value.pid) > 0 && typeof value.host === 'string';
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function age(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
