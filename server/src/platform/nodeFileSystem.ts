// The FileSystem port over Node. Symbolic links to folders are not followed when searching; a file that can't be read is as good as absent.

import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { glob } from 'tinyglobby';
import type { FileStat, FileSystem } from '../base/ports.ts';
import { fromPath, toPath } from '../base/uri.ts';

/** Folders that hold no inventories and may be huge. */
const SKIPPED = ['**/node_modules/**', '**/.git/**', '**/.patchtide/**'];

export const nodeFileSystem: FileSystem = {
  async read(file, limit) {
    const path = toPath(file);
    try {
      const found = await stat(path);
      if (!found.isFile()) return undefined;
      return found.size > limit ? 'too-large' : await readFile(path);
    } catch {
      return undefined;
    }
  },

  async glob(folder, patterns) {
    const cwd = toPath(folder);
    const kind = await stat(cwd).catch(() => undefined);
    if (!kind?.isDirectory()) return [];
    const options = {
      cwd,
      absolute: true,
      dot: true,
      followSymbolicLinks: false,
      ignore: SKIPPED,
      expandDirectories: false,
    };
    const paths = await glob(patterns, options);
    return paths.map(fromPath).sort();
  },

  async realpath(file) {
    try {
      return fromPath(await realpath(toPath(file)));
    } catch {
      return undefined;
    }
  },

  async stat(file) {
    try {
      const path = toPath(file);
      const found = await stat(path).catch(() => lstat(path));
      const kind: FileStat['kind'] = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
      return { kind, modified: found.mtimeMs, size: found.size };
    } catch {
      return undefined;
    }
  },
};
