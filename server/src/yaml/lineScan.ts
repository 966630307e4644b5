// Goes through a text line by line and cuts it into chunks. What a line does to the cut depends on the section that it is in and on how deep that
// section's entries stand, on nothing else above it: so a scan can begin at any chunk. Looks at each character once and makes no string of a line,
// but of those with a section's key.

import {
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  DASH,
  DOT,
  feedAfter,
  HASH,
  isSpace,
  LINE_FEED,
  lineEnd,
  OPENING_BRACE,
  OPENING_BRACKET,
  PERCENT,
  RETURN,
  SPACE,
  TAB,
} from './characters.ts';
import { flatten } from './scalar.ts';

export interface Chunk {
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  /** `whole`: the file; `section`: a top-level key with its value; `entry`: an entry of a collection, without its key. */
  readonly shape: 'whole' | 'section' | 'entry';
  /** The top-level key; absent for `whole` and for text that is no key. */
  readonly section: string | undefined;
  /** Where the key of a `section` begins, in the chunk: comments may stand before it. */
  readonly keyStart?: number | undefined;
}

export type IsCollection = (section: string) => boolean;

/** How deep entries stand: known, none to come, or said by the next line. */
const NO_ENTRIES = -1;
const NEXT_LINE = -2;
/** A tab indents nothing: a line that begins with one goes on with what is before it, or is a fault there. */
const TABBED = -3;

const SECTION_KEY = /^(?:"([^"\\]*)"\s*|'([^']*)'\s*|([^\s#:'"[\]{},&*!|>%@`-][^:#]*)):(?=\s|$)/;

/** A line that isn't blank, nor a comment. */
interface Line {
  readonly start: number;
  /** Its first character that is no space. */
  readonly first: number;
  readonly end: number;
  /** Spaces before it, or {@link TABBED}. */
  readonly indent: number;
}

export class LineScan {
  readonly chunks: Chunk[] = [];
  readonly #text: string;
  readonly #isCollection: IsCollection;
  readonly #lineEnd: typeof lineEnd;
  /** Where the next line begins. */
  #at: number;
  /** Where the first line began that counts: a marker before the first section doesn't. */
  #first = -1;
  #contentSeen = false;
  #section: string | undefined;
  #entryIndent = NO_ENTRIES;
  #open: Omit<Chunk, 'length'> | undefined;

  private constructor(text: string, isCollection: IsCollection, from: number, endOf: typeof lineEnd) {
    this.#text = text;
    this.#isCollection = isCollection;
    this.#at = from;
    this.#lineEnd = endOf;
  }

  /** From where the text begins, a byte order mark left out, to its end. */
  static ofAll(text: string, isCollection: IsCollection, from: number): LineScan {
    return new LineScan(text, isCollection, from, text.includes('\r') ? lineEnd : feedAfter);
  }

  /** From where the text begins, as far as somebody wants to know. */
  static ofSome(text: string, isCollection: IsCollection, from: number): LineScan {
    return new LineScan(text, isCollection, from, lineEnd);
  }

  /** From a chunk on, of which the first line must be as it was when it was cut. */
  static at(text: string, isCollection: IsCollection, { offset, shape, section }: Chunk): LineScan {
    const scan = LineScan.ofSome(text, isCollection, offset);
    scan.#first = offset;
    scan.#contentSeen = true;
    if (shape === 'entry') {
      scan.#section = section;
      scan.#entryIndent = spacesAt(text, offset);
    }
    return scan;
  }

  get at(): number {
    return this.#at;
  }

  /** Where the first line began that counts; -1 where there was none yet. */
  get first(): number {
    return this.#first;
  }

  /** The chunk whose lines are being read. */
  get open(): Omit<Chunk, 'length'> | undefined {
    return this.#open;
  }

  /** Reads a line. @returns false where lines can't tell how the text is cut. */
  readLine(): boolean {
    const text = this.#text;
    const start = this.#at;
    const first = start + spacesAt(text, start);
    const end = this.#lineEnd(text, first);
    this.#at = afterBreak(text, end);
    const code = text.charCodeAt(first);
    const isBare = first === end || code === HASH || (isSpace(code) && text.slice(first, end).trim() === '');
    const line: Line = { start, first, end, indent: code === TAB ? TABBED : first - start };
    if (!isBare && line.indent === 0 && isMarked(text, line)) {
      if (this.#contentSeen || text.slice(first, end).trimEnd() !== '---') return false;
      this.#contentSeen = true;
      return true;
    }
    if (this.#first < 0) this.#first = start;
    if (!isBare) this.#place(line);
    return true;
  }

  /** What is open ends here. */
  close(end: number): void {
    if (this.#open) this.chunks.push({ ...this.#open, length: end - this.#open.offset });
    this.#open = undefined;
  }

  #place(line: Line): void {
    this.#contentSeen = true;
    const begins = !continues(this.#text, line);
    if (line.indent === 0 && begins) {
      this.#openSection(line);
      return;
    }
    if (this.#entryIndent === NEXT_LINE)
      this.#entryIndent = isEntryLine(this.#text, line) ? line.indent : NO_ENTRIES;
    if (line.indent === this.#entryIndent && begins) {
      this.close(line.start);
      this.#open = { offset: line.start, shape: 'entry', section: this.#section };
    }
  }

  #openSection({ start, end }: Line): void {
    const isFirst = !this.#open && this.chunks.length === 0;
    this.close(start);
    const header = this.#text.slice(start, end).trimEnd();
    const key = SECTION_KEY.exec(header);
    const section = key?.[1] ?? key?.[2] ?? key?.[3]?.trimEnd();
    this.#section = section === undefined ? undefined : flatten(section);
    const mayHaveEntries =
      section !== undefined && this.#isCollection(section) && /:\s*(?:#.*)?$/.test(header);
    this.#entryIndent = mayHaveEntries ? NEXT_LINE : NO_ENTRIES;
    const offset = isFirst ? this.#first : start;
    this.#open = { offset, shape: 'section', section: this.#section, keyStart: start - offset };
  }
}

function spacesAt(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at++;
  return at - start;
}

function afterBreak(text: string, end: number): number {
  const isReturn = text.charCodeAt(end) === RETURN;
  const at = isReturn ? end + 1 : end;
  return text.charCodeAt(at) === LINE_FEED ? at + 1 : at;
}

/** A document marker, a directive, or a flow root. */
function isMarked(text: string, { first, end }: Line): boolean {
  const code = text.charCodeAt(first);
  if (code === PERCENT || code === OPENING_BRACE || code === OPENING_BRACKET) return true;
  if (code !== DASH && code !== DOT) return false;
  const isTriple = text.charCodeAt(first + 1) === code && text.charCodeAt(first + 2) === code;
  return isTriple && (first + 3 >= end || isSpace(text.charCodeAt(first + 3)));
}

/** Closing brackets, dashes and the colon of a `?` continue what is before them. */
function continues(text: string, { first, end }: Line): boolean {
  const code = text.charCodeAt(first);
  if (code === CLOSING_BRACE || code === CLOSING_BRACKET) return true;
  return (code === DASH || code === COLON) && (first + 1 >= end || isSpace(text.charCodeAt(first + 1)));
}

/** Is this, below a section's key, a line of a block map? */
function isEntryLine(text: string, line: Line): boolean {
  if (line.indent <= 0) return false;
  const code = text.charCodeAt(line.first);
  if (code === OPENING_BRACE || code === OPENING_BRACKET) return false;
  return code !== DASH || !continues(text, line);
}
