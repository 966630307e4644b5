// The keys by which things are grouped, each numbered, of values that are numbered themselves: of a profile its groups, of a patch its package. What a
// value's keys are never changes, so they're looked at once and outlive the snapshot; counting and looking for members then compares numbers.

import type { Interned } from '../model/interned.ts';
import type { Table } from '../workspace/assetEntry.ts';

/** Where the numbers of a value's keys are: from `starts` to before `ends`, in `numbers`. Of a value that nobody named there are none. */
export interface KeyLists {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly numbers: Int32Array;
}

export type KeysOf<T> = (value: Interned<T>) => readonly string[];

export class KeyNumbers<T> {
  readonly #values: Table<T>;
  readonly #keysOf: KeysOf<T>;
  readonly #names: string[] = [];
  readonly #byName = new Map<string, number>();
  #starts: Int32Array = new Int32Array(1024);
  #ends: Int32Array = new Int32Array(1024);
  #numbers: Int32Array = new Int32Array(1024);
  #used = 0;
  /** All values below are known. */
  #all = 0;

  /** @param keysOf gives one key at least. */
  constructor(values: Table<T>, keysOf: KeysOf<T>) {
    this.#values = values;
    this.#keysOf = keysOf;
  }

  /** By number: keys that values were found to have. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** @returns -1 where no value was found to have that key. */
  numberOf(name: string): number {
    return this.#byName.get(name) ?? -1;
  }

  /** @param values ids of those that are asked for. */
  listsOf(values: readonly number[]): KeyLists {
    this.#makeRoom();
    for (const id of values) if (this.#ends[id] === 0) this.#read(id);
    return this.#lists();
  }

  listsOfAll(): KeyLists {
    this.#makeRoom();
    for (; this.#all < this.#values.size; this.#all++) if (this.#ends[this.#all] === 0) this.#read(this.#all);
    return this.#lists();
  }

  #makeRoom(): void {
    this.#starts = roomFor(this.#starts, this.#values.size);
    this.#ends = roomFor(this.#ends, this.#values.size);
  }

  #lists(): KeyLists {
    return { starts: this.#starts, ends: this.#ends, numbers: this.#numbers };
  }

  #read(id: number): void {
    this.#starts[id] = this.#used;
    for (const name of this.#keysOf(this.#values.at(id))) {
      this.#numbers = roomFor(this.#numbers, this.#used + 1);
      this.#numbers[this.#used++] = this.#take(name);
    }
    this.#ends[id] = this.#used;
  }

  #take(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const number = this.#names.push(name) - 1;
    this.#byName.set(name, number);
    return number;
  }
}

function roomFor(column: Int32Array, length: number): Int32Array {
  if (length <= column.length) return column;
  const grown = new Int32Array(2 * length);
  grown.set(column);
  return grown;
}

/** The same for all who ask by the same values, for as long as these are there. */
export function keyNumbersBy<T>(keysOf: (facts: T) => readonly string[]) {
  const known = new WeakMap<Table<T>, KeyNumbers<T>>();
  return (values: Table<T>): KeyNumbers<T> => {
    const numbers = known.get(values) ?? new KeyNumbers(values, ({ facts }: Interned<T>) => keysOf(facts));
    known.set(values, numbers);
    return numbers;
  };
}
