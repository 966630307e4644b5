// The keys by which things are grouped, each numbered, of values that are numbered themselves: of a profile its groups, of a patch its package. What a
// value's keys are never changes, so they're looked at once and outlive the snapshot; counting and looking for members then compares numbers.

import type { Table } from '../workspace/assetEntry.ts';

export class KeyNumbers<T> {
  readonly #values: Table<T>;
  readonly #keysOf: (facts: T) => readonly string[];
  readonly #names: string[] = [];
  readonly #byName = new Map<string, number>();
  /** Where the keys of a value begin; those of the next end them. */
  #starts: Int32Array = new Int32Array(1024);
  #numbers: Int32Array = new Int32Array(1024);
  #known = 0;

  constructor(values: Table<T>, keysOf: (facts: T) => readonly string[]) {
    this.#values = values;
    this.#keysOf = keysOf;
  }

  /** By number; of all values that there are. */
  get names(): readonly string[] {
    this.#catchUp();
    return this.#names;
  }

  /** @returns -1 where nothing has that key. */
  numberOf(name: string): number {
    this.#catchUp();
    return this.#byName.get(name) ?? -1;
  }

  /** The numbers of a value's keys are those from `starts[value]` to before `starts[value + 1]`; with one key each, that at `value`. */
  get lists(): { readonly starts: Int32Array; readonly numbers: Int32Array } {
    this.#catchUp();
    return { starts: this.#starts, numbers: this.#numbers };
  }

  #catchUp(): void {
    for (; this.#known < this.#values.size; this.#known++) {
      let end = this.#starts[this.#known] ?? 0;
      for (const name of this.#keysOf(this.#values.at(this.#known).facts)) {
        this.#numbers = roomFor(this.#numbers, end + 1);
        this.#numbers[end++] = this.#take(name);
      }
      this.#starts = roomFor(this.#starts, this.#known + 2);
      this.#starts[this.#known + 1] = end;
    }
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
    const numbers = known.get(values) ?? new KeyNumbers(values, keysOf);
    known.set(values, numbers);
    return numbers;
  };
}
