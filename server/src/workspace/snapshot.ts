// What a workspace is at one moment. Everything above the workspace reads this and changes nothing. Most of it is a view of what the workspace
// keeps up to date: it is to be used before the next change, and not kept.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import type { Asset } from '../model/asset.ts';
import type { AssetJudgement, SlaState } from '../model/judgement.ts';
import type { GroupConflict } from '../model/mergeAssets.ts';
import type { Policy } from '../model/policy.ts';
import type { Anchor } from '../schema/located.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { AssetEntry, Columns } from './assetEntry.ts';
import type { OwnedChunk } from './chunk.ts';
import type { ForeignRequest } from './foreign.ts';
import type { NameIndex } from './names.ts';
import type { OwnedFile } from './ownedFile.ts';
import type { Shift } from './whatIf.ts';

export interface Snapshot {
  /** The workspace folder. */
  readonly root: FileUri;
  readonly now: Instant;
  /** Everything was loaded: what isn't found doesn't exist. */
  readonly complete: boolean;
  readonly files: ReadonlyMap<FileUri, OwnedFile>;
  /** Made when asked for: cheap for one, dear for all. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly policies: readonly Policy[];
  /** Made when asked for: cheap for one, dear for all. */
  readonly judgements: ReadonlyMap<string, AssetJudgement>;
  readonly names: NameIndex;
  readonly foreign: readonly ForeignReading[];
  /** When the next judgement changes by the passing of time alone. */
  readonly changesAt: Instant | undefined;
  /** Some pending patch of the workspace says that it is in KEV. */
  readonly knowsKev: boolean;
  /** What policies do that aren't saved; absent while all are. */
  readonly whatIf: Shift | undefined;
  /** How many assets are in each state. */
  readonly counts: Readonly<Record<SlaState, number>>;
  /** The assets whose problems stand in the chunk: those that live there, and of a line of `sources:` those that live nowhere else. */
  assetsIn(chunk: OwnedChunk): readonly AssetEntry[];
  /** All assets, in no order. */
  entries(): Iterable<AssetEntry>;
  entry(asset: string): AssetEntry | undefined;
  readonly columns: Columns;
  /** Advisories and CVEs that are pending, each with the number of assets on which it is. */
  advisories(): ReadonlyMap<string, number>;
  /** Ids of the traits of patches that are for an advisory or a CVE. */
  traitsCalled(advisory: string): readonly number[];
  /** The assets on which an advisory or a CVE is pending, in the order of {@link Snapshot.assets}. */
  assetsWith(advisory: string): readonly string[];
  conflictsOf(asset: string): readonly GroupConflict[];
  /** What the lines of `sources:` and `findings:` in the chunk brought. */
  readingsIn(chunk: OwnedChunk): readonly ForeignReading[];
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
}
