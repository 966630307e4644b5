// The strings of a packed file, each once. A string is known by its index; whoever meets the same one in thousands of places maps the index to what
// stands for it and decodes the string once.

import { Buffer } from 'node:buffer';
import { type Bytes, ByteWriter } from './packBytes.ts';

/** Set in a string's end: its characters take two bytes. */
const WIDE = 1;

export class StringTable {
  readonly #indexes = new Map<string, number>();
  readonly #bytes = new ByteWriter();
  /** Where strings end, doubled, with {@link WIDE}. */
  readonly #ends: number[] = [];

  indexOf(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#ends.length;
    this.#indexes.set(text, index);
    const isNarrow = this.#bytes.text(text);
    this.#ends.push(this.#bytes.length * 2 + (isNarrow ? 0 : WIDE));
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

  /** Of the string, UTF-16 code units. */
  lengthAt(index: number): number {
    const ending = this.#ends[index] ?? 0;
    const bytes = (ending >>> 1) - ((this.#ends[index - 1] ?? 0) >>> 1);
    return ending & WIDE ? bytes >>> 1 : bytes;
  }

  /** Decoded anew each time, some 60 ns. */
  at(index: number): string {
    const ending = this.#ends[index] ?? 0;
    const start = this.#start + ((this.#ends[index - 1] ?? 0) >>> 1);
    return this.#buffer.toString(ending & WIDE ? 'utf16le' : 'latin1', start, this.#start + (ending >>> 1));
  }
}
