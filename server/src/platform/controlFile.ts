// Follows a run's control file: each complete line that is a stop request is told, once. Watches the folder, and looks at a low rate too,
// since file events get lost on network drives.

import { closeSync, type FSWatcher, fstatSync, openSync, readSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { decodeStop, type StopRequest } from '../run/decodeEvent.ts';

const pollEvery = 1_000;

/**
 * @param from where to begin to read: what was asked of a runner before is not asked of this one.
 * @returns what ends it.
 */
export function followControl(
  path: string,
  from: number,
  onStop: (request: StopRequest) => void,
): () => void {
  let offset = from;
  const look = () => {
    const text = readFrom(path, offset);
    const end = text.lastIndexOf(0x0a) + 1;
    offset += end;
    for (const line of text.subarray(0, end).toString('utf8').split('\n')) {
      const request = decodeStop(line);
      if (request) onStop(request);
    }
  };
  const watcher = watchFile(path, look);
  const timer = setInterval(look, pollEvery);
  timer.unref();
  look();
  return () => {
    watcher?.close();
    clearInterval(timer);
  };
}

/** How much is in it now. */
export function controlSize(path: string): number {
  return readFrom(path, 0).lastIndexOf(0x0a) + 1;
}

function watchFile(path: string, look: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) look();
    });
    return watcher.on('error', () => {});
  } catch {
    return undefined;
  }
}

/** Bytes from the offset on, a megabyte at most; none where there is no file. */
function readFrom(path: string, offset: number): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const size = Math.min(Math.max(0, fstatSync(file).size - offset), 1024 * 1024);
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, readSync(file, bytes, 0, size, offset));
  } finally {
    closeSync(file);
  }
}
