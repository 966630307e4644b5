// A reading in its packed form, read where it lies: see pack.ts. Whatever is asked for is made anew; nothing but the bytes is kept.

import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { SHORT_DIGEST_BYTES } from '../base/hash.ts';
import { type FileKind, fileKinds } from '../schema/fileKinds.ts';
import type { KeptFacts, OwnedChunk } from './chunk.ts';
import type { Facts } from './facts.ts';
import type { FileProblem, ReadChunk } from './fileReading.ts';
import type { Outline } from './outline.ts';
import { ByteReader, type Bytes } from './packBytes.ts';
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
import { OutlineBuilder, type OutlineVisitor, visitOutline } from './packOutline.ts';
import { readFactsFaults, readFileProblems } from './packProblems.ts';
import { PackedStrings } from './packStrings.ts';
import { readValue, type ValueSource } from './packValue.ts';

export type ChunkHead = Pick<OwnedChunk, 'shape' | 'section' | 'offset' | 'length' | 'keyStart'>;

/** What stands at the head of a chunk's record. */
interface RecordHead {
  readonly shape: ReadChunk['shape'];
  readonly section: string | undefined;
  readonly keyStart: number | undefined;
  readonly faults: number;
  /** At its outline. */
  readonly rest: ByteReader;
}

export class PackedFile implements ValueSource {
  readonly bytes: Bytes;
  readonly strings: PackedStrings;
  readonly #buffer: Buffer;
  /** The header and the columns. */
  readonly #words: Uint32Array;
  readonly #sections = new Map<number, string>();
  readonly #keySets: (readonly string[] | undefined)[] = [];

  /** @returns undefined for what isn't whole, or not of this {@link FORMAT}. */
  static open(bytes: Uint8Array): PackedFile | undefined {
    const own = aligned(bytes);
    if (own.length < 4 * HEADER_WORDS) return undefined;
    const head = new Uint32Array(own.buffer, own.byteOffset, HEADER_WORDS);
    const isOurs =
      head[header.magic] === MAGIC &&
      head[header.format] === FORMAT &&
      head[header.byteLength] === own.length &&
      head[header.checksum] === crc32(own.subarray(CHECKED_FROM));
    return isOurs ? new PackedFile(own) : undefined;
  }

