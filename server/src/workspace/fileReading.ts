// One of our files, read whole: text to chunks, facts and outlines. Pure, and the unit of work of a reader thread and of the cache on disk.

import { type FileKind, isCollection } from '../schema/fileKinds.ts';
import type { Span } from '../text/span.ts';
import { type Conflict, settleConflicts } from '../yaml/conflicts.ts';
import { EntryEvents } from '../yaml/entryEvents.ts';
import { type Chunk, splitIntoChunks } from '../yaml/split.ts';
import { type Facts, factsDigest, readFacts } from './facts.ts';
import { type Outline, outlineOf } from './outline.ts';

/** A fault of the file as a whole. */
export interface FileProblem {
  readonly code:
    | 'yaml/not-text'
    | 'yaml/too-large'
    | 'yaml/conflict'
    | 'yaml/empty'
    | 'yaml/duplicate-key'
    | 'schema/missing';
  readonly message: string;
  readonly span: Span;
  readonly related?: { readonly span: Span; readonly message: string };
}

/** A chunk with all that its text says; what follows from that, as its outline, is left to who needs it. */
export interface ChunkFacts {
  readonly shape: 'whole' | 'section' | 'entry';
  readonly section: string | undefined;
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  /** Where the key of a section begins, in the chunk. */
  readonly keyStart: number | undefined;
  /** Of kind, shape, section and text: equal digests, equal facts. */
  readonly digest: string;
  readonly facts: Facts;
}

export interface ReadChunk extends ChunkFacts {
  readonly outline: Outline;
}

export interface FileReading {
  readonly kind: FileKind['id'];
  /** Where lines begin. */
  readonly lineStarts: Uint32Array;
  /** Length of the text, UTF-16 code units. */
  readonly length: number;
  /** In the order of the text, without gaps after the first. */
  readonly chunks: readonly ReadChunk[];
  readonly problems: readonly FileProblem[];
}

/** Why a file's bytes are no text that can be read. */
export type Unreadable = 'binary' | 'not-utf-8' | 'too-large' | 'too-many';

/** Characters, or bytes: 10,000 assets take about 5 MB, and all of them in one file is much. */
export const LONGEST_TEXT = 16 * 1024 * 1024;
export const MOST_CHUNKS = 100_000;

export interface ReadOptions {
  /** What is known under a digest: such a chunk isn't read again. */
  readonly known?: (digest: string) => Pick<ChunkFacts, 'facts'> | undefined;
  /** Told of each chunk that was really read: tests assert work by it. */
  readonly onRead?: () => void;
}

/** A file as it is on disk. */
export function readBytes(kind: FileKind, bytes: Uint8Array, options?: ReadOptions): FileReading {
  const text = textOf(bytes);
  return typeof text === 'object' ? unreadableReading(kind, text.unreadable) : readFile(kind, text, options);
}

export function textOf(bytes: Uint8Array): string | { readonly unreadable: Unreadable } {
  if (bytes.length > LONGEST_TEXT) return { unreadable: 'too-large' };
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { unreadable: 'not-utf-8' };
  }
}

export function readFile(kind: FileKind, text: string, options: ReadOptions = {}): FileReading {
  const chunks: ReadChunk[] = [];
  const read = readEach(
    kind,
    text,
    (chunk) => chunks.push({ ...chunk, outline: outlineOf(chunk.facts, chunk, kind) }),
    options,
  );
  return { ...read, chunks };
}

/** Reads chunk by chunk, for those who don't want to hold all of them at once. */
export function readEach(
  kind: FileKind,
  text: string,
  onChunk: (chunk: ChunkFacts) => void,
  options: ReadOptions,
): Omit<FileReading, 'chunks'> {
  if (text.length > LONGEST_TEXT) return unreadableReading(kind, 'too-large');
  if (text.includes('\0')) return unreadableReading(kind, 'binary');
  const settled = settleConflicts(withoutLoneReturns(text));
  const split = splitIntoChunks(settled.text, (section) => isCollection(kind, section));
  if (split.length > MOST_CHUNKS) return unreadableReading(kind, 'too-many');
  const source: Source = { kind, text: settled.text, events: new EntryEvents(settled.text, split), options };
  let nothing = true;
  split.forEach((chunk, index) => {
    const read = readChunk(source, chunk, index);
    nothing &&= chunk.shape === 'whole' && isEmpty(read.facts);
    onChunk(read);
  });
  const problems = fileProblems(kind, split, { conflicts: settled.conflicts, isEmpty: nothing });
  return { kind: kind.id, lineStarts: lineStartsOf(text), length: text.length, problems };
}

