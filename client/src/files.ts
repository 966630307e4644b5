// Files of the workspace, in whichever file system it lives.

import { FileSystemError, type Uri, workspace } from 'vscode';

export async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export async function writeText(uri: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

export function isMissing(error: unknown): boolean {
  return (
    error instanceof FileSystemError && (error.code === 'FileNotFound' || error.code === 'FileNotADirectory')
  );
}

/** Plan files of the workspace, by path. */
export async function findPlans(): Promise<readonly Uri[]> {
  const found = await workspace.findFiles('**/*.patch-plan.{yaml,yml}', '**/node_modules/**', 2000);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
