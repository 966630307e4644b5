// The assets whose problems stand in one chunk, where they are several: those of a whole file, or all that a line of `sources:` brings.

import type { AssetEntry } from './assetEntry.ts';

export class Residents {
  readonly #all = new Set<AssetEntry>();
  #inOrder: readonly AssetEntry[] | undefined;

  get size(): number {
    return this.#all.size;
  }

  /** By their names: in which order they came is no matter. */
  get inOrder(): readonly AssetEntry[] {
    this.#inOrder ??= [...this.#all].sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#inOrder;
  }

  add(asset: AssetEntry): this {
    this.#all.add(asset);
    this.#inOrder = undefined;
    return this;
  }

  delete(asset: AssetEntry): void {
    this.#all.delete(asset);
    this.#inOrder = undefined;
  }
}
