// Decoded values to bytes and back: what JSON knows, `undefined`, maps without a prototype, and the spans of what is located. Objects of our schemas
// have few sets of keys, so a set is kept once and an object is the number of its set with its values. Spans are read when somebody asks for one.

import { located, type Spans, spansOf } from '../schema/located.ts';
import type { Span } from '../text/span.ts';
import { ByteReader, type Bytes, ByteWriter, zigzag } from './packBytes.ts';
import type { PackedStrings, StringTable } from './packStrings.ts';

/** What the low three bits of a value's first number say; the rest is an index, a count or the value. */
const tags = {
  string: 0,
  integer: 1,
  constant: 2,
  array: 3,
  locatedArray: 4,
  object: 5,
  locatedObject: 6,
  map: 7,
} as const;
const TAG_BITS = 3;
const TAG_MASK = (1 << TAG_BITS) - 1;

const constants: readonly unknown[] = [undefined, null, false, true];
const FLOAT = constants.length;

/** Larger whole numbers, one bit for the sign and three for the tag, don't fit into 32 bits. */
const SMALL_INTEGER = 1 << 27;

/** A set of keys, and those that begin with it. */
interface KeySet {
  /** -1 until an object has just these. */
  id: number;
  lastKey: string | undefined;
  lastNext: KeySet | undefined;
  readonly next: Map<string, KeySet>;
}

function keySet(): KeySet {
  return { id: -1, lastKey: undefined, lastNext: undefined, next: new Map() };
}

export class KeySets {
  readonly #root = keySet();
  readonly #strings: StringTable;
  readonly #bytes = new ByteWriter();
  readonly #starts: number[] = [];

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** The keys of an object, in their order. */
  idOf(keys: readonly string[]): number {
    let at = this.#root;
    for (const key of keys) at = at.lastKey === key && at.lastNext ? at.lastNext : follow(at, key);
    if (at.id < 0) at.id = this.#add(keys);
    return at.id;
  }

  #add(keys: readonly string[]): number {
    this.#starts.push(this.#bytes.length);
    this.#bytes.number(keys.length);
    for (const key of keys) this.#bytes.number(this.#strings.indexOf(key));
    return this.#starts.length - 1;
  }

  /** Where each begins in {@link bytes}. */
  get starts(): readonly number[] {
    return this.#starts;
  }

  get bytes(): Bytes {
    return this.#bytes.written;
  }
}

function follow(set: KeySet, key: string): KeySet {
  const next = set.next.get(key) ?? keySet();
  set.next.set(key, next);
  set.lastKey = key;
  set.lastNext = next;
  return next;
}

/** Writes values; one for a file. */
export class ValueWriter {
  readonly #out: ByteWriter;
  readonly #strings: StringTable;
  readonly #keySets: KeySets;
  /** Of a block that is being made. */
  #numbers = new Uint32Array(64);
  #count = 0;

  constructor(out: ByteWriter, strings: StringTable, keySets: KeySets) {
    this.#out = out;
    this.#strings = strings;
    this.#keySets = keySets;
  }

  write(value: unknown): void {
    if (typeof value === 'string') this.#tagged(tags.string, this.#strings.indexOf(value));
    else if (typeof value === 'number') this.#writeNumber(value);
    else if (Array.isArray(value)) this.#writeArray(value);
    else if (typeof value === 'object' && value !== null) this.#writeObject(value);
    else this.#writeConstant(value);
  }

