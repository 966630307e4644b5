// What the domain may ask of the outside world, as interfaces. Node implementations live in platform/; the domain gets them as arguments.

import type { FileUri } from './uri.ts';

/** Milliseconds since 1970-01-01T00:00:00Z, UTC. */
export type Instant = number;

export interface Clock {
  now(): Instant;
}

export interface FileSystem {
  /** The bytes of a regular file. @returns undefined where there is none or it can't be read. */
  read(file: FileUri, limit: number): Promise<Uint8Array | 'too-large' | undefined>;
  /** Regular files below `folder` that match one of the patterns, sorted, each once; symbolic links to folders are not followed. */
  glob(folder: FileUri, patterns: string | readonly string[]): Promise<readonly FileUri[]>;
  /** The real path, with symbolic links resolved. @returns undefined where nothing is there. */
  realpath(file: FileUri): Promise<FileUri | undefined>;
  stat(file: FileUri): Promise<FileStat | undefined>;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly modified: Instant;
  readonly size: number;
}

export interface Logger {
  info(message: string): void;
  error(message: string): void;
}

/** Bytes of one of our files to its packed facts: here, or in threads. */
export interface OwnedReader {
  /** Of the reading program: equal versions read equal bytes to equal facts. Empty where it isn't known, and then nothing may be kept. */
  readonly version: string;
  /** @param kind the id of the file's kind. */
  read(kind: string, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Nothing more is to be read for now: threads and their memory are let go. */
  rest(): void;
}

/** Packed facts between two starts of the program. No failure of it is told: what isn't kept is read anew. */
export interface FactsStore {
  /** @returns what was put under the key, whole; undefined where it is not there or damaged. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Resolves when all is written and what was used least lately has made room. */
  tidy(): Promise<void>;
}

/** Turns with the rest of the program: long work is cut into slices, so that a request waits for milliseconds. */
export interface Turns {
  /** Is the slice used up? */
  isOver(): boolean;
  /** Lets the others go first. A new slice begins when it resolves. */
  next(): Promise<void>;
}
