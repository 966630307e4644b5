// Values as they are written into our files: plain where YAML takes them as they are, in quotes where it doesn't, and inside of quotes that are
// there already.

import type { Token } from './scan.ts';

/** Nothing that YAML, or a person who reads it, could take for something else. */
const PLAIN = /^[\p{L}\p{N}_./][\p{L}\p{N}_./ +~%@()-]*$/u;
const RESERVED = /^(?:~|null|Null|NULL|---|\.\.\.)$/;

export function writeScalar(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text) && text === text.trim()) return text;
  return /^[\x20-\x7e]*$/.test(text) && text.includes('\\') && !text.includes("'")
    ? `'${text}'`
    : JSON.stringify(text);
}

/** What to write in place of a token's content, its own quotes kept. */
export function writeInto(token: Token, text: string): string {
  switch (token.style) {
    case 'single':
      return text.replaceAll("'", "''");
    case 'double':
      return JSON.stringify(text).slice(1, -1);
    default:
      return writeScalar(text);
  }
}

/** A value of the schema (an example, a default) in one line. */
export function writeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeValue).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, item]) => `${writeScalar(key)}: ${writeValue(item)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  return typeof value === 'string' ? writeScalar(value) : String(value);
}