  #tagged(tag: number, rest: number): void {
    this.#out.number((rest << TAG_BITS) | tag);
  }

  #writeConstant(value: unknown): void {
    const index = constants.indexOf(value);
    if (index < 0) throw new Error(`no decoded value is a ${typeof value}`);
    this.#tagged(tags.constant, index);
  }

  #writeNumber(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < SMALL_INTEGER && !Object.is(value, -0)) {
      this.#tagged(tags.integer, zigzag(value));
    } else {
      this.#tagged(tags.constant, FLOAT);
      this.#out.float(value);
    }
  }

  #writeArray(items: readonly unknown[]): void {
    const spans = spansOf(items);
    this.#tagged(spans ? tags.locatedArray : tags.array, items.length);
    if (spans) this.#writeListSpans(spans);
    for (const item of items) this.write(item);
  }

  #writeObject(value: object): void {
    const keys = Object.keys(value);
    const spans = spansOf(value);
    if (Object.getPrototypeOf(value) === null) {
      this.#tagged(tags.map, (keys.length << 1) | (spans ? 1 : 0));
      for (const key of keys) this.#out.number(this.#strings.indexOf(key));
    } else this.#tagged(spans ? tags.locatedObject : tags.object, this.#keySets.idOf(keys));
    if (spans) this.#writeMapSpans(spans, keys);
    for (const key of keys) this.write((value as Record<string, unknown>)[key]);
  }

  /** After their length, so that they can be passed over. @param keys of the value. */
  #writeMapSpans(spans: Spans, keys: readonly string[]): void {
    const { span, size } = spans;
    const names = hasNames(spans, keys) ? keys : namesOf(spans);
    this.#count = 0;
    this.#push(names === keys ? 0 : 1 + this.#keySets.idOf(names));
    this.#pushSpan(span, 0);
    let at = span.start;
    for (let index = 0; index < size; index++) {
      at = this.#pushSpan(spans.keyAt(index), at, names[index]?.length);
      at = this.#pushSpan(spans.valueAt(index), at);
    }
    this.#out.block(this.#numbers, this.#count);
  }

  #writeListSpans(spans: Spans): void {
    const { span, size } = spans;
    this.#count = 0;
    this.#pushSpan(span, 0);
    let at = span.start;
    for (let index = 0; index < size; index++) at = this.#pushSpan(spans.valueAt(index), at);
    this.#out.block(this.#numbers, this.#count);
  }

  /** @returns its end. */
  #pushSpan({ start, end }: Span, from: number, likelyLength = 0): number {
    const length = end - start;
    this.#push(zigzag(start - from));
    this.#push(likelyLength > 0 ? zigzag(length - likelyLength) : length);
    return end;
  }

  #push(number: number): void {
    if (this.#count === this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[this.#count++] = number;
  }
}

function grown(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(2 * numbers.length);
  more.set(numbers);
  return more;
}

function hasNames(spans: Spans, keys: readonly string[]): boolean {
  const { size } = spans;
  if (size !== keys.length) return false;
  for (let index = 0; index < size; index++) if (spans.nameAt(index) !== keys[index]) return false;
  return true;
}

function namesOf(spans: Spans): string[] {
  return Array.from({ length: spans.size }, (_, index) => spans.nameAt(index));
}

/** What a reader of values needs of its file. */
export interface ValueSource {
  readonly bytes: Uint8Array;
  readonly strings: PackedStrings;
  /** Of an object. */
  keysOf(keySet: number): readonly string[];
}

export function readValue(source: ValueSource, from: ByteReader): unknown {
  const first = from.number();
  const rest = first >>> TAG_BITS;
  switch (first & TAG_MASK) {
    case tags.string:
      return source.strings.at(rest);
    case tags.integer:
      return (rest >>> 1) ^ -(rest & 1);
    case tags.array:
    case tags.locatedArray:
      return readArray(source, from, first);
    case tags.object:
    case tags.locatedObject:
      return readObject(source, from, first);
    case tags.map:
      return readMap(source, from, rest);
    default:
      return rest === FLOAT ? from.float() : constants[rest];
  }
}

function readArray(source: ValueSource, from: ByteReader, first: number): unknown[] {
  const items: unknown[] = [];
  if ((first & TAG_MASK) === tags.locatedArray) located(items, readSpans(source, from, undefined));
  const count = first >>> TAG_BITS;
  for (let index = 0; index < count; index++) items.push(readValue(source, from));
  return items;
}

