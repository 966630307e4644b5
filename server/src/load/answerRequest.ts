// One line of `sources:` or `findings:` answered from the disk. Nothing outside the workspace folder is read, whatever the pattern or a symbolic
// link says.

import type { FileSystem } from '../base/ports.ts';
import { type FileUri, isInside, relativePath, resolve } from '../base/uri.ts';
import { ansiblePatterns } from '../sources/ansible.ts';
import type { ForeignFile } from '../sources/reader.ts';
import type { ForeignAnswer, ForeignRequest } from '../workspace/foreign.ts';
import { readAhead } from './readAhead.ts';

const FOREIGN_FILE_LIMIT = 256 * 1024 * 1024;
const MAX_FILES = 20_000;
/** Each may be large. */
const AHEAD = 4;

export async function answerRequest(
  request: ForeignRequest,
  root: FileUri,
  files: FileSystem,
): Promise<ForeignAnswer> {
  const { base, rest } = splitPattern(request.pattern);
  const folder = resolve(request.folder, base);
  const realRoot = (await files.realpath(root)) ?? root;
  const real = await files.realpath(folder);
  const isOutside =
    !isInside(root, folder) || rest.split('/').includes('..') || (real && !isInside(realRoot, real));
  if (isOutside) {
    return {
      files: [],
      refusals: [`\`${request.pattern}\` is outside the workspace folder; nothing of it is read.`],
    };
  }
  const found = await find(request, { folder, rest }, files);
  const refusals =
    found.length > MAX_FILES
      ? [`\`${request.pattern}\` matches ${found.length} files; ${MAX_FILES} are read.`]
      : [];
  const read: ForeignFile[] = [];
  const readOne = (uri: FileUri) => readInside(uri, { root, realRoot }, files);
  for await (const file of readAhead(found.slice(0, MAX_FILES), AHEAD, readOne)) {
    if (typeof file === 'string') refusals.push(file);
    else if (file) read.push(file);
  }
  return { files: read, refusals };
}

interface Pattern {
  readonly folder: FileUri;
  /** Empty where the pattern names one file or folder. */
  readonly rest: string;
}

async function find(
  request: ForeignRequest,
  { folder, rest }: Pattern,
  files: FileSystem,
): Promise<readonly FileUri[]> {
  if (rest !== '') {
    // A file may be called `web (1).txt`.
    const literal = resolve(folder, rest);
    return (await files.stat(literal))?.kind === 'file' ? [literal] : files.glob(folder, rest);
  }
  const found = await files.stat(folder);
  if (!found) return [];
  if (request.kind === 'ansible') {
    const patterns = ansiblePatterns(request.pattern, found.kind === 'folder');
    return files.glob(request.folder, patterns);
  }
  return found.kind === 'folder' ? files.glob(folder, '**/*') : [folder];
}

/** The part of a pattern before its first wildcard, by whole segments, and the rest. */
export function splitPattern(pattern: string): { readonly base: string; readonly rest: string } {
  const segments = pattern.split('/');
  const wild = segments.findIndex((segment) => /[*?[\]{}!()]/.test(segment));
  if (wild < 0) return { base: pattern, rest: '' };
  return { base: segments.slice(0, wild).join('/') || '.', rest: segments.slice(wild).join('/') };
}

interface Bounds {
  readonly root: FileUri;
  readonly realRoot: FileUri;
}

/** @returns why it isn't read, as text; undefined where it is gone. */
async function readInside(
  uri: FileUri,
  { root, realRoot }: Bounds,
  files: FileSystem,
): Promise<ForeignFile | string | undefined> {
  const path = relativePath(root, uri);
  const real = await files.realpath(uri);
  if (real === undefined) return undefined;
  if (!isInside(realRoot, real))
    return `\`${path}\` is a link to outside the workspace folder; it is not read.`;
  const bytes = await files.read(uri, FOREIGN_FILE_LIMIT);
  if (bytes === 'too-large')
    return `\`${path}\` is larger than ${FOREIGN_FILE_LIMIT / 1024 / 1024} MB; it is not read.`;
  const modified = (await files.stat(uri))?.modified;
  return bytes && { uri, path, bytes, ...(modified !== undefined && { modified }) };
}
