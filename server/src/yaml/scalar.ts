// What both readers say of a scalar's text.

/** V8 copies what is shorter, and keeps the rest as a window on the text that it was cut from. */
const SHORTEST_SLICE = 13;

/** A slice of a text pins the whole text in memory; a slice of a copy pins only that. */
export function flatten(text: string): string {
  return text.length < SHORTEST_SLICE ? text : ` ${text}`.slice(1);
}

/** Is nothing meant by this plain text? */
export function isNull(text: string): boolean {
  switch (text.length) {
    case 0:
      return true;
    case 1:
      return text === '~';
    case 4:
      return text === 'null' || text === 'Null' || text === 'NULL';
    default:
      return false;
  }
}

/** Where a block scalar ends: with its last character that isn't white, or with its header. */
export function blockEnd(text: string, start: number, end: number): number {
  let last = Math.min(end, text.length);
  while (last > start + 1 && isWhite(text.charCodeAt(last - 1))) last--;
  return last;
}

function isWhite(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
