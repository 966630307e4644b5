// Offsets to lines and columns and back, for one text. A line ends at \n, \r\n or \r, as the protocol counts them.

import type { TextChange } from './change.ts';

export interface Position {
  /** Zero-based. */
  readonly line: number;
  /** Zero-based, in UTF-16 code units. */
  readonly character: number;
}

export class LineIndex {
  /** Where each line begins. */
  readonly starts: Uint32Array;
  readonly #length: number;

  /** @param known where its lines begin, of a text of that length: then the text isn't looked at. */
  constructor(text: string, known?: { readonly starts: Uint32Array; readonly length: number }) {
    this.starts = known?.starts ?? Uint32Array.from(startsOf(text));
    this.#length = known?.length ?? text.length;
  }

  /** Of a text that isn't at hand. */
  static ofStarts(starts: Uint32Array, length: number): LineIndex {
    return new LineIndex('', { starts, length });
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** After an edit, at the cost of the edit: only around it the text is looked at. */
  edited({ start, oldEnd, newEnd }: TextChange, newText: string): LineIndex {
    // An edit may bring a \r and a \n together, or part them: the characters beside it count, too.
    const from = Math.max(0, start - 1);
    const until = Math.min(newEnd + 1, newText.length);
    const moved = newEnd - oldEnd;
    const kept = this.#countUpTo(from);
    const rest = this.starts.subarray(this.#countUpTo(until - moved));
    const fresh = startsIn(newText, from, until);
    const starts = new Uint32Array(kept + fresh.length + rest.length);
    starts.set(this.starts.subarray(0, kept));
    starts.set(fresh, kept);
    starts.set(rest, kept + fresh.length);
    shiftFrom(starts, kept + fresh.length, moved);
    return LineIndex.ofStarts(starts, newText.length);
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    const line = this.#lineAt(clamped);
    return { line, character: clamped - (this.starts[line] ?? 0) };
  }

  offsetAt(position: Position): number {
    const start = this.starts[position.line];
    if (start === undefined) return this.#length;
    const next = this.starts[position.line + 1] ?? this.#length;
    return Math.min(start + position.character, next);
  }

  /** How many lines begin at that offset or before. */
  #countUpTo(offset: number): number {
    return this.#lineAt(offset) + 1;
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function shiftFrom(starts: Uint32Array, first: number, by: number): void {
  if (by === 0) return;
  for (let line = first; line < starts.length; line++) starts[line] = (starts[line] ?? 0) + by;
}

function startsOf(text: string): number[] {
  if (text.includes('\r')) return [0].concat(startsIn(text, 0, text.length));
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The offsets in (from, until] at which lines begin. */
function startsIn(text: string, from: number, until: number): number[] {
  const starts: number[] = [];
  for (let offset = from; offset < until; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 10 || (code === 13 && text.charCodeAt(offset + 1) !== 10)) starts.push(offset + 1);
  }
  return starts;
}
