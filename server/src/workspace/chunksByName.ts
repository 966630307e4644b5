// Chunks by a name that they hold. Most names are held by one chunk: a set is made for those that are held by more.

import type { OwnedChunk } from './chunk.ts';

export class ChunksByName {
  readonly #chunks = new Map<string, OwnedChunk | Set<OwnedChunk>>();

  get size(): number {
    return this.#chunks.size;
  }

  names(): Iterable<string> {
    return this.#chunks.keys();
  }

  has(name: string): boolean {
    return this.#chunks.has(name);
  }

  /** Is the name held by more than one? */
  isShared(name: string): boolean {
    const found = this.#chunks.get(name);
    return found instanceof Set && found.size > 1;
  }

  of(name: string): readonly OwnedChunk[] {
    const found = this.#chunks.get(name);
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }

  add(name: string, chunk: OwnedChunk): void {
    const found = this.#chunks.get(name);
    if (found === undefined) this.#chunks.set(name, chunk);
    else if (found instanceof Set) found.add(chunk);
    else if (found !== chunk) this.#chunks.set(name, new Set([found, chunk]));
  }

  delete(name: string, chunk: OwnedChunk): void {
    const found = this.#chunks.get(name);
    if (found instanceof Set) found.delete(chunk);
    if (found === chunk || (found instanceof Set && found.size === 0)) this.#chunks.delete(name);
  }
}
