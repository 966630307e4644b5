// Amounts of hosts: a number, or a share of a total.

export type Amount = { readonly count: number } | { readonly percent: number };

/** @returns undefined where the text is neither a whole number nor a percentage. */
export function parseAmount(text: string): Amount | undefined {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (percent) return Number(percent[1]) <= 100 ? { percent: Number(percent[1]) } : undefined;
  return /^\d+$/.test(text) ? { count: Number(text) } : undefined;
}

/** Concurrency rounds up and is at least 1. */
export function concurrencyOf(amount: Amount, total: number): number {
  return Math.max(1, 'count' in amount ? amount.count : Math.ceil((amount.percent * total) / 100));
}

/** Tolerated errors round down. */
export function errorsOf(amount: Amount, total: number): number {
  return 'count' in amount ? amount.count : Math.floor((amount.percent * total) / 100);
}
