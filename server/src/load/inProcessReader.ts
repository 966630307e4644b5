// Bytes of one of our files to its packed facts, in whichever thread it is called.

import type { OwnedReader } from '../base/ports.ts';
import { type FileKind, fileKinds } from '../schema/fileKinds.ts';
import { packBytes } from '../workspace/pack.ts';

export function readPacked(kind: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return packBytes(kindById(kind), bytes);
}

function kindById(id: string): FileKind {
  const kind = fileKinds.find((kind) => kind.id === id);
  if (!kind) throw new Error(`no such kind of file: ${id}`);
  return kind;
}

/** For small folders, and for what a pool can't read. */
export const inProcessReader: OwnedReader = {
  version: '',
  read: async (kind, bytes) => readPacked(kind, bytes),
  rest() {},
};
