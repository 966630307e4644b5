// Facts by content: a text that was read a while ago, wherever it stood, isn't read again. So an undo, and an asset that is moved to another file,
// cost next to nothing.

import type { FileKind } from '../schema/fileKinds.ts';
import type { KeptFacts } from './chunk.ts';
import { type ChunkRole, type Facts, factsDigest, readFacts } from './facts.ts';
import { type Outline, outlineOf } from './outline.ts';

/** The latest facts that are kept, in use or not. */
const MOST = 4096;

export type KnownFacts = (digest: string) => KeptFacts | undefined;

export class FactsMemo {
  /** The least lately used first. */
  readonly #kept = new Map<string, KeptFacts>();
  #read = 0;

  /** How many chunks were really read; hits don't count. */
  get chunksRead(): number {
    return this.#read;
  }

  /**
   * Facts of a text; read where they aren't known.
   * @param known further facts that are at hand
   */
  factsOf(text: string, role: ChunkRole, kind: FileKind, known?: KnownFacts): KeptFacts {
    const digest = factsDigest(text, role, kind);
    const facts = this.#kept.get(digest) ?? known?.(digest) ?? this.#readFacts(text, { digest, role, kind });
    this.keep(facts, digest);
    return facts;
  }

  /** They may be asked for soon. */
  keep(facts: KeptFacts, digest = facts.digest): void {
    this.#kept.delete(digest);
    this.#kept.set(digest, facts);
    if (this.#kept.size <= MOST) return;
    for (const [oldest] of this.#kept) {
      this.#kept.delete(oldest);
      return;
    }
  }

  #readFacts(text: string, { digest, role, kind }: { digest: string; role: ChunkRole; kind: FileKind }) {
    this.#read++;
    const facts = readFacts(text, role, kind);
    return new LiveFacts(digest, facts, outlineOf(facts, role, kind));
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
