// One of our files, read: its chunks, each with the facts that are kept of it. Holds no text. An edit makes it anew from the chunks that it left alone.

import type { FileUri } from '../base/uri.ts';
import { type FileKind, isCollection } from '../schema/fileKinds.ts';
import type { TextChange } from '../text/change.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { settleConflicts } from '../yaml/conflicts.ts';
import { type Chunk, resplit, splitIntoChunks } from '../yaml/split.ts';
import { OwnedChunk } from './chunk.ts';
import type { FactsMemo, KnownFacts } from './factsMemo.ts';
import {
  type FileProblem,
  fileProblems,
  isEmpty,
  LONGEST_TEXT,
  MOST_CHUNKS,
  type Unreadable,
  unreadableReading,
  withoutLoneReturns,
} from './fileReading.ts';
import type { PackedFile } from './packedFile.ts';

export interface OwnedFile {
  readonly uri: FileUri;
  readonly kind: FileKind;
  readonly lines: LineIndex;
  /** In the order of the text, without gaps after the first. */
  readonly chunks: readonly OwnedChunk[];
  readonly problems: readonly FileProblem[];
  /** The text is read as it stands: nothing in it had to be settled before. */
  readonly isPlain: boolean;
}

interface Identity {
  readonly uri: FileUri;
  readonly kind: FileKind;
  /** As it was known until now. */
  readonly before?: OwnedFile | undefined;
}

/** A file from its text, of which all is looked at and only what isn't known is read. */
export function ownedFile({ uri, kind, before }: Identity, text: string, memo: FactsMemo): OwnedFile {
  const lines = new LineIndex(text);
  if (text.length > LONGEST_TEXT) return unreadableFile(uri, kind, 'too-large');
  if (text.includes('\0')) return unreadableFile(uri, kind, 'binary');
  const settled = settleConflicts(withoutLoneReturns(text));
  const split = splitIntoChunks(settled.text, (section) => isCollection(kind, section));
  if (split.length > MOST_CHUNKS) return unreadableFile(uri, kind, 'too-many');
  const known = before && factsIn(before.chunks);
  const chunks = split.map((chunk) => ownedChunk({ uri, kind, text: settled.text, memo, known }, chunk));
  const problems = problemsOf(kind, chunks, settled.conflicts);
  return { uri, kind, lines, chunks, problems, isPlain: settled.text === text };
}

export function packedFile(uri: FileUri, kind: FileKind, packed: PackedFile): OwnedFile {
  const chunks = Array.from(
    { length: packed.chunkCount },
    (_, index) => new OwnedChunk(uri, packed.chunk(index), packed.kept(index)),
  );
  const lines = LineIndex.ofStarts(packed.lineStarts, packed.textLength);
  return { uri, kind, lines, chunks, problems: packed.problems, isPlain: false };
}

export function unreadableFile(uri: FileUri, kind: FileKind, why: Unreadable): OwnedFile {
  const { problems } = unreadableReading(kind, why);
  return { uri, kind, lines: new LineIndex(''), chunks: [], problems, isPlain: false };
}

export interface Edited {
  readonly file: OwnedFile;
  readonly removed: readonly OwnedChunk[];
  readonly added: readonly OwnedChunk[];
}

/**
 * The file after an edit, at the cost of the edit: chunks that it left alone are the same objects, moved.
 * @param text all of the new text
 * @returns undefined where the whole file must be looked at.
 */
