// Whether a text may hold anchors or aliases. Within quotes and block scalars what looks like one is none, which costs speed only.

import {
  COLON,
  COMMA,
  DASH,
  HASH,
  isSpace,
  LINE_FEED,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUESTION_MARK,
  RETURN,
  SPACE,
  TAB,
} from './characters.ts';

const EXCLAMATION_MARK = 33;
const CLOSERS = new Set([...',[]{}'].map((char) => char.charCodeAt(0)));

export function hasAnchor(text: string): boolean {
  return hasMark(text, '&') || hasMark(text, '*');
}

function hasMark(text: string, mark: string): boolean {
  let at = text.indexOf(mark);
  while (at >= 0) {
    const stands = isNameStart(text.charCodeAt(at + 1)) && isValueStart(text, at);
    if (stands && !isInComment(text, at)) return true;
    // Most of what looks like an anchor stands in a comment, and then all that is after it on its line does.
    at = text.indexOf(mark, stands ? endOfLine(text, at) : at + 1);
  }
  return false;
}

function isNameStart(code: number): boolean {
  return !isSpace(code) && !CLOSERS.has(code);
}

/** Where a value may begin: on its line, after an indicator, after a tag. */
function isValueStart(text: string, at: number): boolean {
  let before = at - 1;
  while (isBlank(text.charCodeAt(before))) before--;
  const code = text.charCodeAt(before);
  if (
    isLineBreak(code) ||
    code === COLON ||
    code === COMMA ||
    code === OPENING_BRACE ||
    code === OPENING_BRACKET
  )
    return true;
  return before < at - 1 && (code === DASH || code === QUESTION_MARK || isTag(text, before));
}

/** Does the word that ends here begin with `!`? */
function isTag(text: string, end: number): boolean {
  let start = end;
  while (!isSpace(text.charCodeAt(start - 1))) start--;
  return text.charCodeAt(start) === EXCLAMATION_MARK;
}

function isInComment(text: string, at: number): boolean {
  let start = at;
  while (!isLineBreak(text.charCodeAt(start - 1))) start--;
  while (isBlank(text.charCodeAt(start))) start++;
  return text.charCodeAt(start) === HASH;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (!isLineBreak(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** The text's ends count as such. */
function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === RETURN || code === 0x2028 || code === 0x2029 || Number.isNaN(code);
}
