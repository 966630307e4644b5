// One of our files, read whole: text to chunks, facts and outlines. Pure, and the unit of work of a reader thread and of the cache on disk.

import type { FileKind } from '../schema/fileKinds.ts';
import type { Facts } from './facts.ts';
import type { Outline } from './outline.ts';
import type { FileProblem } from './ownedFile.ts';

export interface ReadChunk {
  readonly shape: 'whole' | 'section' | 'entry';
  readonly section: string | undefined;
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  readonly keyStart?: number;
  /** Of kind, shape, section and text: equal digests, equal facts. */
  readonly digest: string;
  readonly facts: Facts;
  readonly outline: Outline;
}

export interface FileReading {
  readonly kind: FileKind['id'];
  /** Where lines begin. */
  readonly lineStarts: Uint32Array;
  /** Length of the text, UTF-16 code units. */
  readonly length: number;
  readonly chunks: readonly ReadChunk[];
  readonly problems: readonly FileProblem[];
}
