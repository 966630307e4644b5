// Characters by their codes: what is scanned character by character has no strings.

export const TAB = 9;
export const LINE_FEED = 10;
export const RETURN = 13;
export const SPACE = 32;
export const HASH = 35;
export const PERCENT = 37;
export const COMMA = 44;
export const DASH = 45;
export const DOT = 46;
export const COLON = 58;
export const GREATER = 62;
export const QUESTION_MARK = 63;
export const OPENING_BRACKET = 91;
export const CLOSING_BRACKET = 93;
export const OPENING_BRACE = 123;
export const PIPE = 124;
export const CLOSING_BRACE = 125;
export const BYTE_ORDER_MARK = 0xfeff;

/** As `\s` does; a line's end or the text's counts, too. */
export function isSpace(code: number): boolean {
  if (code <= 127) return code === SPACE || (code >= TAB && code <= RETURN);
  return Number.isNaN(code) || /\s/.test(String.fromCharCode(code));
}

/** Where the line that an offset is in ends: at its \n or \r, or with the text. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || code === RETURN) break;
  }
  return at;
}

/** The same of a text that has no \r, faster. */
export function feedAfter(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}
