// Where an offset is in YAML that is being typed: below which keys, in a key or a value, beside which others. A scan and not a parse: whatever is
// not closed ends where indentation says that it must, so that half a line never hides the rest. Knows no schema; reads one chunk.

import type { Span } from '../text/span.ts';
import { type FlowStart, scanFlow } from './flowCursor.ts';
import {
  type Answer,
  type Cursor,
  contentEnd,
  emptyAt,
  isBreak,
  isIn,
  lineEnd,
  lineStart,
  MAX_DEPTH,
  NOTHING,
  nextLine,
  nowhere,
  type Path,
  quotedEnd,
  type Scan,
  skipSpaces,
  type Token,
  textOf,
  tokenOf,
} from './scan.ts';

/** What the chunk is a part of. */
export interface ScanInput {
  readonly text: string;
  readonly span: Span;
  /** Entries of this section, where the chunk is one of them. */
  readonly section: string | undefined;
  readonly offset: number;
}

interface Frame {
  readonly kind: 'map' | 'list';
  readonly indent: number;
  readonly path: Path;
  readonly names: string[];
  index: number;
}

/** A key or a dash whose value hasn't begun. */
interface Open {
  readonly path: Path;
  readonly indent: number;
}

interface BlockScan extends Scan {
  readonly frames: [Frame, ...Frame[]];
  open: Open | undefined;
}

export function cursorAt({ text, span, section, offset }: ScanInput): Cursor {
  const scan: BlockScan = {
    text,
    end: span.end,
    offset: Math.max(span.start, Math.min(offset, span.end)),
    answer: undefined,
    frames: [frame('map', 0, [])],
    open: undefined,
  };
  if (section !== undefined) scan.frames.push(frame('map', firstIndent(text, span), [section]));
  let at = span.start;
  do at = scanLine(scan, at);
  while (at < span.end || (at === span.end && isFreshLine(text, at, span.start)));
  const answer = scan.answer ?? blank(scan, scan.offset - lineStart(text, scan.offset));
  const { names, ...rest } = answer;
  return {
    ...rest,
    siblings: names,
    column: answer.token.span.start - lineStart(text, answer.token.span.start),
  };
}

function frame(kind: Frame['kind'], indent: number, path: Path): Frame {
  return { kind, indent, path, names: [], index: -1 };
}

function firstIndent(text: string, { start, end }: Span): number {
  const line = /^( *)[^\s#]/m.exec(text.slice(start, end));
  return line?.[1]?.length ?? 0;
}

function isFreshLine(text: string, at: number, start: number): boolean {
  return at > start && at === text.length && isBreak(text, at - 1);
}

/** @returns where the next line to scan begins; one past the text at its end. */
function scanLine(scan: BlockScan, start: number): number {
  const { text } = scan;
  const end = lineEnd(text, start);
  const first = skipSpaces(text, start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start, end);
  const isMarker = first === start && /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(start, start + 4));
  if (first === end || text.charAt(first) === '#' || isMarker) {
    if (isIn(scan, start, end)) {
      const isAfter = first < end && scan.offset > first;
      scan.answer = isAfter ? nowhere(scan.offset) : blank(scan, scan.offset - start);
    }
    return nextLine(text, end);
  }
  if (isIn(scan, start, first - 1)) scan.answer = nowhere(scan.offset);
  leave(scan, first - start, isDash(text, first));
  return scanContent(scan, first, start);
}

function isDash(text: string, at: number): boolean {
  return text.charAt(at) === '-' && /^(?:\s|$)/.test(text.slice(at + 1, at + 2));
}

/** Forgets what a line at this column ends. */
function leave(scan: BlockScan, column: number, dash: boolean): void {
  const { frames } = scan;
  if (scan.open && (column < scan.open.indent || (column === scan.open.indent && !dash)))
    scan.open = undefined;
  if (scan.open && column === scan.open.indent && top(scan).kind === 'list') scan.open = undefined;
  while (frames.length > 1 && top(scan).indent > column) frames.pop();
  const above = frames.at(-2);
  if (!dash && top(scan).kind === 'list' && top(scan).indent === column && above?.indent === column)
    frames.pop();
}

function top(scan: BlockScan): Frame {
  return scan.frames.at(-1) ?? scan.frames[0];
}

/** What would be written on an empty line, at this column. */
function blank(scan: BlockScan, column: number): Answer {
  const { frames, open, offset } = scan;
  const common = { ...NOTHING, token: emptyAt(offset), flow: false };
  if (open && column > open.indent)
    return { ...common, path: open.path, role: 'value', mayNest: true, names: [] };
  const fitting = frames.filter(({ indent }) => indent <= column);
  const nearest = fitting.at(-1) ?? frames[0];
  if (nearest.kind === 'map') return { ...common, path: nearest.path, role: 'key', names: nearest.names };
  const above = fitting.at(-2);
  if (above?.kind === 'map' && above.indent === column)
    return { ...common, path: above.path, role: 'key', names: above.names };
  const path = [...nearest.path, nearest.index + 1];
  return { ...common, path, role: 'value', mayNest: true, names: nearest.names, before: '- ' };
}

