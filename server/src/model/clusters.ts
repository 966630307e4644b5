// What hangs together by shared keys, in whatever order it comes: a union-find, kept while one list is clustered.

export class Clusters {
  readonly #parents: number[];

  private constructor(count: number) {
    this.#parents = Array.from({ length: count }, (_, index) => index);
  }

  /** The items in groups that share keys, directly or through others; groups and members in the order of the items. */
  static of<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): readonly (readonly T[])[] {
    const clusters = new Clusters(items.length);
    const seen = new Map<string, number>();
    items.forEach((item, index) => {
      for (const key of keysOf(item)) {
        const other = seen.get(key);
        if (other === undefined) seen.set(key, index);
        else clusters.#join(index, other);
      }
    });
    const groups = new Map<number, T[]>();
    items.forEach((item, index) => {
      const root = clusters.#root(index);
      const group = groups.get(root);
      if (group) group.push(item);
      else groups.set(root, [item]);
    });
    return [...groups.values()];
  }

  #root(index: number): number {
    let root = index;
    for (let up = this.#parents[root]; up !== undefined && up !== root; up = this.#parents[root]) root = up;
    this.#parents[index] = root;
    return root;
  }

  #join(a: number, b: number): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}
