// The dates of all patches, as numbers of the texts that they are written as. A fleet has few texts and very many combinations of them, so a
// combination is six numbers in a column and nothing else.

import { dateFields, dateTexts, type PatchDates } from './traits.ts';

type DateField = (typeof dateFields)[number];

const WIDTH = dateFields.length;

/** The number of the text that isn't there. */
export const ABSENT = 0;

const NONE = -1;

export class DateTable {
  readonly #textIds = new Map<string, number>([['', ABSENT]]);
  readonly #texts: string[] = [''];
  #rows = new Int32Array(WIDTH * 1024);
  #size = 0;
  /** The combinations by a hash of their numbers: at the hash or after it. */
  #slots = new Int32Array(4096).fill(NONE);
  readonly #wanted = new Int32Array(WIDTH);

  get size(): number {
    return this.#size;
  }

  /** @param key see {@link datesKey}. */
  idOf(key: string): number {
    const texts = dateTexts(key);
    return this.idOfTexts((nth) => this.textId(texts[nth] ?? ''));
  }

  /** @param textOf the number of each of the texts, in the order of dateFields. */
  idOfTexts(textOf: (nth: number) => number): number {
    for (let nth = 0; nth < WIDTH; nth++) this.#wanted[nth] = textOf(nth);
    const slot = this.#slotOf(this.#wanted, 0);
    const known = this.#slots[slot] ?? NONE;
    if (known !== NONE) return known;
    const id = this.#size++;
    this.#slots[slot] = id;
    if (this.#size * WIDTH > this.#rows.length) this.#rows = grown(this.#rows);
    this.#rows.set(this.#wanted, id * WIDTH);
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  textId(text: string): number {
    const known = this.#textIds.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.push(text) - 1;
    this.#textIds.set(text, id);
    return id;
  }

  at(id: number): PatchDates {
    return Object.fromEntries(
      dateFields.flatMap((field, nth) => {
        const text = this.textOf(this.textAt(id, nth));
        return text === '' ? [] : [[field, text]];
      }),
    );
  }

  /** @param column see {@link columnOf}. */
  textAt(id: number, column: number): number {
    return this.#rows[id * WIDTH + column] ?? ABSENT;
  }

  textOf(text: number): string {
    return this.#texts[text] ?? '';
  }

  /** Where the numbers that stand there are, or would be. */
  #slotOf(from: Int32Array, at: number): number {
    let hash = 0;
    for (let nth = 0; nth < WIDTH; nth++)
      hash = Math.imul(hash ^ (from[at + nth] ?? 0), 0x9e3779b1) ^ (hash >>> 15);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let id = this.#slots[slot] ?? NONE; id !== NONE && !this.#isAt(id, from, at); ) {
      slot = (slot + 1) & mask;
      id = this.#slots[slot] ?? NONE;
    }
    return slot;
  }

  #isAt(id: number, from: Int32Array, at: number): boolean {
    for (let nth = 0; nth < WIDTH; nth++) if (this.#rows[id * WIDTH + nth] !== from[at + nth]) return false;
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(NONE);
    for (let id = 0; id < this.#size; id++) this.#slots[this.#slotOf(this.#rows, id * WIDTH)] = id;
  }
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}

export function columnOf(field: DateField): number {
  return dateFields.indexOf(field);
}
