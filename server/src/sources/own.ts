// Copies of strings: a slice of a text pins the whole text in memory, a copy doesn't. Facts outlive the report that they come from.

export function own(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Copies each distinct text once: a report repeats the same few thousand names and versions. */
export function ownPool(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const kept = known.get(text);
    if (kept !== undefined) return kept;
    const copy = own(text);
    known.set(copy, copy);
    return copy;
  };
}
