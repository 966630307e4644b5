// Outlines that are asked for more than once while a change is applied: unpacked once.

import type { KeptFacts, OwnedChunk } from './chunk.ts';
import type { Outline } from './outline.ts';

export class Outlines {
  readonly #known = new Map<KeptFacts, Outline>();

  of({ kept }: OwnedChunk): Outline {
    const known = this.#known.get(kept);
    if (known) return known;
    const outline = kept.outline;
    this.#known.set(kept, outline);
    return outline;
  }

  forget(): void {
    this.#known.clear();
  }
}
