// Text to tree by the tolerant reader: whatever is broken is a problem, whatever is readable is in the tree. Never throws.

import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, parseDocument } from 'yaml';
import type { Span } from '../text/span.ts';
import {
  count,
  type Expansion,
  expand,
  isMerge,
  MAX_DEPTH,
  MAX_EXPANDED,
  merge,
  type Progress,
  startProgress,
  underAnchor,
} from './aliases.ts';
import { explain } from './explain.ts';
import type { MapEntry, ScalarNode, SyntaxProblem, SyntaxTree, YamlNode } from './node.ts';
import { blockEnd, flatten, isNull } from './scalar.ts';

interface Reading extends Progress {
  readonly text: string;
  readonly problems: SyntaxProblem[];
  /** Where the last key, value, first dash or bracket ends. */
  end: number;
  /** It was said that aliases expand to too much: once will do. */
  saidTooMany: boolean;
}

/** Nobody reads more of one text, and a hostile one has hundreds of thousands. */
const MAX_PROBLEMS = 1000;

export function readTolerant(text: string): SyntaxTree {
  const reading: Reading = { text, problems: [], end: 0, saidTooMany: false, ...startProgress() };
  try {
    const document = parseDocument(text, {
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    // Once the reader has lost its way, what it didn't expect is the first fault's doing.
    const causes = document.errors.filter(({ code }, nth) => nth === 0 || code !== 'UNEXPECTED_TOKEN');
    reading.problems.push(...causes.slice(0, MAX_PROBLEMS).map((error) => explain(error, text)));
    return { root: convert(document.contents as Node | null, reading, 0), problems: reading.problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "This nests too deep; it isn't read.";
    return { root: undefined, problems: [{ code: 'yaml/limit', message, span: firstLine(text) }] };
  }
}

export function firstLine(text: string): Span {
  return { start: 0, end: Math.max(1, text.search(/\r|\n|$/)) };
}

function convert(node: Node | null | undefined, reading: Reading, depth: number): YamlNode | undefined {
  if (!node) {
    count(reading, depth);
    return undefined;
  }
  if (isAlias(node)) return convertAlias(node.source, spanOf(node), reading, depth);
  if (depth > MAX_DEPTH) {
    const { start } = spanOf(node);
    const message = `This nests more than ${MAX_DEPTH} levels deep; what is inside isn't read.`;
    refuse(reading, message, { start, end: start + 1 });
    return undefined;
  }
  const anchor = (node as { anchor?: string }).anchor;
  const read = () => convertContent(node, reading, depth);
  return anchor === undefined ? read() : underAnchor(reading, anchor, depth, read);
}

function convertContent(node: Node, reading: Reading, depth: number): YamlNode | undefined {
  count(reading, depth);
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const entries = convertEntries(node.items, reading, depth);
    return { kind: 'map', span: collectionSpan(node, reading), flow: node.flow === true, entries };
  }
  if (isSeq(node)) {
    wrote(reading, spanOf(node).start + 1);
    const items = node.items.map((item) => convert(item as Node, reading, depth + 1));
    return { kind: 'sequence', span: collectionSpan(node, reading), flow: node.flow === true, items };
  }
  return isScalar(node) ? convertScalar(node, reading) : undefined;
}

/** To the bracket, or to the last of what is in it: the reader lets a block go on to whatever follows. */
function collectionSpan(node: Node & { readonly flow?: boolean }, reading: Reading): Span {
  const { start, end } = spanOf(node);
  if (node.flow) wrote(reading, end);
  return { start, end: Math.max(start, reading.end) };
}

function wrote(reading: Reading, end: number): void {
  if (end > reading.end) reading.end = end;
}

function convertAlias(name: string, span: Span, reading: Reading, depth: number): YamlNode | undefined {
  wrote(reading, span.end);
  const { node, refused } = expand(reading, name, span, depth);
  if (refused) sayRefused(reading, name, { refused, span });
  return node;
}

interface Refusal {
  readonly refused: NonNullable<Expansion['refused']>;
  readonly span: Span;
}

function sayRefused(reading: Reading, name: string, { refused, span }: Refusal): void {
  if (refused === 'deep')
    refuse(reading, `This nests more than ${MAX_DEPTH} levels deep; it isn't read.`, span);
  else if (refused === 'many') {
    const message = `Aliases expand to more than ${MAX_EXPANDED} values; this one and those below aren't read.`;
    if (!reading.saidTooMany) refuse(reading, message, span);
    reading.saidTooMany = true;
  } else {
    const message =
      refused === 'endless'
        ? `\`*${name}\` stands inside what it stands for; it isn't read.`
        : `\`*${name}\` stands for nothing: no \`&${name}\` is above it.`;
    reading.problems.push({ code: 'yaml/syntax', message, span });
  }
}

function refuse(reading: Reading, message: string, span: Span): void {
  if (reading.problems.length < MAX_PROBLEMS) reading.problems.push({ code: 'yaml/limit', message, span });
}

function convertEntries(
  pairs: readonly { readonly key: Node; readonly value: Node | null }[],
  reading: Reading,
  depth: number,
): readonly MapEntry[] {
  const own: MapEntry[] = [];
  const taken: YamlNode[] = [];
  for (const pair of pairs) {
    const key = isScalar(pair.key) ? scalarOf(pair.key, reading) : undefined;
    wrote(reading, spanOf(pair.key).end);
    const value = convert(pair.value, reading, depth + 1);
    if (!key) {
      const span = spanOf(pair.key);
      reading.problems.push({ code: 'yaml/syntax', message: 'A key must be a plain word here.', span });
    } else if (isMerge(key, value)) taken.push(value);
    else own.push({ key, value });
  }
  return taken.length > 0 ? merge(own, taken) : own;
}

function convertScalar(node: Node, reading: Reading): YamlNode | undefined {
  const scalar = scalarOf(node, reading);
  return scalar.style === 'plain' && isNull(scalar.text) ? undefined : scalar;
}

function scalarOf(node: Node, reading: Reading): ScalarNode {
  const scalar = node as { source?: string; value: unknown; type?: string };
  const style = styleOf(scalar.type);
  const { start, end: until } = spanOf(node);
  const end = style === 'block' ? blockEnd(reading.text, start, until) : until;
  // Where nothing is written the reader says it as a text without length.
  if (end > start) wrote(reading, end);
  const text = flatten(scalar.source ?? String(scalar.value ?? ''));
  return { kind: 'scalar', span: { start, end }, text, style };
}

function styleOf(type: string | undefined): ScalarNode['style'] {
  switch (type) {
    case 'QUOTE_SINGLE':
      return 'single';
    case 'QUOTE_DOUBLE':
      return 'double';
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return 'block';
    default:
      return 'plain';
  }
}

function spanOf(node: Node | null): Span {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
