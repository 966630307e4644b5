// The part of the cursor's scan that is inside brackets: `{ key: value, ... }` and `[item, ...]`, on one line or several. A bracket that isn't
// closed ends where a line stands no deeper than what the bracket belongs to.

import {
  type Answer,
  emptyAt,
  isIn,
  lineEnd,
  MAX_DEPTH,
  NOTHING,
  nowhere,
  type Path,
  quotedEnd,
  type Scan,
  skipSpaces,
  type Token,
  textOf,
  tokenOf,
} from './scan.ts';

export interface FlowStart {
  /** The opening bracket. */
  readonly at: number;
  readonly path: Path;
  /** Column of the key or dash that it is the value of. */
  readonly indent: number;
}

interface FlowFrame {
  readonly kind: 'map' | 'list';
  readonly path: Path;
  readonly names: string[];
  index: number;
  /** The key whose value is next. */
  key: string | undefined;
  /** Something stands here already; only a comma may follow. */
  filled: boolean;
}

interface FlowScan {
  readonly scan: Scan;
  readonly indent: number;
  readonly frames: FlowFrame[];
}

/** @returns where it ends: after the closing bracket, or at the end of the line that it's broken off at. */
export function scanFlow(scan: Scan, { at, path, indent }: FlowStart): number {
  const flow: FlowScan = { scan, indent, frames: [] };
  if (isIn(scan, at, at)) scan.answer = nowhere(scan.offset);
  open(flow, at, path);
  let offset = at + 1;
  while (offset < scan.end && flow.frames.length > 0) {
    const next = step(flow, offset);
    if (next === undefined) return offset;
    offset = next;
  }
  if (flow.frames.length > 0) answerGap(flow, offset);
  return Math.min(offset, scan.end);
}

function open({ scan, frames }: FlowScan, at: number, path: Path): void {
  const kind = scan.text.charAt(at) === '{' ? 'map' : 'list';
  frames.push({ kind, path, names: [], index: 0, key: undefined, filled: false });
}

/** One token. @returns undefined where the brackets are broken off. */
function step(flow: FlowScan, offset: number): number | undefined {
  const { scan } = flow;
  const { text } = scan;
  const character = text.charAt(offset);
  switch (character) {
    case '\n':
    case '\r':
      return crossLine(flow, offset);
    case ' ':
    case '\t':
      return offset + 1;
    case '{':
    case '[':
      return enter(flow, offset);
    case '}':
    case ']':
      answerGap(flow, offset);
      return close(flow, character === '}' ? 'map' : 'list', offset);
    case ',':
      answerGap(flow, offset);
      nextItem(flow);
      return offset + 1;
    case '#':
      return /\s/.test(text.charAt(offset - 1)) ? comment(flow, offset) : word(flow, offset);
    default:
      return word(flow, offset);
  }
}

/** The flow goes on where the next line with something on it is deeper, or closes it. */
function crossLine({ scan, indent, frames }: FlowScan, offset: number): number | undefined {
  const { text, end } = scan;
  let start = offset + 1;
  for (;;) {
    const stop = lineEnd(text, start);
    const first = skipSpaces(text, start, stop);
    if (stop >= end && first === stop) return brokenOff({ scan, indent, frames }, offset);
    if (first < stop) {
      const goesOn = first - start > indent || /[\]},]/.test(text.charAt(first));
      return goesOn ? first : brokenOff({ scan, indent, frames }, offset);
    }
    start = stop + 1;
  }
}

function brokenOff(flow: FlowScan, offset: number): undefined {
  answerGap(flow, offset);
  return undefined;
}

function comment(flow: FlowScan, offset: number): number {
  answerGap(flow, offset);
  const end = lineEnd(flow.scan.text, offset);
  if (isIn(flow.scan, offset, end)) flow.scan.answer = nowhere(flow.scan.offset);
  return end;
}

