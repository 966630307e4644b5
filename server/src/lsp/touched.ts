// What a report of the file watcher is about. Editors tell of a folder that appears or goes, and not always of the files in it: nobody could
// watch those before. Keeps what happens below folders that hold nothing of ours from costing anything.

import type { FileSystem } from '../base/ports.ts';
import { baseName, type FileUri } from '../base/uri.ts';
import { fileKinds, kindOfFile } from '../schema/fileKinds.ts';

const foreignTo = /\/(?:node_modules|\.git|\.patchtide)(?:\/|$)/;

/** Could a report of this file or folder concern us? Cheap: it's asked of all that is created or deleted. */
export function mayMatter(uri: FileUri, root: FileUri): boolean {
  return !foreignTo.test(uri.slice(root.length));
}

/** Our own files among those that were touched, in folders that were, and known ones that went with a folder. */
export async function ownFiles(
  touched: readonly FileUri[],
  known: readonly FileUri[],
  files: FileSystem,
): Promise<readonly FileUri[]> {
  const own = touched.filter((uri) => kindOfFile(baseName(uri)));
  const others = new Set(touched.filter((uri) => !kindOfFile(baseName(uri))));
  const gone = known.filter((file) => isBelow(file, others));
  const found: FileUri[] = [];
  for (const uri of others) {
    if (isBelow(uri, others) || (await files.stat(uri))?.kind !== 'folder') continue;
    for (const glob of fileKinds.flatMap(({ globs }) => globs)) found.push(...(await files.glob(uri, glob)));
  }
  return [...new Set([...own, ...gone, ...found])];
}

function isBelow(uri: FileUri, folders: ReadonlySet<FileUri>): boolean {
  for (let end = uri.lastIndexOf('/'); end > 0; end = uri.lastIndexOf('/', end - 1))
    if (folders.has(uri.slice(0, end))) return true;
  return false;
}