const KEY =
  /(?:"(?:[^"\\\r\n]|\\.)*"[ \t]*|'(?:[^'\r\n]|'')*'[ \t]*|[^\s"'#[\]{},&*!|>%@`][^\r\n]*?):(?=[ \t\r\n]|$)/y;

/** From the first character of a line, or after its dashes. @returns where the next line begins. */
function scanContent(scan: BlockScan, at: number, start: number): number {
  const { text } = scan;
  const end = lineEnd(text, at);
  if (isDash(text, at)) return scanDash(scan, at, start);
  KEY.lastIndex = at;
  const found = KEY.exec(text)?.[0];
  if (found === undefined || contentEnd(text, at, at + found.length) < at + found.length)
    return scanLoose(scan, at, start);
  const colon = at + found.length - 1;
  const keyEnd = at + found.slice(0, -1).trimEnd().length;
  const map = mapAt(scan, at - start);
  const token = tokenOf(text, at, keyEnd);
  if (isIn(scan, at, keyEnd)) {
    const common = { ...NOTHING, colonFollows: true, token, flow: false };
    scan.answer = map ? { ...common, path: map.path, role: 'key', names: map.names } : nowhere(scan.offset);
  } else map?.names.push(textOf(text, token));
  const path = [...(map?.path ?? ['']), textOf(text, token)];
  scan.open = { path, indent: at - start };
  const value = skipSpaces(text, colon + 1, end);
  answerGap(scan, { from: colon + 1, to: value, path });
  if (value === end || (text.charAt(value) === '#' && value > colon + 1))
    return skipComment(scan, value, end);
  return scanValue(scan, { at: value, path, indent: at - start, own: undefined });
}

