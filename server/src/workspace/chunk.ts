// A chunk of one of our files: what is kept of a closed file's text. It is its own place: an edit above it moves `offset` and nothing else.

import type { FileUri } from '../base/uri.ts';
import type { Place } from '../schema/located.ts';
import type { PlacedValue } from '../schema/parts.ts';
import type { AssetEntry } from './assetEntry.ts';
import type { Facts } from './facts.ts';
import type { Outline } from './outline.ts';
import { Residents } from './residents.ts';

/** Facts as they are kept: unpacked when somebody asks. Equal texts share one. */
export interface KeptFacts {
  readonly digest: string;
  /** Cheap: read without unpacking the facts. */
  readonly outline: Outline;
  /** Cheap: see {@link Outline.faults}. */
  readonly faults: number;
  /** Unpacked anew for each caller, some microseconds: to be used and let go. */
  readonly facts: Facts;
}

const NOBODY: readonly AssetEntry[] = [];

/** How a chunk was cut out of its file. */
interface Cut extends Pick<OwnedChunk, 'shape' | 'section' | 'offset' | 'length'> {
  readonly keyStart?: number | undefined;
}

export class OwnedChunk implements Place, PlacedValue {
  readonly file: FileUri;
  readonly shape: 'whole' | 'section' | 'entry';
  readonly section: string | undefined;
  readonly kept: KeptFacts;
  /** Length of its text. */
  readonly length: number;
  /** Where the key of a section begins, in the chunk. */
  readonly keyStart: number | undefined;
  #residents: AssetEntry | Residents | undefined;
  /** In its file; moves when the text above it is edited. */
  offset: number;

  constructor(file: FileUri, { shape, section, offset, length, keyStart }: Cut, kept: KeptFacts) {
    this.file = file;
    this.shape = shape;
    this.section = section;
    this.offset = offset;
    this.length = length;
    this.keyStart = keyStart;
    this.kept = kept;
  }

  /** The assets whose problems stand here, by their names. */
  get residents(): readonly AssetEntry[] {
    if (this.#residents === undefined) return NOBODY;
    return this.#residents instanceof Residents ? this.#residents.inOrder : [this.#residents];
  }

  settle(asset: AssetEntry): void {
    const others = this.#residents;
    if (others === undefined) this.#residents = asset;
    else if (others instanceof Residents) others.add(asset);
    else this.#residents = new Residents().add(others).add(asset);
  }

  leave(asset: AssetEntry): void {
    if (this.#residents instanceof Residents) this.#residents.delete(asset);
    else if (this.#residents === asset) this.#residents = undefined;
  }

  /** All that stood in the chunk before stands here now. */
  succeed(before: OwnedChunk): void {
    this.#residents = before.#residents;
    before.#residents = undefined;
  }

  get place(): Place {
    return this;
  }

  get facts(): Facts {
    return this.kept.facts;
  }

  get value(): unknown {
    return this.kept.facts.value;
  }
}
