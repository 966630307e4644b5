// Merge conflicts that git left in a text. Until somebody settles them our side counts: markers, base and their side are blanked out, offsets stay.

import type { Span } from '../text/span.ts';

export interface Conflict {
  /** The line `<<<<<<<`, or a marker that stands alone. */
  readonly span: Span;
  /** Both sides are there; otherwise only this line was blanked. */
  readonly isWhole: boolean;
}

export interface Settled {
  /** As long as the original. */
  readonly text: string;
  readonly conflicts: readonly Conflict[];
}

const MARKER = /^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t][^\r\n]*)?$/gm;

interface Marker {
  readonly sign: string;
  readonly span: Span;
}

export function settleConflicts(text: string): Settled {
  if (!/^[<>]{7}/m.test(text)) return { text, conflicts: [] };
  const markers = Array.from(text.matchAll(MARKER), (found): Marker => {
    const span = { start: found.index, end: found.index + found[0].length };
    return { sign: found[0].charAt(0), span };
  });
  const conflicts: Conflict[] = [];
  const blanks: Span[] = [];
  for (let index = 0; index < markers.length; index++) {
    const marker = markers[index];
    const count = marker ? lengthOf(markers, index) : 0;
    const last = markers[index + count - 1];
    if (!marker || (count === 0 && /[=|]/.test(marker.sign))) continue;
    blanks.push(marker.span);
    conflicts.push({ span: marker.span, isWhole: count > 0 });
    if (count === 0 || !last) continue;
    blanks.push({ start: markers[index + 1]?.span.start ?? last.span.start, end: last.span.end });
    index += count - 1;
  }
  return { text: blank(text, blanks), conflicts };
}

/** How many markers from here on are one whole conflict; 0 where none begins. */
function lengthOf(markers: readonly Marker[], index: number): number {
  const signs = markers
    .slice(index, index + 4)
    .map(({ sign }) => sign)
    .join('');
  return /^<\|?=>/.exec(signs)?.[0].length ?? 0;
}

function blank(text: string, spans: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of spans) {
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}
