// The first items of an order, where all of it isn't asked for.

/** @returns the first `count` of the items, in order, as sorting all of them would give them. */
export function firstOf<T>(
  items: readonly T[],
  count: number,
  compare: (a: T, b: T) => number,
): readonly T[] {
  if (count >= items.length / 4) return [...items].sort(compare).slice(0, count);
  let kept: T[] = [];
  let worst: T | undefined;
  for (const item of items) {
    if (worst !== undefined && compare(item, worst) >= 0) continue;
    kept.push(item);
    // Sorted seldom: each time twice as many are there as are wanted.
    if (kept.length < 2 * count) continue;
    kept = kept.sort(compare).slice(0, count);
    worst = kept.at(-1);
  }
  return kept.sort(compare).slice(0, count);
}
