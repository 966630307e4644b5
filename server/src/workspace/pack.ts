// A reading packed into bytes: what is kept of a file that nobody edits, what a reader thread sends and what the cache on disk holds. Some hundred
// bytes an asset instead of some thousand, in one object that the garbage collector needn't walk. See packLayout.ts; PackedFile reads it.

import { crc32 } from 'node:zlib';
import { type FileKind, fileKinds } from '../schema/fileKinds.ts';
import {
  type ChunkFacts,
  type FileReading,
  type ReadOptions,
  readEach,
  textOf,
  unreadableReading,
} from './fileReading.ts';
import { faultsOf, statedAssets } from './outline.ts';
import { type Bytes, ByteWriter } from './packBytes.ts';
import {
  CHECKED_FROM,
  CHUNK_WORDS,
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

/** Bytes of a file, read and packed chunk by chunk: what was made of one is let go before the next. */
export function packBytes(kind: FileKind, bytes: Uint8Array, options?: ReadOptions): Bytes {
  const text = textOf(bytes);
  if (typeof text === 'object') return packFile(unreadableReading(kind, text.unreadable));
  return packText(kind, text, options);
}

export function packText(kind: FileKind, text: string, options: ReadOptions = {}): Bytes {
  const packer = new Packer(kind.id);
  return packer.finish(readEach(kind, text, (chunk) => packer.add(chunk), options));
}

export function packFile(reading: FileReading): Bytes {
  const packer = new Packer(reading.kind);
  for (const chunk of reading.chunks) packer.add(chunk);
  return packer.finish(reading);
}

class Packer {
  readonly #kind: FileKind['id'];
  readonly #strings = new StringTable();
  readonly #keySets = new KeySets(this.#strings);
  readonly #records = new ByteWriter();
  readonly #values = new ValueWriter(this.#records, this.#strings, this.#keySets);
  readonly #chunks: number[] = [];

  constructor(kind: FileKind['id']) {
    this.#kind = kind;
  }

  add(chunk: ChunkFacts): void {
    const { offset, length, facts } = chunk;
    this.#chunks.push(offset, length, this.#records.length);
    writeRecordHead(this.#records, this.#strings, chunk);
    writeOutline(this.#records, this.#strings, facts.names, statedAssets(facts.value, chunk, this.#kind));
    if (faultsOf(facts) > 0) {
      writeFaults(this.#records, this.#strings, facts.syntax);
      writeFaults(this.#records, this.#strings, facts.schema);
    }
    this.#values.write(facts.value);
  }

  finish({ kind, length, lineStarts, problems }: Omit<FileReading, 'chunks'>): Bytes {
    const problemBytes = new ByteWriter();
    writeFaults(problemBytes, this.#strings, problems);
    const columns = [this.#chunks, this.#strings.ends, this.#keySets.starts];
    const stretches = [
      lineDistances(lineStarts),
      problemBytes.written,
      this.#keySets.bytes,
      this.#records.written,
      this.#strings.bytes,
    ];
    const head = {
      magic: MAGIC,
      format: FORMAT,
      kind: fileKinds.findIndex(({ id }) => id === kind),
      textLength: length,
      lines: lineStarts.length,
      chunks: this.#chunks.length / CHUNK_WORDS,
      strings: this.#strings.ends.length,
      keySets: this.#keySets.starts.length,
    };
    return assemble(head, columns, stretches);
  }
}

function lineDistances(starts: Uint32Array): Bytes {
  const out = new ByteWriter();
  let last = 0;
  for (const start of starts) {
    out.number(start - last);
    last = start;
  }
  return out.written;
}

function writeRecordHead(out: ByteWriter, strings: StringTable, chunk: ChunkFacts): void {
  const { shape, section, keyStart, digest, facts } = chunk;
  out.bytes(digest);
  const has = (section === undefined ? 0 : HAS_SECTION) | (keyStart === undefined ? 0 : HAS_KEY_START);
  out.number(shapes.indexOf(shape) | has);
  if (section !== undefined) out.number(strings.indexOf(section));
  if (keyStart !== undefined) out.number(keyStart);
  out.number(faultsOf(facts));
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
