// Facts: all that is kept of a chunk's text. A pure function of (text, file kind, section), so equal texts share one object wherever they stand;
// spans inside are relative to the chunk.

import { shortDigest } from '../base/hash.ts';
import { decode } from '../schema/decode.ts';
import type { FileKind } from '../schema/fileKinds.ts';
import type { Shape } from '../schema/shape.ts';
import type { NameUse, SchemaProblem } from '../schema/walk.ts';
import type { ParserEvents } from '../yaml/entryEvents.ts';
import type { SyntaxProblem } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import type { Chunk } from '../yaml/split.ts';

export interface Facts {
  readonly value: unknown;
  readonly syntax: readonly SyntaxProblem[];
  readonly schema: readonly SchemaProblem[];
  readonly names: readonly NameUse[];
}

/** What a chunk's text is read as. */
export type ChunkRole = Pick<Chunk, 'shape' | 'section'>;

/** What equal facts have in common: two chunks with one digest have the same. */
export function factsDigest(text: string, { shape, section }: ChunkRole, kind: FileKind): string {
  return shortDigest(`${kind.id}\n${shape}\n${section ?? ''}\n${text}`);
}

/** @param events see {@link readYaml}. */
export function readFacts(text: string, chunk: ChunkRole, kind: FileKind, events?: ParserEvents): Facts {
  const tree = readYaml(text, events);
  const schema = chunk.shape === 'entry' ? collectionShape(kind, chunk.section) : kind.schema;
  const walked = decode(tree.root, schema, chunk.shape !== 'whole');
  const { value, problems, names } = walked;
  // What stands under an anchor is walked once for each of its aliases.
  if (chunk.shape !== 'whole') return { value, syntax: tree.problems, schema: problems, names };
  return {
    value,
    syntax: tree.problems,
    schema: distinct(problems, ({ code, span, message }) => `${code} ${span.start} ${message}`),
    names: distinct(names, ({ kind, role, name, span }) => `${kind} ${role} ${span.start} ${name}`),
  };
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function collectionShape(kind: FileKind, section: string | undefined): Shape {
  const shape = section === undefined ? undefined : kind.schema.properties?.[section];
  if (!shape) throw new Error(`no such collection: ${section}`);
  return shape;
}
