// The files of the opened folder, as a suite writes and removes them: from outside of VS Code, as git or a scanner would.
import { existsSync, watch } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Uri, workspace } from 'vscode';

const day = 24 * 60 * 60 * 1000;

export function root(): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('the suite needs an open folder');
  return folder.uri;
}

export function uriOf(path: string): Uri {
  return Uri.joinPath(root(), path);
}

export async function write(path: string, text: string): Promise<Uri> {
  const file = join(root().fsPath, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return uriOf(path);
}

export async function remove(path: string): Promise<void> {
  await rm(join(root().fsPath, path), { recursive: true, force: true });
}

/** A date as YAML has it. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * day).toISOString().slice(0, 10);
}

/** Resolves with the file's text once it is as wanted; rejects with what it was at the time limit. */
export function textWhere(
  file: string,
  wanted: (text: string) => boolean,
  limitMs = 15_000,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let last = '';
    const look = async (): Promise<void> => {
      last = existsSync(file) ? await readFile(file, 'utf8').catch(() => '') : '';
      if (wanted(last)) settle(() => resolve(last));
    };
    const late = (): void => reject(new Error(`${file} isn't as wanted after ${limitMs} ms:\n${last}`));
    const timer = setTimeout(() => settle(late), limitMs);
    const watcher = watch(dirname(file), () => void look());
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      watcher.close();
      act();
    };
    void look();
  });
}
