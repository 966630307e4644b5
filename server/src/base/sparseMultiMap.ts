// Several values under one key, where most keys have one: it is kept bare, and a set is made only for a second.

/** @typeParam V must not be a `Set` itself. */
export class SparseMultiMap<K, V> {
  readonly #values = new Map<K, V | Set<V>>();

  get size(): number {
    return this.#values.size;
  }

  add(key: K, value: V): void {
    const found = this.#values.get(key);
    if (found === undefined) this.#values.set(key, value);
    else if (found instanceof Set) found.add(value);
    else if (found !== value) this.#values.set(key, new Set([found, value]));
  }

  delete(key: K, value: V): void {
    const found = this.#values.get(key);
    if (found instanceof Set) found.delete(value);
    if (found === value || (found instanceof Set && found.size === 0)) this.#values.delete(key);
  }

  of(key: K): Iterable<V> {
    const found = this.#values.get(key);
    if (found === undefined) return [];
    return found instanceof Set ? found : [found];
  }

  has(key: K): boolean {
    return this.#values.has(key);
  }

  holds(key: K, value: V): boolean {
    const found = this.#values.get(key);
    return found instanceof Set ? found.has(value) : found === value;
  }

  count(key: K): number {
    const found = this.#values.get(key);
    if (found instanceof Set) return found.size;
    return found === undefined ? 0 : 1;
  }

  /** The one value of the key; undefined where it has none, or several. */
  sole(key: K): V | undefined {
    const found = this.#values.get(key);
    if (!(found instanceof Set)) return found;
    const [first] = found;
    return found.size === 1 ? first : undefined;
  }
}
