// The parser's events for entries that lie side by side: one parse for several of them, as beginning one takes half as long as parsing an entry. They
// are told apart only where each reads as it does alone; what doesn't is left to be parsed alone.

import type { DocumentEvent, Event, PopEvent, ScalarEvent } from 'js-yaml/browser';
import { COLLECTION_STYLE, EVENT_ID, parseEvents, SCALAR_STYLE } from 'js-yaml/browser';
import { DASH, SPACE } from './characters.ts';
import type { Chunk } from './lineScan.ts';

const { DOCUMENT, SCALAR, MAPPING, SEQUENCE, POP } = EVENT_ID;
const { BLOCK } = COLLECTION_STYLE;
const { PLAIN, LITERAL_BLOCK } = SCALAR_STYLE;

/** What the fast reader follows. */
export type ParserEvents = readonly Event[];

/** More would only be kept for longer. */
const AT_ONCE = 16;

export class EntryEvents {
  readonly #text: string;
  readonly #chunks: readonly Chunk[];
  /** The first chunk of those parsed last. */
  #first = 0;
  #parsed: readonly (ParserEvents | undefined)[] = [];

  /** @param chunks all of the text, which has no anchors where they are several. */
  constructor(text: string, chunks: readonly Chunk[]) {
    this.#text = text;
    this.#chunks = chunks;
  }

  /** What the parser says of a chunk's own text; undefined where that has to be parsed. To be asked for one chunk after the other. */
  of(index: number): ParserEvents | undefined {
    if (this.#chunks[index]?.shape !== 'entry') return undefined;
    if (index < this.#first || index >= this.#first + this.#parsed.length) {
      this.#first = index;
      this.#parsed = eventsOf(this.#text, this.#run(index));
    }
    return this.#parsed[index - this.#first];
  }

  /** Entries of one section from a chunk on. */
  #run(first: number): readonly Chunk[] {
    const { section } = this.#chunks[first] ?? {};
    let end = first;
    while (end < first + AT_ONCE && this.#isEntryOf(section, end)) end++;
    return this.#chunks.slice(first, end);
  }

  #isEntryOf(section: string | undefined, index: number): boolean {
    const chunk = this.#chunks[index];
    return chunk?.shape === 'entry' && chunk.section === section;
  }
}

function eventsOf(text: string, chunks: readonly Chunk[]): readonly (ParserEvents | undefined)[] {
  const last = chunks.at(-1);
  const start = chunks[0]?.offset ?? 0;
  const nothing = chunks.map(() => undefined);
  if (last === undefined || chunks.length === 1) return nothing;
  const piece = text.slice(start, last.offset + last.length);
  // Of tabs the parser knows more or less by what was on earlier lines.
  if (piece.includes('\t')) return nothing;
  try {
    return apart(parseEvents(piece, {}), piece, chunks) ?? nothing;
  } catch {
    return nothing;
  }
}

/** @returns undefined where the chunks aren't the entries of one map. */
function apart(
  events: readonly Event[],
  piece: string,
  chunks: readonly Chunk[],
): readonly (ParserEvents | undefined)[] | undefined {
  const [document, root] = events;
  const last = events.at(-1);
  if (document?.type !== DOCUMENT || last?.type !== POP || !isBare(document)) return undefined;
  if (root?.type !== MAPPING || root.style !== BLOCK || root.anchorStart >= 0 || root.tagStart >= 0)
    return undefined;
  const start = chunks[0]?.offset ?? 0;
  const parsed: (ParserEvents | undefined)[] = [];
  let at = 2;
  for (const chunk of chunks) {
    const end = afterNode(events, at + 1);
    const offset = chunk.offset - start;
    const key = events[at];
    if (end === undefined || key?.type !== SCALAR || !isFirst(key, piece, offset)) return undefined;
    parsed.push(alone({ document, last }, events.slice(at, end), offset));
    at = end;
  }
  return at === events.length - 2 && events[at]?.type === POP ? parsed : undefined;
}

function isBare({ directives, explicitStart, explicitEnd }: DocumentEvent): boolean {
  return directives.length === 0 && !explicitStart && !explicitEnd;
}

/** @returns where the events of a node end; undefined where there is none, or an alias. */
function afterNode(events: readonly Event[], from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < events.length; at++) {
    const type = events[at]?.type;
    if (type === MAPPING || type === SEQUENCE) depth++;
    else if (type === POP) depth--;
    else if (type !== SCALAR) return undefined;
    if (depth < 0) return undefined;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** Is it what an entry begins with? Where a text begins, the parser takes dashes for a marker even behind spaces. */
function isFirst(key: ScalarEvent, piece: string, offset: number): boolean {
  const start = startOf(key);
  return start === afterSpaces(piece, offset) && piece.charCodeAt(start) !== DASH;
}

function startOf({ valueStart, style }: ScalarEvent): number {
  return style === PLAIN ? valueStart : valueStart - 1;
}

function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/**
 * The events of an entry as a document of its own.
 * @returns undefined where the end of a text may count: in block scalars.
 */
function alone(
  { document, last }: { readonly document: DocumentEvent; readonly last: PopEvent },
  entry: readonly Event[],
  offset: number,
): ParserEvents | undefined {
  for (const event of entry) {
    if (event.type === SCALAR) {
      if (event.style >= LITERAL_BLOCK || event.anchorStart >= 0 || event.tagStart >= 0) return undefined;
      if (event.valueStart < 0) continue;
      event.valueStart -= offset;
      event.valueEnd -= offset;
    } else if (event.type === MAPPING || event.type === SEQUENCE) {
      if (event.anchorStart >= 0 || event.tagStart >= 0) return undefined;
      event.start -= offset;
    }
  }
  const [key] = entry;
  const start = key?.type === SCALAR ? startOf(key) : 0;
  return [document, mapAt(start), ...entry, last, last];
}

function mapAt(start: number): Event {
  return { type: MAPPING, start, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, style: BLOCK };
}