function readObject(source: ValueSource, from: ByteReader, first: number): object {
  const keys = source.keysOf(first >>> TAG_BITS);
  const result: Record<string, unknown> = {};
  if ((first & TAG_MASK) === tags.locatedObject) located(result, readSpans(source, from, keys));
  for (const key of keys) {
    const value = readValue(source, from);
    if (key !== '__proto__') result[key] = value;
    else Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return result;
}

function readMap(source: ValueSource, from: ByteReader, rest: number): object {
  const keys: string[] = [];
  for (let count = rest >>> 1; count > 0; count--) keys.push(source.strings.at(from.number()));
  const result: Record<string, unknown> = Object.create(null);
  if (rest & 1) located(result, readSpans(source, from, keys));
  for (const key of keys) result[key] = readValue(source, from);
  return result;
}

function readSpans(source: ValueSource, from: ByteReader, keys: readonly string[] | undefined): Spans {
  const length = from.number();
  const spans = new PackedSpans(source, from.at, from.at + length, keys);
  from.at += length;
  return spans;
}

/** Above so many keys an index is made at the first question: asking for each key must not cost the square of their number. */
const FEW = 16;

function indicesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const indices = new Map<string, number>();
  names.forEach((name, index) => {
    if (!indices.has(name)) indices.set(name, index);
  });
  return indices;
}

class PackedSpans implements Spans {
  readonly #source: ValueSource;
  readonly #from: number;
  readonly #end: number;
  /** Of the value; none of a list. */
  readonly #keys: readonly string[] | undefined;
  #names: readonly string[] | undefined;
  #indices: ReadonlyMap<string, number> | undefined;
  /** Starts and ends: of the whole, then of each entry its key and its value, of each item of a list its value. */
  #offsets: readonly number[] | undefined;

  constructor(source: ValueSource, from: number, end: number, keys: readonly string[] | undefined) {
    this.#source = source;
    this.#from = from;
    this.#end = end;
    this.#keys = keys;
  }

  get span(): Span {
    return this.#spanAt(0);
  }

  get size(): number {
    return (this.#all().length - 2) / (this.#keys ? 4 : 2);
  }

  nameAt(index: number): string {
    if (!this.#keys) return String(index);
    this.#all();
    return this.#names?.[index] ?? '';
  }

  keyAt(index: number): Span {
    return this.#keys ? this.#spanAt(2 + 4 * index) : this.valueAt(index);
  }

  valueAt(index: number): Span {
    return this.#spanAt(this.#keys ? 4 + 4 * index : 2 + 2 * index);
  }

  indexOf(name: string): number {
    const { size } = this;
    if (!this.#names) {
      const index = Number(name);
      return Number.isInteger(index) && index >= 0 && index < size ? index : -1;
    }
    if (size <= FEW) return this.#names.indexOf(name);
    this.#indices ??= indicesOf(this.#names);
    return this.#indices.get(name) ?? -1;
  }

  #spanAt(index: number): Span {
    const offsets = this.#all();
    return { start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0 };
  }

  #all(): readonly number[] {
    this.#offsets ??= this.#read();
    return this.#offsets;
  }

  #read(): readonly number[] {
    const from = new ByteReader(this.#source.bytes, this.#from);
    if (this.#keys) {
      const keySet = from.number();
      this.#names = keySet === 0 ? this.#keys : this.#source.keysOf(keySet - 1);
    }
    const offsets: number[] = [];
    readSpan(from, offsets, 0);
    let at = offsets[0] ?? 0;
    for (let index = 0; from.at < this.#end; index++) {
      if (this.#names) at = readSpan(from, offsets, at, this.#names[index]?.length);
      at = readSpan(from, offsets, at);
    }
    return offsets;
  }
}

/** @returns its end. */
function readSpan(from: ByteReader, into: number[], at: number, likelyLength = 0): number {
  const start = at + from.signed();
  const end = start + (likelyLength > 0 ? likelyLength + from.signed() : from.number() | 0);
  into.push(start, end);
  return end;
}
