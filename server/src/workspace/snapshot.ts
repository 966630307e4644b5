// What a workspace is at one moment: plain, immutable, consistent. Everything above the workspace reads this and changes nothing.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import type { Asset, PendingPatch } from '../model/asset.ts';
import type { AssetJudgement } from '../model/judgement.ts';
import type { GroupConflict } from '../model/mergeAssets.ts';
import type { Policy } from '../model/policy.ts';
import type { Anchor } from '../schema/located.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { ForeignRequest } from './foreign.ts';
import type { NameIndex } from './names.ts';
import type { OwnedFile } from './ownedFile.ts';

export interface Snapshot {
  /** The workspace folder. */
  readonly root: FileUri;
  readonly now: Instant;
  /** Everything was loaded: what isn't found doesn't exist. */
  readonly complete: boolean;
  readonly files: ReadonlyMap<FileUri, OwnedFile>;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly policies: readonly Policy[];
  readonly judgements: ReadonlyMap<string, AssetJudgement>;
  readonly conflicts: readonly GroupConflict[];
  readonly names: NameIndex;
  readonly foreign: readonly ForeignReading[];
  /** When the next judgement changes by the passing of time alone. */
  readonly changesAt: Instant | undefined;
  /** Lines of any file that an anchor may point into. */
  linesOf(file: FileUri): LineIndex | undefined;
}

/** What one line of `sources:` or `findings:` brought. */
export interface ForeignReading {
  readonly request: ForeignRequest;
  /** How many files matched; undefined while nobody has looked. */
  readonly files: number | undefined;
  readonly refusals: readonly string[];
  readonly problems: readonly {
    readonly at: Anchor;
    readonly message: string;
    readonly severity: 'warning' | 'information';
  }[];
  /** Findings whose host is no asset: what the reports call it, and how many findings. */
  readonly unmatched: ReadonlyMap<string, { readonly count: number; readonly at: Anchor }>;
  readonly patches: readonly { readonly asset: string; readonly patch: PendingPatch }[];
}
