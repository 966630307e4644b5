// Offsets into a text, in UTF-16 code units. Lines and columns exist only in lsp/ and cli/format/, through LineIndex.

import type { FileUri } from '../base/uri.ts';

export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A span in a file, absolute. */
export interface Location {
  readonly file: FileUri;
  readonly span: Span;
}

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export function shift(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
