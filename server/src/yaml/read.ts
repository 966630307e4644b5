// Text to tree by the tolerant reader: whatever is broken is a problem, whatever is readable is in the tree. Aliases are expanded, within limits,
// so that nothing above knows of anchors. Never throws.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Span } from '../text/span.ts';
import type { MapEntry, ScalarNode, SyntaxProblem, SyntaxTree, YamlNode } from './node.ts';

/** Nodes in one tree, aliases expanded: far above what a person writes, far below what hurts. */
const MAX_NODES = 500_000;
const MAX_DEPTH = 64;

interface Reading {
  readonly document: ReturnType<typeof parseDocument>;
  readonly problems: SyntaxProblem[];
  nodes: number;
}

export function readYaml(text: string): SyntaxTree {
  if (isTooDeep(text)) {
    return {
      root: undefined,
      problems: [limit(`This nests more than ${MAX_DEPTH} levels deep; it isn't read.`, text)],
    };
  }
  try {
    const document = parseDocument(text, {
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const reading: Reading = {
      document,
      problems: document.errors.map((error) => explain(error, text)),
      nodes: 0,
    };
    const root = convert(document.contents as Node | null, reading, 0);
    return { root, problems: reading.problems };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof LimitReached)) throw error;
    const message = error instanceof LimitReached ? error.message : "This nests too deep; it isn't read.";
    return { root: undefined, problems: [limit(message, text)] };
  }
}

class LimitReached extends Error {}

function limit(message: string, text: string): SyntaxProblem {
  const firstLine = text.search(/\r|\n|$/);
  return { code: 'yaml/limit', message, span: { start: 0, end: Math.max(1, firstLine) } };
}

/** Brackets alone: a cheap guard before a recursive reader sees the text. Quotes may fool it only into reading less deep texts. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  return false;
}

function convert(node: Node | null | undefined, reading: Reading, depth: number): YamlNode | undefined {
  if (!node) return undefined;
  reading.nodes++;
  if (reading.nodes > MAX_NODES) {
    throw new LimitReached(
      `This expands to more than ${MAX_NODES} values (aliases of aliases?); it isn't read.`,
    );
  }
  if (depth > MAX_DEPTH)
    throw new LimitReached(`This nests more than ${MAX_DEPTH} levels deep; it isn't read.`);
  const span = spanOf(node);
  if (isAlias(node)) {
    const target = node.resolve(reading.document);
    const resolved = convert(target, reading, depth + 1);
    return resolved && { ...resolved, span };
  }
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    return {
      kind: 'map',
      span,
      flow: node.flow === true,
      entries: convertEntries(node.items, reading, depth),
    };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node, reading, depth + 1));
    return { kind: 'sequence', span, flow: node.flow === true, items };
  }
  return isScalar(node) ? convertScalar(node, span) : undefined;
}

function convertEntries(
  pairs: readonly { key: Node; value: Node | null }[],
  reading: Reading,
  depth: number,
): MapEntry[] {
  const entries: MapEntry[] = [];
  for (const pair of pairs) {
    const value = convert(pair.value, reading, depth + 1);
    const key = isScalar(pair.key) ? scalarOf(pair.key, spanOf(pair.key)) : undefined;
    if (!key) {
      const span = spanOf(pair.key);
      reading.problems.push({ code: 'yaml/syntax', message: 'A key must be a plain word here.', span });
    } else if (key.text === '<<' && value?.kind === 'map') {
      // Merge keys: what the map itself says wins.
      entries.push(
        ...value.entries.filter((merged) => !pairs.some((own) => keyText(own.key) === merged.key.text)),
      );
    } else entries.push({ key, value });
  }
  return entries;
}

function keyText(key: Node): string | undefined {
  return isScalar(key) ? scalarOf(key, { start: 0, end: 0 }).text : undefined;
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

function spanOf(node: Node): Span {
  const range = node.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'A tab indents this line; YAML allows only spaces.',
  BAD_INDENT: 'This line is indented differently from its neighbours.',
  BLOCK_AS_IMPLICIT_KEY: 'A second `key: value` on one line; put it on a line of its own.',
  MULTIPLE_DOCS: 'A second document begins here; only the first one is read.',
  BAD_ALIAS: 'This alias has no anchor.',
  MISSING_CHAR: 'Something is missing here: a closing quote, bracket or a space after `:`.',
};

function explain(error: YAMLError, text: string): SyntaxProblem {
  const said = error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? error.code;
  const unclosed = /end with a ([\]}])/.exec(said)?.[1];
  const explained = unclosed
    ? `A bracket is not closed: \`${unclosed}\` is missing.`
    : EXPLANATIONS[error.code];
  return {
    code: 'yaml/syntax',
    message: explained ? `${explained} (${said})` : said,
    span: visible(error.pos, text),
  };
}

/** At least one character, and not a line break: else an editor has nothing to underline. */
function visible([start, end]: readonly [number, number], text: string): Span {
  let from = Math.min(start, text.length);
  if (end > from + 1 || /\S/.test(text.slice(from, end)))
    return { start: from, end: Math.min(end, text.length) };
  while (from > 0 && /\s/.test(text.charAt(from - 1))) from--;
  return { start: Math.max(0, from - 1), end: Math.max(1, from) };
}
