// A map whose values are made when they are asked for.

export class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly size: number;
  readonly #names: () => Iterable<string>;
  readonly #make: (name: string) => V | undefined;

  /** @param make of each of the names gives a value; of any other, undefined. */
  constructor(
    keys: { readonly size: number; readonly names: () => Iterable<string> },
    make: (name: string) => V | undefined,
  ) {
    this.size = keys.size;
    this.#names = keys.names;
    this.#make = make;
  }

  get(name: string): V | undefined {
    return this.#make(name);
  }

  has(name: string): boolean {
    return this.#make(name) !== undefined;
  }

  *entries(): MapIterator<[string, V]> {
    for (const name of this.#names()) {
      const value = this.#make(name);
      if (value !== undefined) yield [name, value];
    }
    return undefined;
  }

  *keys(): MapIterator<string> {
    yield* this.#names();
    return undefined;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this) yield value;
    return undefined;
  }

  forEach(callback: (value: V, name: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }
}
