// File identities. Every file is known by its URI as a normalised string, so that editors, the command line and tests agree.

import { URI, Utils } from 'vscode-uri';

/** A normalised `file:` (or other scheme's) URI, as produced by {@link normalise}. */
export type FileUri = string;

export function normalise(uri: string): FileUri {
  return URI.parse(uri).toString();
}

export function fromPath(path: string): FileUri {
  return URI.file(path).toString();
}

export function toPath(uri: FileUri): string {
  return URI.parse(uri).fsPath;
}

export function folderOf(uri: FileUri): FileUri {
  return Utils.dirname(URI.parse(uri)).toString();
}

/** Resolves `path` (forward slashes, relative) against the folder. */
export function resolve(folder: FileUri, path: string): FileUri {
  return Utils.resolvePath(URI.parse(folder), path).toString();
}

export function isInside(folder: FileUri, uri: FileUri): boolean {
  return uri === folder || uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The path of `uri` below `folder` with forward slashes; the whole path where it isn't below it. */
export function relativePath(folder: FileUri, uri: FileUri): string {
  if (!isInside(folder, uri)) return URI.parse(uri).path;
  return decodeURIComponent(uri.slice(folder.length).replace(/^\//, ''));
}

export function baseName(uri: FileUri): string {
  return Utils.basename(URI.parse(uri));
}
