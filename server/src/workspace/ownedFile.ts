// One of our files, read: its chunks' facts with the places where they stand. Holds no text.

import type { FileUri } from '../base/uri.ts';
import { type FileKind, isCollection } from '../schema/fileKinds.ts';
import type { Place } from '../schema/located.ts';
import type { PlacedValue } from '../schema/parts.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';
import { type Conflict, settleConflicts } from '../yaml/conflicts.ts';
import { type Chunk, splitIntoChunks } from '../yaml/split.ts';
import type { Facts, FactsMemo } from './facts.ts';

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

export interface OwnedFile {
  readonly uri: FileUri;
  readonly kind: FileKind;
  readonly lines: LineIndex;
  /** In the order of the text, without gaps after the first. */
  readonly chunks: readonly OwnedChunk[];
  readonly problems: readonly FileProblem[];
}

/** Why a file's bytes are no text that can be read. */
export type Unreadable = 'binary' | 'not-utf-8' | 'too-large' | 'too-many';

/** Characters, or bytes: 10,000 assets take about 5 MB, and all of them in one file is much. */
export const LONGEST_TEXT = 16 * 1024 * 1024;
const MOST_CHUNKS = 100_000;

export function readOwnedFile(uri: FileUri, kind: FileKind, text: string, memo: FactsMemo): OwnedFile {
  if (text.length > LONGEST_TEXT) return unreadableFile(uri, kind, 'too-large');
  if (text.includes('\0')) return unreadableFile(uri, kind, 'binary');
  const lines = new LineIndex(text);
  const settled = settleConflicts(text.replace(LONE_RETURN, '\n'));
  const split = splitIntoChunks(settled.text, (section) => isCollection(kind, section));
  if (split.length > MOST_CHUNKS) return unreadableFile(uri, kind, 'too-many');
  const chunks = split.map((chunk): PlacedFacts => {
    const content = settled.text.slice(chunk.span.start, chunk.span.end);
    const facts = memo.factsOf(content, chunk, kind);
    const place: Place = { file: uri, offset: chunk.span.start };
    return {
      shape: chunk.shape,
      section: chunk.section,
      value: facts.value,
      facts,
      place,
      length: content.length,
    };
  });
  return {
    uri,
    kind,
    lines,
    chunks,
    problems: [
      ...settled.conflicts.map(conflictProblem),
      ...(chunks.every(isEmpty) ? [EMPTY] : []),
      ...repeatedSections(split),
      ...missingSections(chunks, kind),
    ],
  };
}

/** A line end to YAML and to editors, and not to the readers. */
const LONE_RETURN = /\r(?!\n)/g;

const EMPTY: FileProblem = {
  code: 'yaml/empty',
  message: 'Nothing is in this file. Completion (Ctrl+Space) offers what it may hold.',
  span: { start: 0, end: 0 },
};

function isEmpty({ shape, value, facts }: PlacedFacts): boolean {
  return shape === 'whole' && value === undefined && facts.syntax.length + facts.schema.length === 0;
}

function conflictProblem({ span, isWhole }: Conflict): FileProblem {
  const message = isWhole
    ? 'A merge conflict is not settled here. Until it is, our side (above `=======`) counts.'
    : 'A marker of a merge conflict stands alone here; remove it.';
  return { code: 'yaml/conflict', message, span };
}

const REASONS: Readonly<Record<Unreadable, FileProblem['message']>> = {
  binary: 'This file holds NUL characters: it is not text. Nothing of it is read.',
  'not-utf-8': 'This file is not UTF-8. Nothing of it is read; save it as UTF-8.',
  'too-large': `This file is larger than ${LONGEST_TEXT / 1024 / 1024} MB. Nothing of it is read; split it into several.`,
  'too-many': `This file has more than ${MOST_CHUNKS} entries. Nothing of it is read; split it into several.`,
};

export function unreadableFile(uri: FileUri, kind: FileKind, why: Unreadable): OwnedFile {
  const code = why === 'too-large' || why === 'too-many' ? 'yaml/too-large' : 'yaml/not-text';
  const problem: FileProblem = { code, message: REASONS[why], span: { start: 0, end: 0 } };
  return { uri, kind, lines: new LineIndex(''), chunks: [], problems: [problem] };
}

/** A section that is there twice: each chunk alone can't see it. */
function repeatedSections(chunks: readonly Chunk[]): FileProblem[] {
  const first = new Map<string, Span>();
  const problems: FileProblem[] = [];
  for (const { shape, section, keyStart } of chunks) {
    if (shape !== 'section' || section === undefined || keyStart === undefined) continue;
    const span = { start: keyStart, end: keyStart + section.length };
    const earlier = first.get(section);
    if (!earlier) first.set(section, span);
    else {
      const message = `\`${section}\` is here twice. Put what is below both under one.`;
      problems.push({
        code: 'yaml/duplicate-key',
        message,
        span,
        related: { span: earlier, message: 'The first one' },
      });
    }
  }
  return problems;
}

/** What the file as a whole must have; a file of one chunk was walked whole. */
function missingSections(chunks: readonly PlacedFacts[], kind: FileKind): FileProblem[] {
  if (chunks.some(({ shape }) => shape === 'whole')) return [];
  const present = new Set(chunks.map(({ section }) => section));
  return (kind.schema.required ?? []).flatMap((name) => {
    if (present.has(name)) return [];
    const about = kind.schema.properties?.[name]?.description ?? '';
    return [
      {
        code: 'schema/missing',
        message: `\`${name}\` is missing. ${about}`.trim(),
        span: { start: 0, end: 1 },
      },
    ];
  });
}
