// The strings of a packed file, each once. A string is known by its index; whoever meets the same one in thousands of places maps the index to what
// stands for it and decodes the string once.

import { Buffer } from 'node:buffer';
import type { Bytes } from './packBytes.ts';

/** A string ends at half of its number; an odd one has two bytes a character, others one. */
const WIDE = 1;

const FIRST_BYTES = 1 << 16;
const FIRST_SLOTS = 1 << 13;
const PRIME = 0x01000193;

/**
 * Finds a string by its characters: most are fresh out of a text, and V8 takes longer to find one of those in a Map of its own than it takes to write
 * it down and compare the bytes.
 */
export class StringTable {
  /** All strings one after the other; behind them the one that is looked for. */
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  readonly #ends: number[] = [];
  readonly #hashes: number[] = [];
  /** By the low bits of their hash, or where the next place is that was free: indexes plus 1. */
  #slots = new Uint32Array(FIRST_SLOTS);

  indexOf(text: string): number {
    const from = this.#length;
    if (from + 2 * text.length > this.#bytes.length) this.#grow(2 * text.length);
    const hash = writeNarrow(text, this.#bytes, from);
    return hash === NOT_NARROW ? this.#wide(text) : this.#settle(from + text.length, hash, 0);
  }

  #wide(text: string): number {
    const from = this.#length;
    let hash = text.length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      this.#bytes[from + 2 * at] = code & 255;
      this.#bytes[from + 2 * at + 1] = code >> 8;
      hash = Math.imul(hash ^ code, PRIME);
    }
    return this.#settle(from + 2 * text.length, hash, WIDE);
  }

  /** @param end of what was written behind the strings. */
  #settle(end: number, hash: number, form: number): number {
    const slots = this.#slots;
    let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
    for (let known = slots[slot]; known; known = slots[slot]) {
      if (this.#hashes[known - 1] === hash && this.#isSame(known - 1, end, form)) return known - 1;
      slot = (slot + 1) & (slots.length - 1);
    }
    return this.#add(end, hash, form, slot);
  }

  #isSame(index: number, end: number, form: number): boolean {
    const ending = this.#ends[index] ?? 0;
    const start = index === 0 ? 0 : (this.#ends[index - 1] ?? 0) >>> 1;
    const length = end - this.#length;
    if ((ending & WIDE) !== form || (ending >>> 1) - start !== length) return false;
    const bytes = this.#bytes;
    for (let at = 0; at < length; at++) if (bytes[start + at] !== bytes[this.#length + at]) return false;
    return true;
  }

  #add(end: number, hash: number, form: number, slot: number): number {
    this.#length = end;
    this.#slots[slot] = this.#ends.push((end << 1) | form);
    this.#hashes.push(hash);
    if (2 * this.#ends.length > this.#slots.length) this.#spread();
    return this.#ends.length - 1;
  }

  #spread(): void {
    const slots = new Uint32Array(4 * this.#slots.length);
    this.#hashes.forEach((hash, index) => {
      let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
      while (slots[slot]) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    });
    this.#slots = slots;
  }

  #grow(wanted: number): void {
    const grown = new Uint8Array(2 * (this.#bytes.length + wanted));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  /** Where strings end, with their form. */
  get ends(): readonly number[] {
    return this.#ends;
  }

  get bytes(): Bytes {
    return this.#bytes.subarray(0, this.#length);
  }
}

const NOT_NARROW = 2 ** 32;

/** @returns a hash. */
function writeNarrow(text: string, bytes: Uint8Array, from: number): number {
  const { length } = text;
  let hash = length;
  for (let at = 0; at < length; at++) {
    const code = codeAt.call(text, at);
    if (code > 255) return NOT_NARROW;
    bytes[from + at] = code;
    hash = Math.imul(hash ^ code, PRIME);
  }
  return hash;
}

/** Taken out of its object: V8 has some six kinds of strings, and looks a method up anew for each call where it has met more than four. */
const { charCodeAt: codeAt } = String.prototype;

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

  /** Decoded anew each time, some 60 ns. */
  at(index: number): string {
    const ending = this.#ends[index] ?? 0;
    const start = this.#start + ((this.#ends[index - 1] ?? 0) >>> 1);
    const end = this.#start + (ending >>> 1);
    return ending & WIDE
      ? this.#buffer.toString('utf16le', start, end)
      : this.#buffer.toString('latin1', start, end);
  }
}
