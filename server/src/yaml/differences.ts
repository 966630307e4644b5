// Where the two readers' parsers don't read alike: found by comparing them on millions of texts. There the fast reader gives way. What a parse says by
// itself (tags, directives, keys that are no words) is told where the events are read.

import { CLOSING_BRACE, COLON, COMMA, HASH, isSpace, LINE_FEED, RETURN, SPACE, TAB } from './characters.ts';

/**
 * A byte order mark takes a column for one reader only, a return that stands alone ends a line for one only, and a tab where an indentation could go on
 * is a fault for one only.
 */
export function hasOddCharacters(text: string): boolean {
  if (text.includes('\uFEFF')) return true;
  if (text.includes('\r') && /\r(?!\n)/.test(text)) return true;
  return text.includes('\t') && /(?:^|[?-]) *\t/m.test(text);
}

/** Blank lines and comments, with or without a line `---` among them, and the indentation of the root. */
const PROLOGUE = /^(?: *(?:#.*)?\r?\n)*(?:---(?: +#.*)?\r?\n(?: *(?:#.*)?\r?\n)*)? *$/;

/** The fast parser overlooks markers in odd places before the root. */
export function isPlainPrologue(prologue: string): boolean {
  return PROLOGUE.test(prologue);
}

/** After the last item of a block list the fast parser takes what follows on the same line for the next key of the map around the list. */
export function endsLine(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++;
  const code = text.charCodeAt(at);
  return code === LINE_FEED || code === RETURN || code === HASH || at >= text.length;
}

/** Within braces a colon on a later line than its plain key is one for the fast parser even where nothing separates it from the value. */
export function endsKey(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  const code = text.charCodeAt(at);
  return code === COLON || code === COMMA || code === CLOSING_BRACE;
}

/**
 * Outside brackets the tolerant parser takes a plain text on a line of its own for a key where a comment stands before it.
 * @param before where the key or dash ends that it belongs to, or an earlier place
 */
export function isAfterComment(text: string, before: number, start: number): boolean {
  let at = start - 1;
  while (text.charCodeAt(at) === SPACE) at--;
  return text.charCodeAt(at) === LINE_FEED && text.slice(before, at).includes('#');
}

/** Behind a value in brackets the tolerant parser wants a space before a comment, even where a line begins with the comment. */
export function isBeforeComment(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === HASH && text.charCodeAt(at - 1) === LINE_FEED;
}

/**
 * At the end of a block scalar, lines of white space alone don't count alike where nothing else is in it, where nothing ends them, and where the header
 * says how deep the text stands.
 * @param end of its last character that isn't white
 */
export function hasOddBlanks(text: string, header: number, end: number, until: number): boolean {
  const blanks = text.slice(end, until);
  if (blanks === '') return false;
  const isIndented = /\n[ \t]/.test(blanks);
  return !blanks.endsWith('\n') || (isIndented && /^.[-+]?\d/.test(text.slice(header, header + 3)));
}

/** The tolerant parser keeps the indentation after an escaped line end and an empty line. */
export function hasEscapedLineEnd(quoted: string): boolean {
  return /\\\r?\n[ \t]*\r?\n/.test(quoted);
}

/** Other names, and those that nothing separates from what follows, aren't the same to both parsers. */
export function isPlainName(text: string, start: number, end: number): boolean {
  return isSpace(text.charCodeAt(end)) && /^[\w.-]+$/.test(text.slice(start, end));
}

/** An alias may have a bracket or a comma right behind it. */
export function isPlainAlias(text: string, start: number, end: number): boolean {
  return /^[\w.-]+$/.test(text.slice(start, end)) && /[\s,\]}]|^$/.test(text.charAt(end));
}
