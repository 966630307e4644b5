// How a packed file is laid out: a header, columns of numbers that are read in place, then stretches of bytes.

import { crc32 } from 'node:zlib';
import { fileKinds } from '../schema/fileKinds.ts';
import { definitions } from '../schema/shape.ts';

/** To be raised when the bytes get another meaning, or the readers read another thing out of the same text. */
const VERSION = 2;

/** What packed bytes were made by: the layout, and the schemas that values and messages follow. Other bytes are not read. */
export const FORMAT: number = crc32(
  JSON.stringify([VERSION, fileKinds.map(({ id, schema }) => [id, schema]), definitions]),
);

/** 'PtRd', in the byte order of the machine: columns are in it, too. */
export const MAGIC = 0x64527450;

/** The numbers of the header, by their place in it. */
export const header = {
  magic: 0,
  format: 1,
  /** Of everything that follows it. */
  checksum: 2,
  byteLength: 3,
  kind: 4,
  textLength: 5,
  lines: 6,
  chunks: 7,
  strings: 8,
  keySets: 9,
  /** Where each stretch of bytes begins. */
  linesAt: 10,
  problemsAt: 11,
  keySetsAt: 12,
  recordsAt: 13,
  stringsAt: 14,
} as const;
export const HEADER_WORDS = 15;

/** The first byte that the checksum covers. */
export const CHECKED_FROM = 4 * (header.checksum + 1);

/** A chunk's numbers in the first column, in this order; then the ends of strings, then the starts of key sets. */
export const chunkWords = { offset: 0, length: 1, recordAt: 2 } as const;
export const CHUNK_WORDS = 3;

/** The first number of a chunk's record, after its digest: its shape and what else is there. */
export const shapes = ['whole', 'section', 'entry'] as const;
export const HAS_SECTION = 4;
export const HAS_KEY_START = 8;
