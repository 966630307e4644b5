// What our inventories ask for from other tools' files, and what came back. Requests are derived from the inventories; answers are fed in by load/,
// which alone touches the disk. Reading an answer is pure and done once per content.

import { Buffer } from 'node:buffer';
import type { FileUri } from '../base/uri.ts';
import { folderOf } from '../base/uri.ts';
import type { FindingsText, InventoryText, SourceText } from '../schema/inventory.ts';
import { type Anchor, anchorOf, type Place } from '../schema/located.ts';
import type { Parts } from '../schema/parts.ts';
import type { FindingsContext, ForeignFile } from '../sources/reader.ts';

export type SourceKind = 'findings' | keyof SourceText;

/** One line of `sources:` or `findings:`. */
export interface ForeignRequest {
  /** Equal for equal questions to the disk. */
  readonly key: string;
  readonly kind: SourceKind;
  /** The folder that the pattern is relative to: the inventory's. */
  readonly folder: FileUri;
  readonly pattern: string;
  readonly context: FindingsContext;
  readonly at: Anchor;
}

/** What the disk says. */
export interface ForeignAnswer {
  readonly files: readonly ForeignFile[];
  /** Why nothing, or not everything, was read: outside the workspace, too large. */
  readonly refusals: readonly string[];
}

/** What a new answer shares with the one before is the same object in both, so that nobody reads it again. */
export function settledAnswer(before: ForeignAnswer | undefined, answer: ForeignAnswer): ForeignAnswer {
  if (!before) return answer;
  const known = new Map(before.files.map((file) => [file.uri, file]));
  const files = answer.files.map((file) => {
    const same = known.get(file.uri);
    return same && isSameFile(same, file) ? same : file;
  });
  const isSame =
    files.length === before.files.length &&
    files.every((file, nth) => file === before.files[nth]) &&
    answer.refusals.join('\n') === before.refusals.join('\n');
  return isSame ? before : { ...answer, files };
}

/** Reports without a date are as old as their file. */
function isSameFile(a: ForeignFile, b: ForeignFile): boolean {
  return a.path === b.path && a.modified === b.modified && Buffer.compare(a.bytes, b.bytes) === 0;
}

export function requestsOf(file: FileUri, parts: Parts<InventoryText>): readonly ForeignRequest[] {
  const folder = folderOf(file);
  const sources = parts.section('sources');
  const findings = parts.section('findings');
  const fromSources = (sources?.value ?? []).flatMap((source) =>
    Object.entries(source).map(([kind, pattern]) => ({
      kind: kind as SourceKind,
      pattern,
      context: {},
      at: anchorOf(place(sources), source, kind),
    })),
  );
  const fromFindings = (findings?.value ?? []).map((entry, index) => ({
    kind: 'findings' as const,
    ...parsedEntry(entry),
    at: anchorOf(place(findings), findings?.value ?? [], String(index)),
  }));
  return [...fromSources, ...fromFindings].map((request) => ({
    ...request,
    folder,
    key: `${request.kind}\n${folder}\n${request.pattern}`,
  }));

  function place(part: { readonly place: Place } | undefined): Place {
    return part?.place ?? { file, offset: 0 };
  }
}

function parsedEntry(entry: FindingsText): Pick<ForeignRequest, 'pattern' | 'context'> {
  if (typeof entry === 'string') return { pattern: entry, context: {} };
  const { file, ...context } = entry;
  return { pattern: file, context };
}
