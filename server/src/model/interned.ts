// Values that many things share, each kept once and numbered: what is worked out for one is found by its number, and a number fits into a column.

export interface Interned<T> {
  /** Counts from 0. */
  readonly id: number;
  readonly key: string;
  readonly facts: T;
}

/** Never forgets: for what a fleet has few of. */
export class InternTable<T> {
  readonly #decode: (key: string) => T;
  readonly #byKey = new Map<string, Interned<T>>();
  readonly #all: Interned<T>[] = [];

  constructor(decode: (key: string) => T) {
    this.#decode = decode;
  }

  get size(): number {
    return this.#all.length;
  }

  of(key: string): Interned<T> {
    const known = this.#byKey.get(key);
    if (known) return known;
    const interned: Interned<T> = { id: this.#all.length, key, facts: this.#decode(key) };
    this.#byKey.set(key, interned);
    this.#all.push(interned);
    return interned;
  }

  idOf(key: string): number {
    return this.of(key).id;
  }

  at(id: number): Interned<T> {
    const interned = this.#all[id];
    if (!interned) throw new RangeError(`nothing has the number ${id}`);
    return interned;
  }
}
