// A reading packed into bytes: what is kept of a file that nobody edits, what a reader thread sends and what the cache on disk holds. Some hundred
// bytes an asset instead of some thousand, in one object that the garbage collector needn't walk. See packLayout.ts; PackedFile reads it.

import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { fileKinds } from '../schema/fileKinds.ts';
import type { FileReading, ReadChunk } from './fileReading.ts';
import { type Bytes, ByteWriter } from './packBytes.ts';
import {
  CHECKED_FROM,
  CHUNK_WORDS,
  chunkWords,
  FORMAT,
  HAS_KEY_START,
  HAS_SECTION,
  HEADER_WORDS,
  header,
  MAGIC,
  shapes,
} from './packLayout.ts';
import { writeOutline } from './packOutline.ts';
import { writeFaults } from './packProblems.ts';
import { StringTable } from './packStrings.ts';
import { KeySets, ValueWriter } from './packValue.ts';

export function packFile(reading: FileReading): Bytes {
  const strings = new StringTable();
  const keySets = new KeySets(strings);
  const problems = new ByteWriter();
  writeFaults(problems, strings, reading.problems);
  const { records, chunks } = writeChunks(reading.chunks, strings, keySets);
  const lines = lineDistances(reading.lineStarts);
  const columns = [chunks, strings.ends, keySets.starts];
  const stretches = [lines, problems, keySets, records, strings].map((part) =>
    part instanceof ByteWriter ? part.written : part.bytes,
  );
  const head = {
    magic: MAGIC,
    format: FORMAT,
    kind: fileKinds.findIndex(({ id }) => id === reading.kind),
    textLength: reading.length,
    lines: reading.lineStarts.length,
    chunks: reading.chunks.length,
    strings: strings.ends.length,
    keySets: keySets.starts.length,
  };
  return assemble(head, columns, stretches);
}

function lineDistances(starts: Uint32Array): ByteWriter {
  const out = new ByteWriter();
  let last = 0;
  for (const start of starts) {
    out.number(start - last);
    last = start;
  }
  return out;
}

function writeChunks(chunks: readonly ReadChunk[], strings: StringTable, keySets: KeySets) {
  const records = new ByteWriter();
  const values = new ValueWriter(records, strings, keySets);
  const words = new Uint32Array(chunks.length * CHUNK_WORDS);
  chunks.forEach((chunk, nth) => {
    const at = nth * CHUNK_WORDS;
    words[at + chunkWords.offset] = chunk.offset;
    words[at + chunkWords.length] = chunk.length;
    words[at + chunkWords.recordAt] = records.length;
    writeRecordHead(records, strings, chunk);
    const { facts, outline } = chunk;
    const block = records.openBlock();
    writeOutline(records, strings, outline);
    records.closeBlock(block);
    if (outline.faults > 0) {
      writeFaults(records, strings, facts.syntax);
      writeFaults(records, strings, facts.schema);
    }
    values.write(facts.value);
  });
  return { records, chunks: words };
}

function writeRecordHead(out: ByteWriter, strings: StringTable, chunk: ReadChunk): void {
  const { shape, section, keyStart, digest, outline } = chunk;
  out.raw(Buffer.from(digest, 'base64url'));
  const has = (section === undefined ? 0 : HAS_SECTION) | (keyStart === undefined ? 0 : HAS_KEY_START);
  out.number(shapes.indexOf(shape) | has);
  if (section !== undefined) out.number(strings.indexOf(section));
  if (keyStart !== undefined) out.number(keyStart);
  out.number(outline.faults);
}

type Head = Readonly<Partial<Record<keyof typeof header, number>>>;

function assemble(
  head: Head,
  columns: readonly ArrayLike<number>[],
  stretches: readonly Uint8Array[],
): Bytes {
  const words = columns.reduce((sum, { length }) => sum + length, HEADER_WORDS);
  const byteLength = stretches.reduce((sum, { length }) => sum + length, 4 * words);
  const bytes = new Uint8Array(byteLength);
  const numbers = new Uint32Array(bytes.buffer, 0, words);
  let at = HEADER_WORDS;
  for (const column of columns) {
    numbers.set(column, at);
    at += column.length;
  }
  let end = 4 * words;
  stretches.forEach((stretch, nth) => {
    numbers[header.linesAt + nth] = end;
    bytes.set(stretch, end);
    end += stretch.length;
  });
  for (const [name, value] of Object.entries(head)) numbers[header[name as keyof typeof header]] = value;
  numbers[header.byteLength] = byteLength;
  numbers[header.checksum] = crc32(bytes.subarray(CHECKED_FROM));
  return bytes;
}