export function unreadableReading(kind: FileKind, why: Unreadable): FileReading {
  const code = why === 'too-large' || why === 'too-many' ? 'yaml/too-large' : 'yaml/not-text';
  const problem: FileProblem = { code, message: REASONS[why], span: { start: 0, end: 0 } };
  return { kind: kind.id, lineStarts: new Uint32Array(1), length: 0, chunks: [], problems: [problem] };
}

interface Source {
  readonly kind: FileKind;
  /** Conflicts settled. */
  readonly text: string;
  readonly events: EntryEvents;
  readonly options: ReadOptions;
}

function readChunk({ kind, text, events, options }: Source, chunk: Chunk, index: number): ChunkFacts {
  const { shape, section, offset, length, keyStart } = chunk;
  const content = text.slice(offset, offset + length);
  const digest = factsDigest(content, chunk, kind);
  let facts = options.known?.(digest)?.facts;
  if (!facts) {
    options.onRead?.();
    facts = readFacts(content, chunk, kind, events.of(index));
  }
  return { shape, section, offset, length, keyStart, digest, facts };
}

/** A line ends at \n, \r\n or \r, as `LineIndex` counts them. */
function lineStartsOf(text: string): Uint32Array {
  const starts = [0];
  if (text.includes('\r')) {
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  } else {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  }
  return Uint32Array.from(starts);
}

/** A line end to YAML and to editors, and not to the readers. */
export function withoutLoneReturns(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}

/** Of a chunk that is the whole file. */
export function isEmpty({ value, syntax, schema }: Facts): boolean {
  return value === undefined && syntax.length + schema.length === 0;
}

interface OfFile {
  readonly conflicts: readonly Conflict[];
  /** Is nothing in it? See {@link isEmpty}. */
  readonly isEmpty: boolean;
}

/** What no chunk can see alone. */
export function fileProblems(
  kind: FileKind,
  chunks: readonly Chunk[],
  { conflicts, isEmpty }: OfFile,
): readonly FileProblem[] {
  return [
    ...conflicts.map(conflictProblem),
    ...(isEmpty ? [EMPTY] : []),
    ...repeatedSections(chunks),
    ...missingSections(chunks, kind),
  ];
}

const EMPTY: FileProblem = {
  code: 'yaml/empty',
  message: 'Nothing is in this file. Completion (Ctrl+Space) offers what it may hold.',
  span: { start: 0, end: 0 },
};

const REASONS: Readonly<Record<Unreadable, FileProblem['message']>> = {
  binary: 'This file holds NUL characters: it is not text. Nothing of it is read.',
  'not-utf-8': 'This file is not UTF-8. Nothing of it is read; save it as UTF-8.',
  'too-large': `This file is larger than ${LONGEST_TEXT / 1024 / 1024} MB. Nothing of it is read; split it into several.`,
  'too-many': `This file has more than ${MOST_CHUNKS} entries. Nothing of it is read; split it into several.`,
};

function conflictProblem({ span, isWhole }: Conflict): FileProblem {
  const message = isWhole
    ? 'A merge conflict is not settled here. Until it is, our side (above `=======`) counts.'
    : 'A marker of a merge conflict stands alone here; remove it.';
  return { code: 'yaml/conflict', message, span };
}

function repeatedSections(chunks: readonly Chunk[]): FileProblem[] {
  const first = new Map<string, Span>();
  const problems: FileProblem[] = [];
  for (const { shape, section, offset, keyStart } of chunks) {
    if (shape !== 'section' || section === undefined || keyStart === undefined) continue;
    const start = offset + keyStart;
    const span = { start, end: start + section.length };
    const earlier = first.get(section);
    if (!earlier) first.set(section, span);
    else {
      const message = `\`${section}\` is here twice. Put what is below both under one.`;
      const related = { span: earlier, message: 'The first one' };
      problems.push({ code: 'yaml/duplicate-key', message, span, related });
    }
  }
  return problems;
}

/** What the file as a whole must have; a file of one chunk was walked whole. */
function missingSections(chunks: readonly Chunk[], kind: FileKind): FileProblem[] {
  if (chunks.some(({ shape }) => shape === 'whole')) return [];
  const present = new Set(chunks.map(({ section }) => section));
  return (kind.schema.required ?? []).flatMap((name) => {
    if (present.has(name)) return [];
    const about = kind.schema.properties?.[name]?.description ?? '';
    const message = `\`${name}\` is missing. ${about}`.trim();
    return [{ code: 'schema/missing', message, span: { start: 0, end: 1 } }];
  });
}