export function editedFile(
  before: OwnedFile,
  text: string,
  change: TextChange,
  memo: FactsMemo,
): Edited | undefined {
  const { uri, kind } = before;
  if (text.length > LONGEST_TEXT || isUnusual(before, text, change)) return undefined;
  const split = resplit(before.chunks, text, change, (section) => isCollection(kind, section));
  if (!split) return undefined;
  const { kept, dropped, fresh } = split;
  const moved = change.newEnd - change.oldEnd;
  const changed = before.chunks.slice(kept, kept + dropped);
  const rest = before.chunks.slice(kept + dropped);
  if (moved !== 0) for (const chunk of rest) chunk.offset += moved;
  const known = factsIn(changed);
  const read = fresh.map((chunk) => ownedChunk({ uri, kind, text, memo, known }, chunk));
  // Several edits of one turn are one change, and most of what it covers is as it was.
  const { chunks: between, removed, added } = reconciled(changed, read);
  const chunks = [...before.chunks.slice(0, kept), ...between, ...rest];
  const lines = before.lines.edited(change, text);
  const isOutlined = removed.some(isSection) || added.some(isSection);
  const problems = isOutlined || before.problems.length > 0 ? problemsOf(kind, chunks, []) : before.problems;
  return { file: { uri, kind, lines, chunks, problems, isPlain: true }, removed, added };
}

/** Did something come that lines alone can't tell: conflicts, NUL, line ends of old? */
function isUnusual({ isPlain }: OwnedFile, text: string, { start, newEnd }: TextChange): boolean {
  const end = newEnd + 8;
  // No line end is cut in two.
  const around = text.slice(Math.max(0, start - 8), text[end - 1] === '\r' ? end + 1 : end);
  return !isPlain || /\0|\r(?!\n)|[<>]{7}/.test(around);
}

function isSection({ shape }: OwnedChunk): boolean {
  return shape !== 'entry';
}

/**
 * What became of the chunks of a file that was read anew as a whole: those with the same facts, in the same order, are the same objects as before.
 * @param before undefined where the file is new.
 */
export function reconcile(before: OwnedFile | undefined, after: OwnedFile): Edited {
  if (!before) return { file: after, removed: [], added: after.chunks };
  const { chunks, removed, added } = reconciled(before.chunks, after.chunks);
  return { file: { ...after, chunks }, removed, added };
}

interface Reconciled extends Pick<Edited, 'removed' | 'added'> {
  readonly chunks: readonly OwnedChunk[];
}

function reconciled(before: readonly OwnedChunk[], after: readonly OwnedChunk[]): Reconciled {
  const known = new Map<string, number[]>();
  before.forEach(({ kept }, index) => {
    const same = known.get(kept.digest);
    if (same) same.push(index);
    else known.set(kept.digest, [index]);
  });
  const kept = new Set<OwnedChunk>();
  const added: OwnedChunk[] = [];
  let last = -1;
  const chunks = after.map((chunk) => {
    const index = known.get(chunk.kept.digest)?.find((candidate) => candidate > last);
    const same = index === undefined ? undefined : before[index];
    if (index === undefined || !same) {
      added.push(chunk);
      return chunk;
    }
    last = index;
    same.offset = chunk.offset;
    kept.add(same);
    return same;
  });
  return { chunks, removed: before.filter((chunk) => !kept.has(chunk)), added };
}

interface Surroundings {
  readonly uri: FileUri;
  readonly kind: FileKind;
  readonly text: string;
  readonly memo: FactsMemo;
  readonly known?: KnownFacts | undefined;
}

function factsIn(chunks: readonly OwnedChunk[]): KnownFacts {
  const byDigest = new Map(chunks.map(({ kept }) => [kept.digest, kept]));
  return (digest) => byDigest.get(digest);
}

function ownedChunk({ uri, kind, text, memo, known }: Surroundings, chunk: Chunk): OwnedChunk {
  const content = text.slice(chunk.offset, chunk.offset + chunk.length);
  return new OwnedChunk(uri, chunk, memo.factsOf(content, chunk, kind, known));
}

function problemsOf(
  kind: FileKind,
  chunks: readonly OwnedChunk[],
  conflicts: Parameters<typeof fileProblems>[2]['conflicts'],
): readonly FileProblem[] {
  const isEmptyFile = chunks.every(({ shape, kept }) => shape === 'whole' && isEmpty(kept.facts));
  return fileProblems(kind, chunks, { conflicts, isEmpty: isEmptyFile });
}
