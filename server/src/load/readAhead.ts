// Many readings at once, their results one by one in the order they were asked for: a disk and threads are kept busy while what came is worked on,
// and only so much is held at a time.

/** @param read is begun for the first `ahead` items at once, and then for one more whenever a result is taken. */
export async function* readAhead<T, R>(
  items: readonly T[],
  ahead: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const begun: Promise<R>[] = [];
  const begin = (item: T) => {
    const reading = read(item);
    // It may fail while another is waited for, or after nobody wants it any more; who takes it is told.
    reading.catch(() => {});
    begun.push(reading);
  };
  for (const item of items.slice(0, ahead)) begin(item);
  for (let at = ahead; begun.length > 0; at++) {
    const result = await begun.shift();
    const next = items[at];
    if (next !== undefined) begin(next);
    yield result as R;
  }
}
