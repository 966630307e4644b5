// What the rest of the workspace sees of a chunk. Where an edit leaves the outline as it was, nothing outside the chunk has to be looked at again.

import type { NameUse } from '../schema/walk.ts';
import type { Span } from '../text/span.ts';

export interface Outline {
  readonly names: readonly NameUse[];
  /** Assets that the chunk states, in the order of the text. */
  readonly assets: readonly AssetOutline[];
  /** How many faults its facts have: most have none and needn't be looked at. */
  readonly faults: number;
}

export interface AssetOutline {
  readonly name: string;
  /** Of its name, relative to the chunk. */
  readonly span: Span;
  /** See model/traits.ts. */
  readonly profile: string;
  /** Address and aliases as it states them: under these findings know it. */
  readonly identity: readonly string[];
  readonly patches: readonly PatchOutline[];
}

export interface PatchOutline {
  /** See model/traits.ts. */
  readonly traits: string;
  /** See model/traits.ts. */
  readonly dates: string;
}
