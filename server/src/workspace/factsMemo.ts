// Facts by content: a text that was read before, wherever it stood, isn't read again. What nobody uses any more is kept for a while, so that an undo
// finds it.

import type { FileKind } from '../schema/fileKinds.ts';
import type { KeptFacts } from './chunk.ts';
import { type ChunkRole, type Facts, factsDigest, readFacts } from './facts.ts';
import { type Outline, outlineOf } from './outline.ts';

/** Facts in no use that are kept all the same. */
const SPARE = 2000;

export class FactsMemo {
  readonly #kept = new Map<string, KeptFacts>();
  #read = 0;

  /** How many chunks were really read; hits don't count. */
  get chunksRead(): number {
    return this.#read;
  }

  /** Facts of a text; read where they aren't known. */
  factsOf(text: string, role: ChunkRole, kind: FileKind): KeptFacts {
    const digest = factsDigest(text, role, kind);
    const known = this.#kept.get(digest);
    if (known) return known;
    this.#read++;
    const facts = readFacts(text, role, kind);
    return this.adopt(new LiveFacts(digest, facts, outlineOf(facts, role, kind)));
  }

  /** @returns the facts that are known by that digest, else those given. */
  adopt(facts: KeptFacts): KeptFacts {
    const known = this.#kept.get(facts.digest);
    if (!known) this.#kept.set(facts.digest, facts);
    return known ?? facts;
  }

  /** To be called now and then: lets go of what is in no use, but for the latest. */
  tidy(inUse: number, all: () => ReadonlySet<KeptFacts>): void {
    if (this.#kept.size <= 2 * inUse + 2 * SPARE) return;
    const used = all();
    const unused = [...this.#kept].filter(([, facts]) => !used.has(facts));
    for (const [digest] of unused.slice(0, -SPARE)) this.#kept.delete(digest);
  }
}

/** Facts of a text that was read just now. */
class LiveFacts implements KeptFacts {
  readonly digest: string;
  readonly facts: Facts;
  readonly outline: Outline;

  constructor(digest: string, facts: Facts, outline: Outline) {
    this.digest = digest;
    this.facts = facts;
    this.outline = outline;
  }

  get faults(): number {
    return this.outline.faults;
  }
}
