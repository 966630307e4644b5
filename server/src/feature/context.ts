// What may be written, or is written, at an offset of one of our files, by its schema: the cursor's place in the text, and the shapes that fit it.
// Only the chunk with the cursor is read. No field is named.

import type { FileUri } from '../base/uri.ts';
import type { NameKind } from '../schema/annotations.ts';
import { type FileKind, isCollection } from '../schema/fileKinds.ts';
import { alternatives, isMapShape, mapValue, resolveShape, type Shape } from '../schema/shape.ts';
import { type Chunk, splitIntoChunks } from '../yaml/split.ts';
import { cursorAt } from './cursor.ts';
import { type Cursor, type Path, textOf } from './scan.ts';

/** A place in an open document. */
export interface Where {
  readonly file: FileUri;
  readonly kind: FileKind;
  readonly text: string;
  readonly offset: number;
  /** The text's chunks, where they are known: else it is split again. */
  readonly chunks?: readonly Cut[];
}

type Cut = Pick<Chunk, 'shape' | 'section' | 'offset' | 'length'>;

/** A named thing that the place is in: an asset, a window. */
export interface Owner {
  readonly kind: NameKind;
  readonly name: string;
}

export interface Context extends Cursor {
  /** The text of the token, quotes resolved. */
  readonly word: string;
  /** Of a key: the objects that it may be a key of. Of a value: the forms that it may take. References and alternatives opened. */
  readonly shapes: readonly Shape[];
  /** What the schema says of the value, or of the key that is written, as a whole. */
  readonly declared: readonly Shape[];
  /** Outermost first. */
  readonly owners: readonly Owner[];
}

export function contextAt({ kind, text, offset, ...known }: Omit<Where, 'file'>): Context {
  const chunks = isOf(text, known.chunks)
    ? known.chunks
    : splitIntoChunks(text, (section) => isCollection(kind, section));
  const chunk = chunkAt(chunks, offset);
  const span = chunk
    ? { start: chunk.offset, end: chunk.offset + chunk.length }
    : { start: 0, end: text.length };
  const section = chunk?.shape === 'entry' ? chunk.section : undefined;
  const cursor = cursorAt({ text, span, section, offset });
  const { shapes: declared, owners } = resolvePath(kind.schema, cursor.path);
  const word = textOf(text, cursor.token);
  const opened = declared.flatMap(alternatives);
  if (cursor.role !== 'key') return inList({ ...cursor, word, declared, owners, shapes: opened });
  const shapes = opened.filter(({ type }) => type === 'object');
  return { ...cursor, word, owners, shapes, declared: shapes.flatMap((shape) => keyShape(shape, word)) };
}

function isOf(text: string, chunks: readonly Cut[] | undefined): chunks is readonly Cut[] {
  const last = chunks?.at(-1);
  return last !== undefined && last.offset + last.length === text.length;
}

/** The one that the offset is in; the last one at the end of the text. */
function chunkAt(chunks: readonly Cut[], offset: number): Cut | undefined {
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { offset: start, length } = chunks[middle] ?? { offset: 0, length: 0 };
    if (offset < start + length) high = middle;
    else low = middle + 1;
  }
  return chunks[low];
}

/** Below a key whose value is a list of maps or names, on a line of its own: the dash is still to be written. */
function inList(context: Context): Context {
  const { shapes, mayNest, flow, before, token } = context;
  const isList = shapes.length > 0 && shapes.every(({ type }) => type === 'array');
  if (!mayNest || flow || before !== '' || !isList || token.style !== 'plain') return context;
  const declared = shapes.flatMap((shape) => stepInto(shape, 0));
  return {
    ...context,
    path: [...context.path, 0],
    declared,
    shapes: declared.flatMap(alternatives),
    before: '- ',
  };
}

function resolvePath(
  root: Shape,
  path: Path,
): { readonly shapes: readonly Shape[]; readonly owners: readonly Owner[] } {
  let shapes: readonly Shape[] = [root];
  const owners: Owner[] = [];
  for (const step of path) {
    const forms = shapes.flatMap(alternatives);
    if (typeof step === 'string') {
      const kind = forms.map((form) => form['x-defines'] ?? form['x-refersTo']).find(Boolean);
      if (kind) owners.push({ kind, name: step });
    }
    shapes = forms.flatMap((form) => stepInto(form, step));
  }
  return { shapes, owners };
}

function stepInto(shape: Shape, step: string | number): readonly Shape[] {
  if (typeof step === 'number') return shape.items ? [resolveShape(shape.items)] : [];
  return shape.type === 'object' ? keyShape(shape, step) : [];
}

/** What the value of a key must be. */
export function keyShape(shape: Shape, key: string): readonly Shape[] {
  if (isMapShape(shape)) return [resolveShape(mapValue(shape) ?? {})];
  const property = Object.hasOwn(shape.properties ?? {}, key) ? shape.properties?.[key] : undefined;
  return property ? [resolveShape(property)] : [];
}
