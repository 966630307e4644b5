// What a reader of a foreign format takes and gives. A reader is a pure function of a file's text: it knows no workspace, resolves no names,
// reads no clock, and never throws on what a file may hold. Spans are offsets in the decoded text, as an editor counts them.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import type { AssetText, PendingPatchText } from '../schema/inventory.ts';
import type { Location, Span } from '../text/span.ts';

export interface ForeignFile {
  readonly uri: FileUri;
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly modified?: Instant;
}

/** What keeps a file, or a part of it, from being read as meant. What is readable is read all the same. */
export interface SourceProblem {
  /** `information` where nothing is lost but the user may be misled. */
  readonly severity: 'warning' | 'information';
  readonly span: Span;
  readonly message: string;
  readonly remedy: string;
}

/** The host that a finding is about, as far as the report or our own line says. Which asset that is, the workspace decides. */
export interface HostIdentity {
  /** Stated by our `findings:` line; nothing else counts then. */
  readonly asset?: string;
  /** What the report calls it, or the file's base name. */
  readonly name?: string;
  /** `name` is only the file's base name: a candidate, not what the report says. */
  readonly fromFileName?: true;
  readonly addresses: readonly string[];
  readonly aliases: readonly string[];
}

export interface Finding {
  readonly host: HostIdentity;
  /** Dates as the report writes them, made ISO 8601. `detected` is when the report was collected. */
  readonly patch: PendingPatchText;
  /** The archive that offers the update is a security archive. */
  readonly securitySuite?: true;
  /** The vendor offers nothing to install, in the report's own word (`will_not_fix`, `affected`): not a pending patch. */
  readonly withoutFix?: string;
  readonly at: Span;
}

/** When the report was made, and who says so. */
export interface Collected {
  /** A moment as schema/units understands it. */
  readonly moment: string;
  readonly by: 'entry' | 'report' | 'file-name' | 'file-time';
}

export interface FindingsResult {
  readonly findings: readonly Finding[];
  readonly problems: readonly SourceProblem[];
  readonly collected?: Collected;
}

/** What our `findings:` line says of a report. */
export interface FindingsContext {
  readonly asset?: string;
  readonly collected?: string;
}

export interface FindingsReader {
  readonly format: string;
  /** @param head the first {@link HEAD} characters of the text. */
  recognises(head: string, path: string): boolean;
  read(file: ForeignFile, text: string, context: FindingsContext): FindingsResult;
}

export const HEAD = 8192;

export interface AssetFinding {
  readonly name: string;
  /** As the source resolves them itself: its groups' values are in. */
  readonly facts: Partial<AssetText>;
  /** Every group that it is in, through children too, the most specific first. */
  readonly groups: readonly string[];
  readonly at: Location;
  /** Where each of `facts` is stated. */
  readonly fieldAt: Readonly<Record<string, Location>>;
}

export interface SourceGroup {
  readonly name: string;
  /** Its direct members and children only. */
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly at: Location;
}

export interface LocatedProblem extends SourceProblem {
  readonly file: FileUri;
}

export interface AssetsResult {
  readonly assets: readonly AssetFinding[];
  readonly groups: readonly SourceGroup[];
  readonly problems: readonly LocatedProblem[];
}

export interface AssetsReader {
  readonly format: string;
  /** @param files everything that belongs to one source: an inventory, its folder, its variables. */
  read(files: readonly ForeignFile[]): AssetsResult;
}
