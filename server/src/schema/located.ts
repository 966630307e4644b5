// Where decoded values stand. Spans are relative to their chunk; an anchor adds the chunk, whose offset moves when text above it is edited,
// so that nothing which holds anchors has to be made again.

import type { FileUri } from '../base/uri.ts';
import { type Location, type Span, shift } from '../text/span.ts';

/** Spans of a decoded object, its keys and its values, kept where the schema says `x-located`. */
export interface Spans {
  readonly span: Span;
  readonly keys: Readonly<Record<string, Span>>;
  readonly values: Readonly<Record<string, Span>>;
}

/** Under this key a located object carries its spans; not enumerable, so digests and JSON don't see it. */
export const AT: unique symbol = Symbol('spans');

export function spansOf(value: object): Spans | undefined {
  return (value as { [AT]?: Spans })[AT];
}

/** Where a chunk begins in its file. */
export interface Place {
  readonly file: FileUri;
  readonly offset: number;
}

/** A span relative to a place. */
export interface Anchor {
  readonly place: Place;
  readonly span: Span;
}

export function anchorOf(place: Place, value: object, key?: string): Anchor {
  const spans = spansOf(value);
  const span = key === undefined ? spans?.span : (spans?.values[key] ?? spans?.span);
  return { place, span: span ?? { start: 0, end: 0 } };
}

export function absolute(anchor: Anchor): Location {
  return { file: anchor.place.file, span: shift(anchor.span, anchor.place.offset) };
}
