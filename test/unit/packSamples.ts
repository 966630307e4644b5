// What packing is tested by: a reading, and the same reading taken out of its bytes, as plain data with spans in it.

import { ok } from 'node:assert/strict';
import { type FileKind, fileKinds } from '../../server/src/schema/fileKinds.ts';
import { spansOf } from '../../server/src/schema/located.ts';
import type { FileReading, ReadChunk } from '../../server/src/workspace/fileReading.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';

export function kindOf(id: FileKind['id']): FileKind {
  const kind = fileKinds.find((kind) => kind.id === id);
  if (!kind) throw new Error(`no such kind of file: ${id}`);
  return kind;
}

export function opened(bytes: Uint8Array): PackedFile {
  const file = PackedFile.open(bytes);
  ok(file);
  return file;
}

export function unpacked(file: PackedFile): FileReading {
  return {
    kind: file.kind,
    lineStarts: file.lineStarts,
    length: file.textLength,
    problems: file.problems,
    chunks: Array.from({ length: file.chunkCount }, (_, index) => unpackedChunk(file, index)),
  };
}

function unpackedChunk(file: PackedFile, index: number): ReadChunk {
  return {
    ...file.chunk(index),
    digest: file.digest(index),
    facts: file.facts(index),
    outline: file.outline(index),
  };
}

/** The spans in a value, which no comparison sees. */
export function spansIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const spans = spansOf(value);
  const inner = Object.entries(value).map(([key, item]) => [key, spansIn(item)]);
  if (!spans) return inner;
  const entries = Array.from({ length: spans.size }, (_, index) => [
    spans.nameAt(index),
    spans.keyAt(index),
    spans.valueAt(index),
    spans.indexOf(spans.nameAt(index)),
  ]);
  return { span: spans.span, entries, none: spans.indexOf('no such key'), inner };
}
