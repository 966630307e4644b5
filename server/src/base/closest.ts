// "Did you mean": the nearest of some known words, where one is near enough to be meant. Of equally near ones the smallest, so that the answer
// doesn't depend on their order. The known words may be all names of a large workspace.

export function closest(word: string, known: Iterable<string>): string | undefined {
  const wanted = folded(word);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const rows = rowsFor(wanted.length + limit);
  let best: string | undefined;
  let bestDistance = limit;
  for (const candidate of known) {
    // As near as the best one is near enough only for a smaller name.
    const bound = best === undefined || candidate < best ? bestDistance : bestDistance - 1;
    if (bound < 0 || Math.abs(candidate.length - wanted.length) > bound) continue;
    const distance = distanceWithin(wanted, folded(candidate), bound, rows);
    if (distance > bound) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Lower case; but for the few letters that grow by it, so that lengths can be compared before. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

interface Rows {
  beforeLast: Uint32Array;
  last: Uint32Array;
  current: Uint32Array;
}

function rowsFor(longest: number): Rows {
  const row = () => new Uint32Array(longest + 2);
  return { beforeLast: row(), last: row(), current: row() };
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours. What both begin and end with is left aside, and of the rest only cells near the
 * diagonal can be within the bound.
 * @returns something above `bound` where the distance is.
 */
function distanceWithin(a: string, b: string, bound: number, rows: Rows): number {
  let start = 0;
  let [endA, endB] = [a.length, b.length];
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--;
    endB--;
  }
  const width = endB - start;
  for (let j = 0; j <= Math.min(width, bound + 1); j++) rows.last[j] = j;
  for (let i = 1; i <= endA - start; i++) {
    const least = fillRow({ a, b, start, width }, i, bound, rows);
    if (least > bound) return least;
    const { beforeLast, last, current } = rows;
    rows.beforeLast = last;
    rows.last = current;
    rows.current = beforeLast;
  }
  return rows.last[width] ?? bound + 1;
}

interface Pair {
  readonly a: string;
  readonly b: string;
  /** Where both begin to differ. */
  readonly start: number;
  /** How much of `b` is compared. */
  readonly width: number;
}

/** @returns the least of the row. */
function fillRow({ a, b, start, width }: Pair, i: number, bound: number, rows: Rows): number {
  const { beforeLast, last, current } = rows;
  const first = Math.max(1, i - bound);
  const final = Math.min(width, i + bound);
  const letter = a.charCodeAt(start + i - 1);
  const letterBefore = i > 1 ? a.charCodeAt(start + i - 2) : -1;
  let left = first === 1 ? i : bound + 1;
  let least = left;
  let before = -1;
  if (first > 1) before = b.charCodeAt(start + first - 2);
  current[first - 1] = left;
  for (let j = first; j <= final; j++) {
    const other = b.charCodeAt(start + j - 1);
    let value = (last[j - 1] ?? 0) + (letter === other ? 0 : 1);
    const beside = Math.min(left, last[j] ?? 0) + 1;
    if (beside < value) value = beside;
    if (letter === before && letterBefore === other) {
      const swapped = (beforeLast[j - 2] ?? 0) + 1;
      if (swapped < value) value = swapped;
    }
    current[j] = value;
    left = value;
    before = other;
    if (value < least) least = value;
  }
  // The next row looks one further.
  current[final + 1] = bound + 1;
  return least;
}
