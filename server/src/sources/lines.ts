// The lines of a text with their offsets. A line ends at \n, \r\n or \r; the end isn't part of it.

import type { Span } from '../text/span.ts';

export interface Line {
  readonly text: string;
  readonly span: Span;
}

export function* linesOf(text: string): Generator<Line> {
  const ends = /\r\n|\r|\n/g;
  let start = 0;
  for (let end = ends.exec(text); end; end = ends.exec(text)) {
    yield { text: text.slice(start, end.index), span: { start, end: end.index } };
    start = ends.lastIndex;
  }
  if (start < text.length) yield { text: text.slice(start), span: { start, end: text.length } };
}
