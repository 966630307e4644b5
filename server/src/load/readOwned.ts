// One of our files as it is on disk: its text, for who compares it with an editor's, or its packed facts, which are not read again where they are
// kept from an earlier start.

import { createHash } from 'node:crypto';
import type { FactsStore, FileSystem, OwnedReader } from '../base/ports.ts';
import { baseName, type FileUri } from '../base/uri.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
import { LONGEST_TEXT } from '../workspace/fileReading.ts';
import { PackedFile } from '../workspace/packedFile.ts';
import type { FileChange, NewText } from '../workspace/workspace.ts';
import { inProcessReader } from './inProcessReader.ts';

export interface ReadPorts {
  readonly files: FileSystem;
  /** In this thread where it is absent. */
  readonly reader?: OwnedReader;
  /** Nothing is kept where it is absent. */
  readonly store?: FactsStore | undefined;
}

/** A file's state: its text as an editor would have it, its facts, or why there are none. */
export type LoadedFile = FileChange | { readonly uri: FileUri; readonly packed: PackedFile };

export async function readText(uri: FileUri, files: FileSystem): Promise<NewText> {
  const bytes = await files.read(uri, LONGEST_TEXT);
  if (bytes === undefined) return { uri, text: undefined };
  if (bytes === 'too-large') return { uri, text: { unreadable: 'too-large' } };
  try {
    return { uri, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { uri, text: { unreadable: 'not-utf-8' } };
  }
}

export async function readFacts(uri: FileUri, ports: ReadPorts): Promise<LoadedFile> {
  const kind = kindOfFile(baseName(uri));
  const bytes = kind && (await ports.files.read(uri, LONGEST_TEXT));
  if (!kind || bytes === undefined) return { uri, text: undefined };
  if (bytes === 'too-large') return { uri, text: { unreadable: 'too-large' } };
  return { uri, packed: await packedOf(kind.id, bytes, ports) };
}

async function packedOf(kind: string, bytes: Uint8Array, ports: ReadPorts): Promise<PackedFile> {
  const { reader = inProcessReader } = ports;
  // Without a version nobody could tell what an older program has kept.
  const store = reader.version === '' ? undefined : ports.store;
  const key = store ? keyOf(reader.version, kind, bytes) : '';
  const kept = await store?.get(key);
  const known = kept && PackedFile.open(kept);
  if (known) return known;
  const read = await reader.read(kind, bytes);
  void store?.put(key, read);
  return new PackedFile(read);
}

function keyOf(version: string, kind: string, bytes: Uint8Array): string {
  return createHash('sha256').update(`${version}\n${kind}\n`).update(bytes).digest('hex');
}
