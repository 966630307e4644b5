// Outlines that are asked for more than once while a change is applied: unpacked once.

import type { KeptFacts, OwnedChunk } from './chunk.ts';
import type { Outline } from './outline.ts';

/** Of a file with more entries some are unpacked twice. */
const MOST = 2000;

export class Outlines {
  readonly #known = new Map<KeptFacts, Outline>();

  of({ kept }: OwnedChunk): Outline {
    const known = this.#known.get(kept);
    if (known) return known;
    if (this.#known.size >= MOST) this.forget();
    const outline = kept.outline;
    this.#known.set(kept, outline);
    return outline;
  }

  forget(): void {
    this.#known.clear();
  }
}
