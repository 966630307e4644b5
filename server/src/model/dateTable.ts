// The dates of all patches, as numbers of the texts that they are written as.

import { Texts, TextTuples } from './textTuples.ts';
import { dateFields, type PatchDates } from './traits.ts';

type DateField = (typeof dateFields)[number];

/** The number of the text that isn't there. */
export const ABSENT = 0;

export class DateTable extends TextTuples {
  constructor(texts = new Texts()) {
    super(dateFields.length, texts);
  }

  at(id: number): PatchDates {
    return Object.fromEntries(
      dateFields.flatMap((field, nth) => {
        const text = this.textOf(this.textAt(id, nth));
        return text === '' ? [] : [[field, text]];
      }),
    );
  }

  textOf(text: number): string {
    return this.texts.at(text);
  }
}

export function columnOf(field: DateField): number {
  return dateFields.indexOf(field);
}
