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
  /** Regular files below `folder` that match a glob pattern, sorted; symbolic links to folders are not followed. */
  glob(folder: FileUri, pattern: string): Promise<readonly FileUri[]>;
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
