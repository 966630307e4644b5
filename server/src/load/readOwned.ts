// One of our files as it is on disk: its text, for who compares it with an editor's, or its packed facts, which are not read again where they are
// kept from an earlier start.

import { createHash } from 'node:crypto';
import type { FactsStore, FileSystem, OwnedReader } from '../base/ports.ts';
import { baseName, type FileUri } from '../base/uri.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
import { LONGEST_TEXT, textOf } from '../workspace/fileReading.ts';
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

export async function readText(uri: FileUri, files: FileSystem): Promise<NewText> {
  const bytes = await files.read(uri, LONGEST_TEXT);
  if (bytes === undefined) return { uri, text: undefined };
  return { uri, text: bytes === 'too-large' ? { unreadable: bytes } : textOf(bytes) };
}

export async function readFacts(uri: FileUri, ports: ReadPorts): Promise<FileChange> {
  const kind = kindOfFile(baseName(uri));
  const bytes = kind && (await ports.files.read(uri, LONGEST_TEXT));
  if (!kind || bytes === undefined) return { uri, text: undefined };
  if (bytes === 'too-large') return { uri, text: { unreadable: 'too-large' } };
  return { uri, packed: await packedOf(kind.id, bytes, ports) };
}

async function packedOf(kind: string, bytes: Uint8Array, ports: ReadPorts): Promise<PackedFile> {
  const place = placeOf(kind, bytes, ports);
  const kept = await place?.store.get(place.key);
  const known = kept && PackedFile.open(kept);
  if (known) return known;
  const read = await (ports.reader ?? inProcessReader).read(kind, bytes);
  void place?.store.put(place.key, read);
  return new PackedFile(read);
}

/**
 * Where facts of these bytes are kept. The key stands for all that they follow from: the bytes, the kind of the file, the program that reads.
 * @returns undefined where nothing is kept, as no version tells what another program would make of them.
 */
function placeOf(kind: string, bytes: Uint8Array, { reader, store }: Pick<ReadPorts, 'reader' | 'store'>) {
  const version = reader?.version ?? '';
  if (!store || version === '') return undefined;
  return { store, key: createHash('sha256').update(`${version}\n${kind}\n`).update(bytes).digest('hex') };
}
