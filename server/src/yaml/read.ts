// Text to tree by the tolerant reader: whatever is broken is a problem, whatever is readable is in the tree. Aliases are expanded, within limits,
// so that nothing above knows of anchors; what they stand for is shared, not copied. Never throws.

import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, parseDocument } from 'yaml';
import type { Span } from '../text/span.ts';
import { explain } from './explain.ts';
import type { MapEntry, ScalarNode, SyntaxProblem, SyntaxTree, YamlNode } from './node.ts';

/** Brackets, quotes, dashes and the like in one text: what 10,000 large assets have, and about ten seconds of work. */
const MAX_MARKS = 1_000_000;
/** Values that aliases may add to one tree: far above what a person writes, far below what hurts. */
const MAX_EXPANDED = 500_000;
const MAX_DEPTH = 64;

/** A node read, with how many nodes it holds and how deep it goes, aliases expanded. */
interface Read {
  readonly node: YamlNode | undefined;
  readonly size: number;
  readonly height: number;
}

interface Reading {
  readonly problems: SyntaxProblem[];
  /** What was read under each anchor so far; `open`: it's being read, so an alias to it would contain itself. */
  readonly anchors: Map<string, Read | 'open'>;
  expanded: number;
}

const NOTHING: Read = { node: undefined, size: 0, height: 0 };

