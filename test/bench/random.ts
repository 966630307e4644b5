// Numbers that look random and are the same in every run: a small generator with a seed, and what is drawn with it.

export interface Random {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** A whole number, at least `from`, below `to`. */
  readonly between: (from: number, to: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  /** True once in `n`, on average. */
  readonly oneIn: (n: number) => boolean;
}

/** Mulberry32. Seeds that differ by one give unrelated numbers. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from));
  return {
    next,
    between,
    pick(items) {
      const item = items[between(0, items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    oneIn: (n) => between(0, n) === 0,
  };
}