function enter(flow: FlowScan, offset: number): number {
  answerGap(flow, offset - 1);
  if (isIn(flow.scan, offset, offset)) flow.scan.answer = nowhere(flow.scan.offset);
  if (flow.frames.length >= MAX_DEPTH) return offset + 1;
  const current = flow.frames.at(-1);
  const path = current ? valuePath(current) : [];
  if (current) current.filled = true;
  open(flow, offset, path);
  return offset + 1;
}

function close(flow: FlowScan, kind: FlowFrame['kind'], offset: number): number {
  const index = flow.frames.findLastIndex((frame) => frame.kind === kind);
  // A bracket that closes nothing is passed over; one that closes an outer frame closes what is inside too.
  if (index >= 0) flow.frames.length = index;
  return offset + 1;
}

function nextItem({ frames }: FlowScan): void {
  const current = frames.at(-1);
  if (!current) return;
  current.index++;
  current.key = undefined;
  current.filled = false;
}

function valuePath({ kind, path, key, index }: FlowFrame): Path {
  return [...path, kind === 'list' ? index : (key ?? '')];
}

/** The cursor is somewhere before `offset` and in no token: what may be written there. */
function answerGap({ scan, frames }: FlowScan, offset: number): void {
  const current = frames.at(-1);
  if (!current || scan.answer || scan.offset > offset) return;
  scan.answer = current.filled
    ? nowhere(scan.offset)
    : slot(current, emptyAt(scan.offset), {
        ...NOTHING,
        before: current.key !== undefined && scan.text.charAt(scan.offset - 1) === ':' ? ' ' : '',
      });
}

function slot(frame: FlowFrame, token: Token, rest: typeof NOTHING): Answer {
  const isKey = frame.kind === 'map' && frame.key === undefined;
  return {
    ...rest,
    path: isKey ? frame.path : valuePath(frame),
    role: isKey ? 'key' : 'value',
    token,
    flow: true,
    names: isKey || frame.kind === 'list' ? frame.names : [],
  };
}

function word(flow: FlowScan, offset: number): number {
  const { scan, indent } = flow;
  const { text } = scan;
  const current = flow.frames.at(-1);
  const isQuoted = /["']/.test(text.charAt(offset));
  const end = isQuoted
    ? quotedEnd(text, offset, { end: scan.end, indent })
    : plainEnd(text, offset, scan.end);
  if (!current || end === offset) return offset + 1;
  const token = tokenOf(text, offset, end);
  const colon = skipSpaces(text, end, scan.end);
  const isKey = text.charAt(colon) === ':' && (isQuoted || endsKey(text, colon));
  answerGap(flow, offset - 1);
  if (isIn(scan, offset, end))
    scan.answer = current.filled
      ? nowhere(scan.offset)
      : slot(current, token, { ...NOTHING, colonFollows: isKey });
  else if (!current.filled && (current.kind === 'list' || current.key === undefined))
    current.names.push(textOf(text, token));
  if (isKey && current.kind === 'map' && current.key === undefined) {
    if (isIn(scan, end, colon)) scan.answer = nowhere(scan.offset);
    current.key = textOf(text, token);
    return colon + 1;
  }
  current.filled = true;
  return isKey ? colon + 1 : end;
}

/** A colon ends a plain key where a space, a bracket or the line's end follows. */
function endsKey(text: string, colon: number): boolean {
  return colon + 1 >= text.length || /[\s,[\]{}]/.test(text.charAt(colon + 1));
}

function plainEnd(text: string, start: number, end: number): number {
  let offset = start;
  while (offset < end) {
    const character = text.charAt(offset);
    if (/[,[\]{}\r\n]/.test(character)) break;
    if (character === ':' && endsKey(text, offset)) break;
    if (character === '#' && offset > start && /\s/.test(text.charAt(offset - 1))) break;
    offset++;
  }
  return start + text.slice(start, offset).trimEnd().length;
}
