// The FactsStore port over a folder of the editor's: one file for each key, named by it. A file is written under another name and renamed, so that
// windows that share the folder see whole files only; it ends with a checksum, so that one that was damaged is as good as absent, and is removed.

import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FactsStore, Logger } from '../base/ports.ts';

/** Bytes: facts of a million assets, or of many states of fewer. */
const LIMIT = 256 * 1024 * 1024;
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const KEY = /^[0-9a-f]{64}$/;

/** After the content: its length and a checksum over the key and the content. */
const TRAILER = 8;

interface Kept {
  readonly path: string;
  readonly isOurs: boolean;
  readonly size: number;
  readonly used: number;
}

export class FactsCache implements FactsStore {
  readonly #folder: string;
  readonly #logger: Pick<Logger, 'info'>;
  readonly #limit: number;
  readonly #writing = new Set<Promise<void>>();
  #made: Promise<unknown> | undefined;
  #isWritable = true;
  #isTidy = true;
  #count = 0;

  /** @param folder is made when something is put, and is ours alone. */
  constructor(folder: string, logger: Pick<Logger, 'info'>, limit = LIMIT) {
    this.#folder = folder;
    this.#logger = logger;
    this.#limit = limit;
  }

  async get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const path = join(this.#folder, key);
    const found = await readWhole(path, this.#limit).catch(() => undefined);
    if (!found) return undefined;
    const content = withoutTrailer(key, found.bytes);
    if (!content) await rm(path, { force: true }).catch(() => {});
    else if (Date.now() - found.used > DAY) await touch(path);
    return content;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    if (!this.#isWritable) return Promise.resolve();
    this.#isTidy = false;
    const writing = this.#write(key, bytes).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
    return writing;
  }

  async tidy(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#isTidy) return;
    this.#isTidy = true;
    const kept = await list(this.#folder).catch(() => []);
    const strange = kept.filter(({ isOurs, used }) => !isOurs && Date.now() - used > HOUR);
    const ours = kept.filter(({ isOurs }) => isOurs);
    for (const { path } of [...strange, ...tooMany(ours, this.#limit)])
      await rm(path, { force: true }).catch(() => {});
  }

  async #write(key: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#folder, key);
    const unfinished = `${path}.${process.pid}-${++this.#count}.tmp`;
    try {
      this.#made ??= mkdir(this.#folder, { recursive: true });
      await this.#made;
      await writeFile(unfinished, [bytes, trailerOf(key, bytes)]);
    } catch (error) {
      if (this.#isWritable) this.#logger.info(`Nothing is kept between starts: ${String(error)}`);
      this.#isWritable = false;
      await rm(unfinished, { force: true }).catch(() => {});
      return;
    }
    // Some systems don't replace a file that another window is reading: it holds the same.
    await rename(unfinished, path).catch(() => rm(unfinished, { force: true }).catch(() => {}));
  }
}

async function readWhole(path: string, limit: number) {
  const file: FileHandle = await open(path, 'r');
  try {
    const { size, mtimeMs } = await file.stat();
    if (size > limit) return { bytes: new Uint8Array(), used: mtimeMs };
    const bytes = new Uint8Array(size);
    await file.read(bytes, 0, size, 0);
    return { bytes, used: mtimeMs };
  } finally {
    await file.close();
  }
}

function trailerOf(key: string, content: Uint8Array): Uint8Array {
  const trailer = new DataView(new ArrayBuffer(TRAILER));
  trailer.setUint32(0, content.length);
  trailer.setUint32(4, crc32(content, crc32(key)));
  return new Uint8Array(trailer.buffer);
}

/** @returns undefined where the file isn't what was put under the key. */
function withoutTrailer(key: string, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  if (bytes.length < TRAILER) return undefined;
  const content = bytes.subarray(0, bytes.length - TRAILER);
  const isWhole = Buffer.compare(bytes.subarray(content.length), trailerOf(key, content)) === 0;
  return isWhole ? content : undefined;
}

/** What was used lately is removed last. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

async function list(folder: string): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const found = entry.isFile() ? await stat(path).catch(() => undefined) : undefined;
    if (found) kept.push({ path, isOurs: KEY.test(entry.name), size: found.size, used: found.mtimeMs });
  }
  return kept;
}

function tooMany(kept: readonly Kept[], limit: number): readonly Kept[] {
  let size = kept.reduce((sum, { size }) => sum + size, 0);
  return [...kept]
    .sort((a, b) => a.used - b.used)
    .filter((file) => {
      if (size <= limit) return false;
      size -= file.size;
      return true;
    });
}
