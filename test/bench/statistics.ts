// Figures from samples.

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? NaN, count: sorted.length };
}

export function medianOf(samples: readonly number[]): number {
  return spreadOf(samples).p50;
}

/** `3.4 ms`, `17 ms`, `2.31 s`. */
export function timeText(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

export function spreadText({ p50, p95, max }: Spread): string {
  return `p50 ${timeText(p50)}, p95 ${timeText(p95)}, max ${timeText(max)}`;
}

export function sizeText(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
