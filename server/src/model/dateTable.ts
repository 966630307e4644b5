// The dates of all patches, as numbers of the texts that they are written as. A fleet has few texts and very many combinations of them, so a
// combination is six numbers in a column and nothing else.

import { dateFields, dateTexts, type PatchDates } from './traits.ts';

type DateField = (typeof dateFields)[number];

const WIDTH = dateFields.length;

/** The number of the text that isn't there. */
export const ABSENT = 0;

export class DateTable {
  readonly #ids = new Map<string, number>();
  readonly #textIds = new Map<string, number>([['', ABSENT]]);
  readonly #texts: string[] = [''];
  #rows = new Int32Array(WIDTH * 1024);

  get size(): number {
    return this.#ids.size;
  }

  /** @param key see {@link datesKey}. */
  idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(key, id);
    this.#write(id, dateTexts(key));
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

  #write(id: number, texts: readonly (string | null)[]): void {
    const from = id * WIDTH;
    if (from + WIDTH > this.#rows.length) {
      const rows = new Int32Array(2 * this.#rows.length);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    for (let nth = 0; nth < WIDTH; nth++) this.#rows[from + nth] = this.#textId(texts[nth] ?? '');
  }

  #textId(text: string): number {
    const known = this.#textIds.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.push(text) - 1;
    this.#textIds.set(text, id);
    return id;
  }
}

export function columnOf(field: DateField): number {
  return dateFields.indexOf(field);
}
