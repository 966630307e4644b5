// The strings of a packed file, each once. A string is known by its index; whoever meets the same one in thousands of places maps the index to what
// stands for it and decodes the string once. Keys made of other strings (see model/traits.ts) are kept as the numbers of these.

import { Buffer } from 'node:buffer';
import { ByteReader, type Bytes, ByteWriter } from './packBytes.ts';

/** How a string's bytes are to be read. */
const forms = {
  /** One byte a character. */
  narrow: 0,
  /** Two bytes a character. */
  wide: 1,
  /** Indexes of narrow strings, between which there are quotation marks. */
  composed: 2,
} as const;
const FORM_BITS = 2;
const FORM_MASK = (1 << FORM_BITS) - 1;

const QUOTE = 34;

export class StringTable {
  readonly #indexes = new Map<string, number>();
  readonly #bytes = new ByteWriter();
  /** Where strings end, with their form. */
  readonly #ends: number[] = [];

  indexOf(text: string): number {
    return this.#indexes.get(text) ?? this.#add(text, this.#bytes.text(text) ? forms.narrow : forms.wide);
  }

  /** Of a JSON text: the strings in it are mostly there already, and what is between them is often the same. */
  indexOfJson(json: string): number {
    const known = this.#indexes.get(json);
    if (known !== undefined) return known;
    const parts = json.split('"');
    if (parts.length < 3) return this.indexOf(json);
    const indexes = parts.map((part) => this.indexOf(part));
    if (!indexes.every((index) => this.#isNarrow(index))) return this.indexOf(json);
    for (const index of indexes) this.#bytes.number(index);
    return this.#add(json, forms.composed);
  }

  #isNarrow(index: number): boolean {
    return ((this.#ends[index] ?? 0) & FORM_MASK) === forms.narrow;
  }

  /** What was just written. */
  #add(text: string, form: number): number {
    const index = this.#ends.length;
    this.#indexes.set(text, index);
    this.#ends.push((this.#bytes.length << FORM_BITS) | form);
    return index;
  }

  get ends(): readonly number[] {
    return this.#ends;
  }

  get bytes(): Bytes {
    return this.#bytes.written;
  }
}

export class PackedStrings {
  readonly #buffer: Buffer;
  readonly #ends: Uint32Array;
  readonly #start: number;

  /** @param start where the first one begins. */
  constructor(bytes: Bytes, ends: Uint32Array, start: number) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#ends = ends;
    this.#start = start;
  }

  /** Indexes are below this. */
  get length(): number {
    return this.#ends.length;
  }

  /** Decoded anew each time, some 60 ns; composed ones take some 200. */
  at(index: number): string {
    const ending = this.#ends[index] ?? 0;
    const start = this.#startOf(index);
    const end = this.#start + (ending >>> FORM_BITS);
    switch (ending & FORM_MASK) {
      case forms.narrow:
        return this.#buffer.toString('latin1', start, end);
      case forms.wide:
        return this.#buffer.toString('utf16le', start, end);
      default:
        return this.#compose(start, end);
    }
  }

  #startOf(index: number): number {
    return this.#start + ((this.#ends[index - 1] ?? 0) >>> FORM_BITS);
  }

  #compose(start: number, end: number): string {
    const from = new ByteReader(this.#buffer, start);
    let length = 0;
    while (from.at < end) {
      const part = from.number();
      const partStart = this.#startOf(part);
      const partLength = this.#start + ((this.#ends[part] ?? 0) >>> FORM_BITS) - partStart;
      if (length + partLength >= scratch.length)
        scratch = Buffer.concat([scratch], 2 * (length + partLength));
      for (let at = 0; at < partLength; at++) scratch[length++] = this.#buffer[partStart + at] ?? 0;
      scratch[length++] = QUOTE;
    }
    return scratch.toString('latin1', 0, length - 1);
  }
}

/** Where a composed string is put together. */
let scratch: Buffer = Buffer.alloc(1024);
