// JSON of other tools, read for what is there: a missing or odd field is absent, never an exception. Positions are found afterwards by one pass
// over the text, so that a report of 100 MB costs its parse and one scan.

import type { Span } from '../text/span.ts';
import type { SourceProblem } from './reader.ts';

export type Json = Readonly<Record<string, unknown>>;

/** `null`, `[]`, `{}` and an empty file are how tools say that they found nothing; they are values here. */
export function parseJson(text: string): { readonly value: unknown; readonly problem?: SourceProblem } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const start = Math.min(
      position === undefined ? text.length : Number(position),
      Math.max(0, text.length - 1),
    );
    const problem: SourceProblem = {
      severity: 'warning',
      span: { start, end: Math.min(start + 1, text.length) },
      message: 'This is not complete JSON; the file is not read.',
      remedy: 'Write the report again; a run that was cut off leaves half a file.',
    };
    return { value: undefined, problem };
  }
}

export function recordOf(value: unknown): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : undefined;
}

export function recordsOf(value: unknown): readonly Json[] {
  return listOf(value)
    .map(recordOf)
    .filter((item) => item !== undefined);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** How many keys ahead a value is looked for: a record may repeat its id, and one that isn't found must not cost a scan of the rest. */
const AHEAD = 64;

/**
 * Where the values of one key stand, in the order of the text. Ask once for each record that has the key, in that order; the span is the
 * record's value where it's found and the start of the text where it isn't.
 */
export function spansOfKey(text: string, key: string): (value: string) => Span {
  const values = valueOffsets(text, key);
  let next = 0;
  return (value) => {
    const written = JSON.stringify(value);
    for (let index = next; index < Math.min(values.length, next + AHEAD); index++) {
      const start = values[index] ?? 0;
      if (!text.startsWith(written, start)) continue;
      next = index + 1;
      return { start: start + 1, end: start + written.length - 1 };
    }
    return { start: 0, end: 0 };
  };
}

function valueOffsets(text: string, key: string): readonly number[] {
  const quoted = JSON.stringify(key);
  const colon = /\s*:\s*/y;
  const offsets: number[] = [];
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + quoted.length)) {
    colon.lastIndex = at + quoted.length;
    if (colon.test(text)) offsets.push(colon.lastIndex);
  }
  return offsets;
}