export function readYaml(text: string): SyntaxTree {
  // Blank lines and comments cost the reader as much as anything else.
  if (!/^[ \t\uFEFF]*[^\s#]/m.test(text)) return { root: undefined, problems: [] };
  if (text.length > MAX_MARKS && countMarks(text) > MAX_MARKS) {
    const message = `This is too much to be read in one piece (more than ${MAX_MARKS} brackets, quotes, dashes and lines); split it.`;
    return { root: undefined, problems: [{ code: 'yaml/limit', message, span: firstLine(text) }] };
  }
  const reading: Reading = { problems: [], anchors: new Map(), expanded: 0 };
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
    const { node } = convert(document.contents as Node | null, reading, 0);
    return { root: node, problems: reading.problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "This nests too deep; it isn't read.";
    return { root: undefined, problems: [{ code: 'yaml/limit', message, span: firstLine(text) }] };
  }
}

function firstLine(text: string): Span {
  return { start: 0, end: Math.max(1, text.search(/\r|\n|$/)) };
}

/** What costs the reader: not letters and digits, nor the dashes and colons within words. */
function countMarks(text: string): number {
  let marks = 0;
  for (const _ of text.matchAll(/[[\]{},?&*!"'|>%@`#\n\\]|[-:](?=\s)/g)) marks++;
  return marks;
}

/** Nobody reads more of one text, and a hostile one has hundreds of thousands. */
const MAX_PROBLEMS = 1000;

function convert(node: Node | null | undefined, reading: Reading, depth: number): Read {
  if (!node) return NOTHING;
  if (isAlias(node)) return expand(node.source, spanOf(node), reading, depth);
  if (depth > MAX_DEPTH) {
    refuse(reading, `This nests more than ${MAX_DEPTH} levels deep; what is inside isn't read.`, {
      start: spanOf(node).start,
      end: spanOf(node).start + 1,
    });
    return NOTHING;
  }
  const anchor = (node as { anchor?: string }).anchor;
  if (anchor !== undefined) reading.anchors.set(anchor, 'open');
  const read = convertContent(node, reading, depth);
  if (anchor !== undefined) reading.anchors.set(anchor, read);
  return read;
}

function convertContent(node: Node, reading: Reading, depth: number): Read {
  const span = spanOf(node);
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const { entries, ...measure } = convertEntries(node.items, reading, depth);
    return { node: { kind: 'map', span, flow: node.flow === true, entries }, ...measure };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node, reading, depth + 1));
    return {
      node: { kind: 'sequence', span, flow: node.flow === true, items: items.map((item) => item.node) },
      ...measureOf(items),
    };
  }
  return { node: isScalar(node) ? convertScalar(node, span) : undefined, size: 1, height: 1 };
}

function measureOf(parts: readonly Read[]): Pick<Read, 'size' | 'height'> {
  return {
    size: parts.reduce((sum, { size }) => sum + size, 1),
    height: parts.reduce((highest, { height }) => Math.max(highest, height + 1), 1),
  };
}

function expand(name: string, span: Span, reading: Reading, depth: number): Read {
  const target = reading.anchors.get(name);
  if (target === undefined || target === 'open') {
    const message = target
      ? `\`*${name}\` stands inside what it stands for; it isn't read.`
      : `\`*${name}\` stands for nothing: no \`&${name}\` is above it.`;
    reading.problems.push({ code: 'yaml/syntax', message, span });
    return NOTHING;
  }
  if (depth + target.height > MAX_DEPTH) {
    refuse(reading, `This nests more than ${MAX_DEPTH} levels deep; it isn't read.`, span);
    return NOTHING;
  }
  const wasFull = reading.expanded > MAX_EXPANDED;
  reading.expanded += target.size;
  if (reading.expanded > MAX_EXPANDED) {
    const message = `Aliases expand to more than ${MAX_EXPANDED} values; this one and those below aren't read.`;
    if (!wasFull) refuse(reading, message, span);
    return NOTHING;
  }
  return { ...target, node: target.node && { ...target.node, span } };
}

function refuse(reading: Reading, message: string, span: Span): void {
  if (reading.problems.length < MAX_PROBLEMS) reading.problems.push({ code: 'yaml/limit', message, span });
}

interface ReadEntries extends Pick<Read, 'size' | 'height'> {
  readonly entries: readonly MapEntry[];
}

function convertEntries(
  pairs: readonly { key: Node; value: Node | null }[],
  reading: Reading,
  depth: number,
): ReadEntries {
  const own: MapEntry[] = [];
  const taken: YamlNode[] = [];
  const values: Read[] = [];
  for (const pair of pairs) {
    const read = convert(pair.value, reading, depth + 1);
    values.push(read);
    const key = isScalar(pair.key) ? scalarOf(pair.key, spanOf(pair.key)) : undefined;
    if (!key) {
      const span = spanOf(pair.key);
      reading.problems.push({ code: 'yaml/syntax', message: 'A key must be a plain word here.', span });
    } else if (key.text === '<<' && key.style === 'plain' && isMergeable(read.node)) taken.push(read.node);
    else own.push({ key, value: read.node });
  }
  const entries = taken.length > 0 ? [...own, ...mergedEntries(taken, own)] : own;
  return { entries, ...measureOf(values) };
}

function isMergeable(node: YamlNode | undefined): node is YamlNode {
  if (node?.kind === 'sequence') return node.items.every((item) => item?.kind === 'map');
  return node?.kind === 'map';
}

/** Merge keys: what the map itself says wins, then the first of those merged. */
function mergedEntries(taken: readonly YamlNode[], own: readonly MapEntry[]): MapEntry[] {
  const known = new Set(own.map(({ key }) => key.text));
  const maps = taken.flatMap((node) => (node.kind === 'sequence' ? node.items : [node]));
  return maps.flatMap((map) => {
    const fresh = map?.kind === 'map' ? map.entries.filter(({ key }) => !known.has(key.text)) : [];
    for (const { key } of fresh) known.add(key.text);
    return fresh;
  });
}

function convertScalar(node: Node, span: Span): YamlNode | undefined {
  const scalar = scalarOf(node, span);
  const isNull = scalar.style === 'plain' && /^(?:~|null|Null|NULL|)$/.test(scalar.text);
  return isNull ? undefined : scalar;
}

function scalarOf(node: Node, span: Span): ScalarNode {
  const scalar = node as { source?: string; value: unknown; type?: string };
  return {
    kind: 'scalar',
    span,
    text: flatten(scalar.source ?? String(scalar.value ?? '')),
    style: styleOf(scalar.type),
  };
}

/** A slice of a text pins the whole text in memory; a copy doesn't. */
function flatten(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
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
