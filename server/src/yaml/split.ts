// A file cut into chunks by its lines: one entry of a top-level collection, or one other top-level section. A chunk reads on its own, so a fault in
// one entry doesn't blind the rest, and an edit touches one chunk. Where lines can't tell (flow root, several documents, anchors) the file is one
// chunk. Knows no schema: the caller says which sections are collections.

import type { TextChange } from '../text/change.ts';

export interface Chunk {
  /** In the text. */
  readonly offset: number;
  readonly length: number;
  /** `whole`: the file; `section`: a top-level key with its value; `entry`: entries of a collection, without its key. */
  readonly shape: 'whole' | 'section' | 'entry';
  /** The top-level key; absent for `whole` and for text that is no key. */
  readonly section: string | undefined;
  /** Where the key of a `section` begins, in the chunk: comments may stand before it. */
  readonly keyStart?: number | undefined;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  /** From the first character on; empty for blank and comment lines. */
  readonly content: string;
}

/** An anchor or an alias where a value may begin; within quotes it may be neither, which costs speed only. */
const ANCHOR = /(?:^[ \t]*|[-?][ \t]+|[[{,:][ \t]*|(?<!\S)!\S*[ \t]+)[&*][^\s,[\]{}]/m;
const SECTION_KEY = /^(?:"([^"\\]*)"\s*|'([^']*)'\s*|([^\s#:'"[\]{},&*!|>%@`-][^:#]*)):(?=\s|$)/;

export function splitIntoChunks(text: string, isCollection: (section: string) => boolean): readonly Chunk[] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const whole: Chunk = { offset: start, length: text.length - start, shape: 'whole', section: undefined };
  if (hasAnchor(text)) return [whole];
  const lines = linesOf(text, start);
  if (!lines) return [whole];
  return lines.length === 0 ? [whole] : cut(lines, text.length, isCollection);
}

/** A tab indents nothing: a line that begins with one goes on with what is before it, or is a fault there. */
const TABBED = Infinity;

/** Most of what looks like an anchor stands in a comment. */
function hasAnchor(text: string): boolean {
  return ANCHOR.test(text) && ANCHOR.test(text.replace(/^[ \t]*#.*$/gm, ''));
}

/** @returns undefined where lines can't tell. */
function linesOf(text: string, from: number): Line[] | undefined {
  const lines: Line[] = [];
  let contentSeen = false;
  for (let start = from; start < text.length; ) {
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    let next = end;
    if (text.charCodeAt(next) === 13) next++;
    if (text.charCodeAt(next) === 10) next++;
    let first = start;
    while (first < end && text.charCodeAt(first) === 32) first++;
    const content = text.charCodeAt(first) === 35 ? '' : text.slice(first, end).trimEnd();
    const isTabbed = text.charCodeAt(first) === 9;
    if (content !== '' && first === start && !isTabbed) {
      const isMarker = content === '---' && !contentSeen;
      if (isMarker) {
        contentSeen = true;
        start = next;
        continue;
      }
      if (/^(?:---|\.\.\.)(?:\s|$)|^[%{[]/.test(content)) return undefined;
    }
    if (content !== '') contentSeen = true;
    lines.push({ start, end: next, indent: isTabbed ? TABBED : first - start, content });
    start = next;
  }
  return lines;
}

/** Does a new item begin on this line, at the given depth? Closing brackets, dashes and the colon of a `?` continue what is before them. */
function begins(line: Line, indent: number): boolean {
  return line.content !== '' && line.indent === indent && !/^(?:[\]}]|[-:](?:\s|$))/.test(line.content);
}

function wholeFrom(offset: number, end: number): Chunk {
  return { offset, length: end - offset, shape: 'whole', section: undefined };
}

function cut(lines: readonly Line[], end: number, isCollection: (section: string) => boolean): Chunk[] {
  const chunks: Chunk[] = [];
  const starts = lines.flatMap((line, index) => (begins(line, 0) ? [index] : []));
  if (starts.length === 0) return [wholeFrom(lines[0]?.start ?? 0, end)];
  starts.forEach((first, nth) => {
    const from = nth === 0 ? 0 : first;
    const until = starts[nth + 1] ?? lines.length;
    // Not spread into one call: a call takes some hundred thousand arguments, a collection may have more entries.
    for (const chunk of cutSection(lines, { from, first, until }, isCollection)) chunks.push(chunk);
  });
  return chunks;
}

interface SectionLines {
  /** The first line that belongs to it: comments before the first section count. */
  readonly from: number;
  /** The line with its key. */
  readonly first: number;
  readonly until: number;
}

function cutSection(
  lines: readonly Line[],
  { from, first, until }: SectionLines,
  isCollection: (section: string) => boolean,
): Chunk[] {
  const header = lines[first]?.content ?? '';
  const key = SECTION_KEY.exec(header);
  const section = key?.[1] ?? key?.[2] ?? key?.[3]?.trimEnd();
  const entries =
    section !== undefined && isCollection(section) ? entryLines(lines, first, until, header) : [];
  const spanOf = (a: number, b: number) => {
    const offset = lines[a]?.start ?? 0;
    return { offset, length: (lines[b - 1]?.end ?? 0) - offset };
  };
  const keyStart = (lines[first]?.start ?? 0) - (lines[from]?.start ?? 0);
  if (entries.length === 0) return [{ ...spanOf(from, until), shape: 'section', section, keyStart }];
  return [
    { ...spanOf(from, entries[0] ?? until), shape: 'section', section, keyStart },
    ...entries.map(
      (line, nth): Chunk => ({ ...spanOf(line, entries[nth + 1] ?? until), shape: 'entry', section }),
    ),
  ];
}

/** The lines on which entries begin; none where the section's value isn't a block map on lines of its own. */
function entryLines(lines: readonly Line[], first: number, until: number, header: string): number[] {
  if (!/:\s*(?:#.*)?$/.test(header)) return [];
  const opening = lines.slice(first + 1, until).find((line) => line.content !== '');
  if (!opening || opening.indent === 0 || opening.indent === TABBED) return [];
  if (/^(?:-(?:\s|$)|[{[])/.test(opening.content)) return [];
  const found: number[] = [];
  for (let index = first + 1; index < until; index++) {
    const line = lines[index];
    if (line && begins(line, opening.indent)) found.push(index);
  }
  return found;
}

export interface Resplit {
  /** So many of the chunks before are as they were. */
  readonly kept: number;
  /** So many after those are replaced by the fresh ones; the rest has moved. */
  readonly dropped: number;
  readonly fresh: readonly Chunk[];
}

/** @returns undefined where only a whole split can tell. */
export function resplit(
  _before: readonly Chunk[],
  _text: string,
  _change: TextChange,
  _isCollection: (section: string) => boolean,
): Resplit | undefined {
  return undefined;
}
