// Text to tree by the fast reader, for what is well-formed. It follows the parser's events, and gives way to the tolerant reader wherever that could
// see another tree or a problem: where the parser refuses the text, and at what is rare (tags, directives, several documents, keys that are no words,
// pairs within lists, empty anchors, a root that is no collection, aliases that can't be expanded, nesting beyond the limit, and what differences.ts
// says). Whatever it reads, it reads in one go along the events: the end of a block is where the last thing in it ended.

import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml/browser';
// The build for browsers: the other one spreads objects into the parser's state, which V8 then handles three times as slowly.
import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
} from 'js-yaml/browser';
import { count, expand, isMerge, MAX_DEPTH, merge, type Progress, underAnchor } from './aliases.ts';
import {
  CLOSING_BRACE,
  CLOSING_BRACKET,
  GREATER,
  HASH,
  LINE_FEED,
  lineEnd,
  OPENING_BRACE,
  PIPE,
} from './characters.ts';
import {
  endsKey,
  endsLine,
  hasEscapedLineEnd,
  hasOddBlanks,
  hasOddCharacters,
  isAfterComment,
  isBeforeComment,
  isPlainAlias,
  isPlainName,
  isPlainPrologue,
} from './differences.ts';
import type { ParserEvents } from './entryEvents.ts';
import type { MapEntry, MapNode, ScalarNode, SequenceNode, YamlNode } from './node.ts';
import { blockEnd, flatten, isNull } from './scalar.ts';

/** Constants of our own: those of the package are read through a getter each time. */
const { DOCUMENT, SCALAR, MAPPING, SEQUENCE, ALIAS, POP } = EVENT_ID;
const { PLAIN, SINGLE_QUOTED, DOUBLE_QUOTED } = SCALAR_STYLE;
const { FLOW } = COLLECTION_STYLE;
const { KEEP } = CHOMPING_MODE;

interface Reading extends Progress {
  readonly text: string;
  readonly events: readonly Event[];
  /** The event to be read next. */
  at: number;
  /** Where the last key, value, first dash or bracket ends. */
  end: number;
  /** How many brackets are open. */
  flows: number;
  /** The tolerant reader has the say. */
  givesWay: boolean;
}

/**
 * @param parsed what the parser says of the text, where somebody asked already
 * @returns undefined where the tolerant reader has the say.
 */
export function readFast(text: string, parsed?: ParserEvents): YamlNode | undefined {
  if (hasOddCharacters(text)) return undefined;
  const events = parsed ?? eventsOf(text);
  if (!events || !isPlainDocument(events, text)) return undefined;
  const reading = startReading(text, events);
  const root = readNode(reading, 0);
  // What is left is the end of the document, and of the text.
  return reading.givesWay || reading.at !== events.length - 1 ? undefined : root;
}

/** In one piece: an object that is spread into another is slow ever after. */
function startReading(text: string, events: readonly Event[]): Reading {
  const anchors: Progress['anchors'] = new Map();
  return {
    text,
    events,
    at: 1,
    end: 0,
    flows: 0,
    givesWay: false,
    anchors,
    size: 0,
    deepest: 0,
    expanded: 0,
  };
}

function eventsOf(text: string): readonly Event[] | undefined {
  try {
    return parseEvents(text, {});
  } catch {
    return undefined;
  }
}

function isPlainDocument([document, root]: readonly Event[], text: string): boolean {
  if (document?.type !== DOCUMENT || document.directives.length > 0 || document.explicitEnd) return false;
  if (root?.type !== MAPPING && root?.type !== SEQUENCE) return false;
  return isPlainPrologue(text.slice(0, root.start));
}

function readNode(reading: Reading, depth: number): YamlNode | undefined {
  const event = reading.events[reading.at++];
  switch (event?.type) {
    case SCALAR:
      return event.anchorStart < 0 ? readScalar(reading, event, depth) : anchored(reading, event, depth);
    case MAPPING:
    case SEQUENCE:
      return event.anchorStart < 0 ? readCollection(reading, event, depth) : anchored(reading, event, depth);
    case ALIAS:
      return readAlias(reading, event, depth);
    default:
      return giveWay(reading);
  }
}

function giveWay(reading: Reading): undefined {
  reading.givesWay = true;
  return undefined;
}

function anchored(
  reading: Reading,
  event: ScalarEvent | MappingEvent | SequenceEvent,
  depth: number,
): YamlNode | undefined {
  const { anchorStart, anchorEnd } = event;
  const isEmpty = event.type === SCALAR && event.valueStart < 0;
  if (isEmpty || !isPlainName(reading.text, anchorStart, anchorEnd)) return giveWay(reading);
  return underAnchor(reading, flatten(reading.text.slice(anchorStart, anchorEnd)), depth, () =>
    event.type === SCALAR ? readScalar(reading, event, depth) : readCollection(reading, event, depth),
  );
}

function readAlias(reading: Reading, event: AliasEvent, depth: number): YamlNode | undefined {
  const { anchorStart, anchorEnd } = event;
  if (!isPlainAlias(reading.text, anchorStart, anchorEnd)) return giveWay(reading);
  reading.end = anchorEnd;
  const name = reading.text.slice(anchorStart, anchorEnd);
  const expansion = expand(reading, name, { start: anchorStart - 1, end: anchorEnd }, depth);
  return expansion.refused ? giveWay(reading) : expansion.node;
}

