// Real files of the tools that users have. They stay where they are, beside the repository, and none is copied into it.

import { readdirSync, readFileSync } from 'node:fs';
import { fromPath } from '../../../server/src/base/uri.ts';
import type { ForeignFile } from '../../../server/src/sources/reader.ts';
import { samplesUrl } from '../../samples.ts';

const formats = samplesUrl('formats');

/** @param path below shared/formats. */
export function realFile(path: string): ForeignFile {
  return { ...fileOf(path, ''), bytes: readFileSync(new URL(path, formats)) };
}

export function realFilesIn(folder: string): readonly ForeignFile[] {
  const entries = readdirSync(new URL(`${folder}/`, formats), { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [realFile(`${folder}/${entry.name}`)] : []));
}

export function realText(path: string): string {
  return readFileSync(new URL(path, formats), 'utf8');
}

export function fileOf(path: string, text: string): ForeignFile {
  return { uri: fromPath(`/workspace/${path}`), path, bytes: Buffer.from(text) };
}
