// The files of a folder that Set Up Patchtide may want to look at, each with its text or the head of it. Bounded in number and size.

import type { FileSystem } from '../base/ports.ts';
import { type FileUri, relativePath } from '../base/uri.ts';
import type { ListedFile } from '../feature/listedFile.ts';
import { mayMatter } from '../feature/setUp.ts';

const MAX_FILES = 5000;
/** A report's head tells what it is; an inventory is rarely longer than this. */
const MAX_BYTES = 256 * 1024;
const FILE_LIMIT = 256 * 1024 * 1024;

export async function listFolder(root: FileUri, files: FileSystem): Promise<readonly ListedFile[]> {
  const found = (await files.glob(root, '**/*')).map((uri) => ({ uri, path: relativePath(root, uri) }));
  const listed: ListedFile[] = [];
  for (const { uri, path } of found.filter((file) => mayMatter(file.path)).slice(0, MAX_FILES)) {
    const bytes = await files.read(uri, FILE_LIMIT);
    if (bytes instanceof Uint8Array)
      listed.push({ path, text: new TextDecoder().decode(bytes.subarray(0, MAX_BYTES)) });
  }
  return listed;
}