  /** @param bytes whole, as `packFile` made them in this process or in a thread of it. */
  constructor(bytes: Bytes) {
    this.bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const wordsEnd = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS)[header.linesAt] ?? 0;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, wordsEnd / 4);
    const endsAt = HEADER_WORDS + CHUNK_WORDS * this.chunkCount;
    const ends = this.#words.subarray(endsAt, endsAt + this.#word(header.strings));
    this.strings = new PackedStrings(bytes, ends, this.#word(header.stringsAt));
  }

  #word(index: number): number {
    return this.#words[index] ?? 0;
  }

  get kind(): FileKind['id'] {
    return fileKinds[this.#word(header.kind)]?.id ?? 'inventory';
  }

  get textLength(): number {
    return this.#word(header.textLength);
  }

  get chunkCount(): number {
    return this.#word(header.chunks);
  }

  /** Made anew. */
  get lineStarts(): Uint32Array {
    const from = new ByteReader(this.bytes, this.#word(header.linesAt));
    const starts = new Uint32Array(this.#word(header.lines));
    let at = 0;
    for (let line = 0; line < starts.length; line++) {
      at += from.number();
      starts[line] = at;
    }
    return starts;
  }

  /** Made anew. */
  get problems(): readonly FileProblem[] {
    return readFileProblems(new ByteReader(this.bytes, this.#word(header.problemsAt)), this.strings);
  }

  offset(chunk: number): number {
    return this.#chunkWord(chunk, chunkWords.offset);
  }

  length(chunk: number): number {
    return this.#chunkWord(chunk, chunkWords.length);
  }

  #chunkWord(chunk: number, column: number): number {
    return this.#word(HEADER_WORDS + chunk * CHUNK_WORDS + column);
  }

  /** Where it stands and what it is read as. */
  chunk(chunk: number): ChunkHead {
    const { shape, section, keyStart } = this.#head(chunk);
    return { shape, section, keyStart, offset: this.offset(chunk), length: this.length(chunk) };
  }

  shape(chunk: number): ReadChunk['shape'] {
    return this.#head(chunk).shape;
  }

  section(chunk: number): string | undefined {
    return this.#head(chunk).section;
  }

  keyStart(chunk: number): number | undefined {
    return this.#head(chunk).keyStart;
  }

  faults(chunk: number): number {
    return this.#head(chunk).faults;
  }

  digest(chunk: number): string {
    const at = this.#recordAt(chunk);
    return this.#buffer.toString('latin1', at, at + SHORT_DIGEST_BYTES);
  }

  /** The outline told piece by piece, without making anything. */
  visitOutline(chunk: number, visitor: OutlineVisitor): void {
    const { rest } = this.#head(chunk);
    visitOutline(rest, visitor);
  }

  /** Made anew. */
  outline(chunk: number): Outline {
    const { rest, faults } = this.#head(chunk);
    const builder = new OutlineBuilder(this.strings);
    visitOutline(rest, builder);
    return { names: builder.names, assets: builder.assets, faults };
  }

  /** Made anew. */
  facts(chunk: number): Facts {
    const { rest, faults } = this.#head(chunk);
    const builder = new OutlineBuilder(this.strings);
    visitOutline(rest, builder);
    const problems = faults > 0 ? readFactsFaults(rest, this.strings) : NO_FAULTS;
    return { ...problems, names: builder.names, value: readValue(this, rest) };
  }

  /** Two words; holds the file. */
  kept(chunk: number): KeptFacts {
    return new PackedFacts(this, chunk);
  }

  /** Keys of objects are asked for again and again: these are kept. */
  keysOf(keySet: number): readonly string[] {
    const known = this.#keySets[keySet];
    if (known) return known;
    const startsAt = HEADER_WORDS + CHUNK_WORDS * this.chunkCount + this.#word(header.strings);
    const at = this.#word(header.keySetsAt) + this.#word(startsAt + keySet);
    const from = new ByteReader(this.bytes, at);
    const keys = Array.from({ length: from.number() }, () => this.strings.at(from.number()));
    this.#keySets[keySet] = keys;
    return keys;
  }

  /** All chunks of a section share one string. */
  #sectionAt(string: number): string {
    const known = this.#sections.get(string);
    if (known !== undefined) return known;
    const section = this.strings.at(string);
    this.#sections.set(string, section);
    return section;
  }

  #recordAt(chunk: number): number {
    return this.#word(header.recordsAt) + this.#chunkWord(chunk, chunkWords.recordAt);
  }

  #head(chunk: number): RecordHead {
    const rest = new ByteReader(this.bytes, this.#recordAt(chunk) + SHORT_DIGEST_BYTES);
    const flags = rest.number();
    return {
      shape: shapes[flags & 3] ?? 'whole',
      section: flags & HAS_SECTION ? this.#sectionAt(rest.number()) : undefined,
      keyStart: flags & HAS_KEY_START ? rest.number() : undefined,
      faults: rest.number(),
      rest,
    };
  }
}

const NO_FAULTS: Pick<Facts, 'syntax' | 'schema'> = { syntax: [], schema: [] };

/** Columns are read in place, which takes bytes that begin at a word of memory. */
function aligned(bytes: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && byteOffset % 4 === 0
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(bytes);
}

class PackedFacts implements KeptFacts {
  readonly #file: PackedFile;
  readonly #chunk: number;

  constructor(file: PackedFile, chunk: number) {
    this.#file = file;
    this.#chunk = chunk;
  }

  get digest(): string {
    return this.#file.digest(this.#chunk);
  }

  get outline(): Outline {
    return this.#file.outline(this.#chunk);
  }

  get faults(): number {
    return this.#file.faults(this.#chunk);
  }

  get facts(): Facts {
    return this.#file.facts(this.#chunk);
  }
}
