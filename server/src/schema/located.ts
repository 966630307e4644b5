// Where decoded values stand. Spans are relative to their chunk; an anchor adds the chunk, whose offset moves when text above it is edited,
// so that nothing which holds anchors has to be made again.

import type { FileUri } from '../base/uri.ts';
import { type Location, type Span, shift } from '../text/span.ts';

/**
 * Spans of a decoded map, its keys and its values, or of a list and its items; kept where the schema says `x-located`, and of every map from
 * names to values. A map may list more keys than its value has, in the order of the text; of several with one name, the first counts.
 */
export interface Spans {
  readonly span: Span;
  /** Keys of a map, items of a list. */
  readonly size: number;
  /** The key; of a list, the index as a text. */
  nameAt(index: number): string;
  /** Where the key is; of a list, where the item is. */
  keyAt(index: number): Span;
  /** Where the value is; the key, where none is written. */
  valueAt(index: number): Span;
  /** @returns -1 where there is none. */
  indexOf(name: string): number;
}

class Given {
  constructor(value: object) {
    // biome-ignore lint/correctness/noConstructorReturn: a private field is set on what a constructor returns.
    return value;
  }
}

/**
 * Sets a private field on any object: unlike a property under a symbol it is seen by no copy, digest or comparison, and unlike an entry of a
 * WeakMap it costs a few nanoseconds.
 */
class Located extends Given {
  #spans: Spans;

  constructor(value: object, spans: Spans) {
    super(value);
    this.#spans = spans;
  }

  static attach(value: object, spans: Spans): void {
    if (#spans in value) value.#spans = spans;
    else new Located(value, spans);
  }

  static spansOf(value: object): Spans | undefined {
    return #spans in value ? value.#spans : undefined;
  }
}

/** Attaches spans to a decoded value, and returns it. Cheapest while the value is still empty. */
export function located<T extends object>(value: T, spans: Spans): T {
  Located.attach(value, spans);
  return value;
}

export function spansOf(value: object): Spans | undefined {
  return Located.spansOf(value);
}

export function keySpan(value: object, key: string): Span {
  const spans = spansOf(value);
  const index = spans?.indexOf(key) ?? -1;
  return spans && index >= 0 ? spans.keyAt(index) : NOWHERE;
}

const NOWHERE: Span = { start: 0, end: 0 };

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
  if (!spans) return { place, span: NOWHERE };
  const index = key === undefined ? -1 : spans.indexOf(key);
  return { place, span: index >= 0 ? spans.valueAt(index) : spans.span };
}

export function absolute(anchor: Anchor): Location {
  return { file: anchor.place.file, span: shift(anchor.span, anchor.place.offset) };
}