function readCollection(
  reading: Reading,
  event: MappingEvent | SequenceEvent,
  depth: number,
): YamlNode | undefined {
  if (depth > MAX_DEPTH || event.tagStart >= 0) return giveWay(reading);
  count(reading, depth);
  const flow = event.style === FLOW;
  if (flow) reading.flows++;
  const node = event.type === MAPPING ? readMap(reading, event, depth) : readSequence(reading, event, depth);
  if (flow) reading.flows--;
  return node;
}

function readMap(reading: Reading, { start, style }: MappingEvent, depth: number): MapNode {
  const flow = style === FLOW;
  if (flow) {
    // Within a list, a pair is a map without braces.
    if (reading.text.charCodeAt(start) !== OPENING_BRACE) giveWay(reading);
    reading.end = start + 1;
  }
  const entries: MapEntry[] = [];
  let taken: YamlNode[] | undefined;
  while (!closes(reading)) {
    const key = readKey(reading, flow);
    const value = readNode(reading, depth + 1);
    if (flow && isBeforeComment(reading.text, reading.end)) giveWay(reading);
    if (!key) continue;
    if (isMerge(key, value)) {
      taken ??= [];
      taken.push(value);
    } else entries.push({ key, value });
  }
  const end = flow ? closeFlow(reading) : reading.end;
  return { kind: 'map', span: { start, end }, flow, entries: taken ? merge(entries, taken) : entries };
}

function readSequence(reading: Reading, { start, style }: SequenceEvent, depth: number): SequenceNode {
  const flow = style === FLOW;
  reading.end = start + 1;
  const items: (YamlNode | undefined)[] = [];
  while (!closes(reading)) {
    items.push(readNode(reading, depth + 1));
    if (flow && isBeforeComment(reading.text, reading.end)) giveWay(reading);
  }
  const end = flow ? closeFlow(reading) : reading.end;
  if (!flow && !endsLine(reading.text, end)) giveWay(reading);
  return { kind: 'sequence', span: { start, end }, flow, items };
}

function closes(reading: Reading): boolean {
  if (reading.givesWay) return true;
  if (reading.events[reading.at]?.type !== POP) return false;
  reading.at++;
  return true;
}

/** Only indicators, white space and comments lie between what a flow collection has last and its bracket. */
function closeFlow(reading: Reading): number {
  const { text } = reading;
  let at = reading.end;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === CLOSING_BRACE || code === CLOSING_BRACKET) break;
    if (code === HASH) at = lineEnd(text, at);
  }
  reading.end = at + 1;
  return reading.end;
}

function readKey(reading: Reading, inFlow: boolean): ScalarNode | undefined {
  const event = reading.events[reading.at++];
  if (event?.type !== SCALAR || event.valueStart < 0 || event.anchorStart >= 0 || event.tagStart >= 0)
    return giveWay(reading);
  const key = scalarOf(reading, event);
  if (key.style === 'block' || (inFlow && key.style === 'plain' && !endsKey(reading.text, key.span.end)))
    return giveWay(reading);
  return key;
}

function readScalar(reading: Reading, event: ScalarEvent, depth: number): ScalarNode | undefined {
  if (depth > MAX_DEPTH || event.tagStart >= 0) return giveWay(reading);
  count(reading, depth);
  if (event.valueStart < 0) return undefined;
  if (
    event.style === PLAIN &&
    reading.flows === 0 &&
    isAfterComment(reading.text, reading.end, event.valueStart)
  )
    return giveWay(reading);
  const scalar = scalarOf(reading, event);
  return scalar.style === 'plain' && isNull(scalar.text) ? undefined : scalar;
}

function scalarOf(reading: Reading, event: ScalarEvent): ScalarNode {
  const { text } = reading;
  const { valueStart, valueEnd, style } = event;
  const value = flatten(event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event));
  if (style === PLAIN) {
    reading.end = valueEnd;
    return { kind: 'scalar', span: { start: valueStart, end: valueEnd }, text: value, style: 'plain' };
  }
  if (style === SINGLE_QUOTED || style === DOUBLE_QUOTED) {
    reading.end = valueEnd + 1;
    if (!event.fast && hasEscapedLineEnd(text.slice(valueStart, valueEnd))) giveWay(reading);
    const span = { start: valueStart - 1, end: valueEnd + 1 };
    return { kind: 'scalar', span, text: value, style: style === DOUBLE_QUOTED ? 'double' : 'single' };
  }
  const start = blockStart(text, Math.max(reading.end, event.anchorEnd));
  reading.end = blockEnd(text, start, valueEnd);
  const isEmpty = reading.end <= valueStart && valueStart < valueEnd;
  const keepsUnended = event.chomping === KEEP && text.charCodeAt(valueEnd - 1) !== LINE_FEED;
  if (isEmpty || keepsUnended || hasOddBlanks(text, start, reading.end, valueEnd)) giveWay(reading);
  return { kind: 'scalar', span: { start, end: reading.end }, text: value, style: 'block' };
}

/** Only indicators, white space and comments lie before the header of a block scalar. */
function blockStart(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === PIPE || code === GREATER) break;
    if (code === HASH) at = lineEnd(text, at);
  }
  return at;
}
