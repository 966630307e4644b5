// Values that many things share, each kept once and numbered: what is worked out for one is found by its number, and a number fits into a column.

import { type Texts, TextTuples } from './textTuples.ts';

export interface Interned<T> {
  /** Counts from 0. */
  readonly id: number;
  readonly key: string;
  readonly facts: T;
}

/** Never forgets: for what a fleet has few of. */
export class InternTable<T> {
  readonly #keys: TextTuples;
  readonly #decode: (key: string) => T;
  readonly #all: Interned<T>[] = [];

  /** @param decode makes the value of a key. @param width lines of a key at most */
  constructor(decode: (key: string) => T, width: number, texts: Texts) {
    this.#decode = decode;
    this.#keys = new TextTuples(width, texts);
  }

  get size(): number {
    return this.#all.length;
  }

  /** Lines of a key at most. */
  get width(): number {
    return this.#keys.width;
  }

  of(key: string): Interned<T> {
    return this.#made(this.#keys.idOf(key));
  }

  /** @param lines of the key, as numbers of their texts: {@link width} of them. */
  ofTexts(lines: Int32Array): Interned<T> {
    return this.#made(this.#keys.idOfTexts(lines));
  }

  idOf(key: string): number {
    return this.of(key).id;
  }

  at(id: number): Interned<T> {
    const interned = this.#all[id];
    if (!interned) throw new RangeError(`nothing has the number ${id}`);
    return interned;
  }

  #made(id: number): Interned<T> {
    const known = this.#all[id];
    if (known) return known;
    const key = this.#keys.keyAt(id);
    const interned: Interned<T> = { id, key, facts: this.#decode(key) };
    this.#all[id] = interned;
    return interned;
  }
}
