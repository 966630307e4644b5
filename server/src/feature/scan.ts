// What both halves of the cursor's scan share: what they answer, and the small questions about lines and tokens.

import type { Span } from '../text/span.ts';

/** What nests deeper isn't ours, and isn't followed. */
export const MAX_DEPTH = 64;

export type Path = readonly (string | number)[];

export interface Token {
  /** What is there, quotes included; empty where nothing is. */
  readonly span: Span;
  readonly style: 'plain' | 'single' | 'double';
  /** A quoted one ends with its quote. */
  readonly closed: boolean;
}

export interface Cursor {
  /** Of a key: the map's path. Of a value: its own. */
  readonly path: Path;
  /** `none`: in a comment, a block scalar, or where nothing may begin. */
  readonly role: 'key' | 'value' | 'none';
  readonly token: Token;
  readonly flow: boolean;
  /** The value stands where a block map or list may begin as well. */
  readonly mayNest: boolean;
  /** Keys of the map, or items of the list, without the token itself. */
  readonly siblings: readonly string[];
  /** Of the token's beginning. */
  readonly column: number;
  /** A `:` follows the key. */
  readonly colonFollows: boolean;
  /** What must be written before a value: nothing, a space, a dash. */
  readonly before: '' | ' ' | '- ';
}

/** The scan's state; flowCursor.ts shares it. */
export interface Scan {
  readonly text: string;
  readonly end: number;
  readonly offset: number;
  answer: Answer | undefined;
}

export interface Answer extends Omit<Cursor, 'siblings' | 'column'> {
  readonly names: string[];
}

export const NOTHING: Pick<Answer, 'mayNest' | 'colonFollows' | 'before'> = {
  mayNest: false,
  colonFollows: false,
  before: '',
};

export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isBreak(text, start - 1)) start--;
  return start;
}

export function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isBreak(text, end)) end++;
  return end;
}

export function isBreak(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === 10 || code === 13;
}

export function nextLine(text: string, end: number): number {
  if (end >= text.length) return text.length + 1;
  return text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
}

/** The first offset that isn't a space or a tab. */
export function skipSpaces(text: string, offset: number, end: number): number {
  let at = offset;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

/** Where the line's comment begins, or its end. `from` stands outside of quotes. */
export function contentEnd(text: string, from: number, end: number): number {
  if (text.charAt(from) === '#') return from;
  const comment = /[ \t]#/g;
  comment.lastIndex = from;
  const found = comment.exec(text.slice(0, end));
  return found ? found.index + 1 : end;
}

export function isIn(scan: Scan, start: number, end: number): boolean {
  return scan.answer === undefined && start <= scan.offset && scan.offset <= end;
}

export function emptyAt(offset: number): Token {
  return { span: { start: offset, end: offset }, style: 'plain', closed: false };
}

export function nowhere(offset: number): Answer {
  return { path: [], role: 'none', token: emptyAt(offset), flow: false, names: [], ...NOTHING };
}

export function tokenOf(text: string, start: number, end: number): Token {
  const quote = text.charAt(start);
  const style = quote === '"' ? 'double' : quote === "'" ? 'single' : 'plain';
  const closed = style !== 'plain' && end > start + 1 && text.charAt(end - 1) === quote;
  return { span: { start, end }, style, closed };
}

/** The content of a token. */
export function textOf(text: string, { span, style, closed }: Token): string {
  if (style === 'plain') return text.slice(span.start, span.end);
  const inner = text.slice(span.start + 1, closed ? span.end - 1 : span.end);
  if (style === 'single') return inner.replaceAll("''", "'");
  return inner.replace(/\\(["\\/])/g, '$1');
}

/** Where a quoted scalar ends: at its quote, or, where that is missing within its indentation, with its line. */
export function quotedEnd(
  text: string,
  at: number,
  { end, indent }: { readonly end: number; readonly indent: number },
): number {
  const quote = text.charAt(at);
  for (let offset = at + 1; offset < end; offset++) {
    const character = text.charAt(offset);
    if (character === '\\' && quote === '"') offset++;
    else if (character === quote) {
      if (quote === "'" && text.charAt(offset + 1) === quote) offset++;
      else return offset + 1;
    } else if (isBreak(text, offset)) {
      const stop = lineEnd(text, offset + 1);
      const first = skipSpaces(text, offset + 1, stop);
      if (first < stop && first - offset - 1 <= indent) break;
    }
  }
  return Math.min(end, lineEnd(text, at));
}