/** A value may begin between `from` and `to`, where nothing is yet. */
function answerGap(
  scan: BlockScan,
  { from, to, path }: { readonly from: number; readonly to: number; readonly path: Path },
): void {
  const isToken = to < scan.end && !/[\r\n#]/.test(scan.text.charAt(to)) && to > from;
  if (!isIn(scan, from, isToken ? to - 1 : to)) return;
  const before = scan.offset === from ? ' ' : '';
  scan.answer = {
    ...NOTHING,
    path,
    role: 'value',
    token: emptyAt(scan.offset),
    flow: false,
    names: [],
    before,
  };
}

function skipComment(scan: BlockScan, comment: number, end: number): number {
  if (isIn(scan, comment, end)) scan.answer = nowhere(scan.offset);
  return nextLine(scan.text, end);
}

function scanDash(scan: BlockScan, at: number, start: number): number {
  const { text } = scan;
  const end = lineEnd(text, at);
  const column = at - start;
  const list = listAt(scan, column);
  list.index++;
  const path = [...list.path, list.index];
  scan.open = { path, indent: column };
  const content = skipSpaces(text, at + 1, end);
  if (scan.frames.length >= MAX_DEPTH) return skipRest(scan, at);
  if (isIn(scan, at, at)) scan.answer = nowhere(scan.offset);
  answerGap(scan, { from: at + 1, to: content, path });
  if (scan.answer?.path === path) scan.answer = { ...scan.answer, mayNest: true, names: list.names };
  if (content === end || text.charAt(content) === '#') return skipComment(scan, content, end);
  return scanContent(scan, content, start);
}

function listAt(scan: BlockScan, column: number): Frame {
  const current = top(scan);
  if (!scan.open && current.kind === 'list' && current.indent === column) return current;
  return push(scan, 'list', column, scan.open?.path ?? [...current.path, '']);
}

/** @returns undefined where no map can be. */
function mapAt(scan: BlockScan, column: number): Frame | undefined {
  if (scan.open && column > scan.open.indent) return push(scan, 'map', column, scan.open.path);
  const current = top(scan);
  return current.kind === 'map' ? current : undefined;
}

function push(scan: BlockScan, kind: Frame['kind'], indent: number, path: Path): Frame {
  const added = frame(kind, indent, path);
  if (scan.frames.length < MAX_DEPTH) scan.frames.push(added);
  scan.open = undefined;
  const { answer } = scan;
  // The cursor is on an empty line above the first key: what follows is beside it.
  if (kind === 'map' && answer?.role === 'value' && answer.mayNest && isSamePath(answer.path, path))
    scan.answer = { ...answer, names: added.names };
  return added;
}

function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

/** No key: half of one, or a value on a line of its own. */
function scanLoose(scan: BlockScan, at: number, start: number): number {
  const { open } = scan;
  const column = at - start;
  if (isRootFlow(scan, at)) return scanValue(scan, { at, path: [], indent: -1, own: undefined });
  if (open) return scanValue(scan, { at, path: open.path, indent: open.indent, own: column });
  const map = mapAt(scan, column);
  const end = contentEnd(scan.text, at, lineEnd(scan.text, at));
  if (isIn(scan, at, end)) {
    const token = looseToken(scan, at, end);
    scan.answer = map
      ? { ...NOTHING, path: map.path, role: 'key', token, flow: false, names: map.names }
      : nowhere(scan.offset);
  }
  return skipComment(scan, end + 1, lineEnd(scan.text, at));
}

function isRootFlow({ text, frames, open }: BlockScan, at: number): boolean {
  return !open && frames.length === 1 && frames[0].names.length === 0 && /[{[]/.test(text.charAt(at));
}

/** A word that may be followed by spaces up to the cursor. */
function looseToken(scan: Scan, start: number, end: number): Token {
  const word = tokenOf(scan.text, start, start + scan.text.slice(start, end).trimEnd().length);
  if (word.style !== 'plain' || scan.offset <= word.span.end || scan.offset > end) return word;
  return { ...word, span: { start, end: scan.offset } };
}

interface ValueStart extends Pick<FlowStart, 'at' | 'path' | 'indent'> {
  /** The column, where the value begins on a line of its own or after a dash. */
  readonly own: number | undefined;
}

function scanValue(scan: BlockScan, { at, path, indent, own }: ValueStart): number {
  const { text } = scan;
  const end = lineEnd(text, at);
  const character = text.charAt(at);
  if (character === '&' || character === '!') {
    const word = /^(?:[&!]\S*[ \t]*)+/.exec(text.slice(at, end))?.[0].length ?? 1;
    if (isIn(scan, at, at + word - 1)) scan.answer = nowhere(scan.offset);
    if (at + word >= end) return skipComment(scan, at + word, end);
    return scanValue(scan, { at: at + word, path, indent, own });
  }
  if (character === '|' || character === '>') return scanBlockScalar(scan, at, indent);
  if (character === '[' || character === '{') {
    scan.open = undefined;
    const after = scanFlow(scan, { at, path, indent });
    if (isIn(scan, after, after)) scan.answer = nowhere(scan.offset);
    return skipRest(scan, after);
  }
  const quoted = /["']/.test(character) ? quotedEnd(text, at, { end: scan.end, indent }) : undefined;
  const stop = quoted ?? contentEnd(text, at, end);
  const siblings = itemsBeside(scan, path);
  // On a line of its own it may become the first key of a map.
  const map = own === undefined ? undefined : push(scan, 'map', own, path);
  scan.open = undefined;
  const token = quoted === undefined ? looseToken(scan, at, stop) : tokenOf(text, at, quoted);
  if (isIn(scan, at, stop)) {
    const names = siblings ?? map?.names ?? [];
    scan.answer = { ...NOTHING, path, role: 'value', token, flow: false, names, mayNest: own !== undefined };
  } else siblings?.push(textOf(text, token));
  return skipRest(scan, stop);
}

/** The items of the list that the value is one of. */
function itemsBeside(scan: BlockScan, path: Path): string[] | undefined {
  const current = top(scan);
  return typeof path.at(-1) === 'number' && current.kind === 'list' ? current.names : undefined;
}

/** What follows a closed value on its line: nothing, or a comment. */
function skipRest(scan: BlockScan, from: number): number {
  const end = lineEnd(scan.text, from);
  if (from < end && isIn(scan, from + 1, end)) scan.answer = nowhere(scan.offset);
  return nextLine(scan.text, end);
}

/** Literal text goes on as long as lines are deeper than the key. */
function scanBlockScalar(scan: BlockScan, at: number, indent: number): number {
  const { text } = scan;
  scan.open = undefined;
  let next = nextLine(text, lineEnd(text, at));
  while (next < scan.end) {
    const end = lineEnd(text, next);
    const first = skipSpaces(text, next, end);
    if (first < end && first - next <= indent) break;
    const after = nextLine(text, end);
    // Empty lines at its end belong to whatever comes next.
    if (first === end && !isDeeperAfter(text, after, scan.end, indent)) break;
    next = after;
  }
  if (isIn(scan, at, next - 1)) scan.answer = nowhere(scan.offset);
  return next;
}

function isDeeperAfter(text: string, from: number, end: number, indent: number): boolean {
  for (let start = from; start < end; ) {
    const stop = lineEnd(text, start);
    const first = skipSpaces(text, start, stop);
    if (first < stop) return first - start > indent;
    start = nextLine(text, stop);
  }
  return false;
}
