// A file cut into chunks by its lines: one entry of a top-level collection, or one other top-level section. A chunk reads on its own, so a fault in
// one entry doesn't blind the rest, and an edit touches one chunk. Where lines can't tell (flow root, several documents, anchors) the file is one
// chunk. Knows no schema: the caller says which sections are collections.

import type { TextChange } from '../text/change.ts';
import { hasAnchor } from './anchors.ts';
import { BYTE_ORDER_MARK } from './characters.ts';
import { type Chunk, type IsCollection, LineScan } from './lineScan.ts';

export type { Chunk } from './lineScan.ts';

export function splitIntoChunks(text: string, isCollection: IsCollection): readonly Chunk[] {
  const from = startOf(text);
  if (hasAnchor(text)) return [wholeFrom(text, from)];
  const scan = LineScan.ofAll(text, isCollection, from);
  while (scan.at < text.length) if (!scan.readLine()) return [wholeFrom(text, from)];
  scan.close(text.length);
  return scan.chunks.length > 0 ? scan.chunks : [wholeFrom(text, Math.max(from, scan.first))];
}

function startOf(text: string): number {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
}

function wholeFrom(text: string, offset: number): Chunk {
  return { offset, length: text.length - offset, shape: 'whole', section: undefined };
}

/** What became of a table of chunks: the first ones are kept, `fresh` ones replace `dropped` old ones, the rest is moved by what the text grew. */
export interface Resplit {
  readonly kept: number;
  readonly dropped: number;
  /** Offsets are those in the new text. */
  readonly fresh: readonly Chunk[];
  /** How many characters were looked at. */
  readonly scanned: number;
}

/**
 * What {@link splitIntoChunks} would say of the text after a change, at the cost of the chunks that the change touched and of one or two beside them.
 * @param before what it said of the text before the change
 * @returns undefined where only the whole text can tell: where it was one chunk, or becomes one.
 */
export function resplit(
  before: readonly Chunk[],
  text: string,
  change: TextChange,
  isCollection: IsCollection,
): Resplit | undefined {
  if (before[0] === undefined || before[0].shape === 'whole') return undefined;
  const lines = linesAround(text, change);
  if (hasAnchor(lines)) return undefined;
  const from = firstToScan(before, change.start);
  const chunk = before[from];
  const scan =
    from > 0 && chunk
      ? LineScan.at(text, isCollection, chunk)
      : LineScan.ofSome(text, isCollection, startOf(text));
  const started = scan.at;
  const until = scanToKnown(scan, before, text, change);
  if (until === undefined || (until === before.length && scan.chunks.length === 0)) return undefined;
  const same = countSame(before, from, scan.chunks, change.start);
  return {
    kept: from + same,
    dropped: until - from - same,
    fresh: scan.chunks.slice(same),
    scanned: scan.at - started + lines.length,
  };
}

/** Whether there are anchors or aliases is told by each line for itself. */
function linesAround(text: string, { start, newEnd }: TextChange): string {
  const from = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const end = text.indexOf('\n', newEnd);
  return text.slice(from, end < 0 ? text.length : end);
}

/**
 * The one before the first chunk that the change can have touched: its first line is as it was. (A change touches the chunk that it begins in or at,
 * and, by what it does to that one's first line, the one before it.)
 */
function firstToScan(before: readonly Chunk[], start: number): number {
  return Math.max(0, lowerBound(before, start) - 2);
}

/** How many chunks begin before an offset. */
function lowerBound(chunks: readonly Chunk[], offset: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Scans until a chunk begins where one began before, below the change and in the same section.
 * @returns the number of that chunk, or of all where the scan came to the end of the text; undefined where lines can't tell.
 */
function scanToKnown(
  scan: LineScan,
  before: readonly Chunk[],
  text: string,
  { oldEnd, newEnd }: TextChange,
): number | undefined {
  const moved = newEnd - oldEnd;
  let next = lowerBound(before, oldEnd);
  while (scan.at < text.length) {
    const start = scan.at;
    if (!scan.readLine()) return undefined;
    if (start < newEnd || scan.open?.offset !== start) continue;
    while ((before[next]?.offset ?? Infinity) < start - moved) next++;
    const known = before[next];
    if (known?.offset === start - moved && isLike(known, scan.open)) return next;
  }
  scan.close(text.length);
  return before.length;
}

function isLike(known: Chunk, open: Omit<Chunk, 'length'>): boolean {
  return known.shape === open.shape && known.section === open.section && known.keyStart === open.keyStart;
}

/** How many chunks, from one on, the scan found again just as they were, above the change. */
function countSame(
  before: readonly Chunk[],
  from: number,
  found: readonly Chunk[],
  changeStart: number,
): number {
  let same = 0;
  for (const chunk of found) {
    const known = before[from + same];
    const isSame = known?.offset === chunk.offset && known.length === chunk.length && isLike(known, chunk);
    if (!isSame || chunk.offset + chunk.length > changeStart) break;
    same++;
  }
  return same;
}
