// Reads a workspace folder through the FileSystem port: our own files first, then what they ask for, until nothing is asked that isn't answered.
// Shared by the language server and the command line, so that both see the same.

import { type CancellationToken, checkpoint } from '../base/cancellation.ts';
import type { FileSystem, Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import { fileKinds } from '../schema/fileKinds.ts';
import { LONGEST_TEXT } from '../workspace/ownedFile.ts';
import { type FileChange, Workspace } from '../workspace/workspace.ts';
import { answerRequest } from './answerRequest.ts';

const BATCH = 16;

export async function loadWorkspace(
  root: FileUri,
  files: FileSystem,
  now: Instant,
  token: CancellationToken,
): Promise<Workspace> {
  const workspace = new Workspace(root, now);
  await loadFiles(workspace, files, token);
  await answerRequests(workspace, files, token);
  workspace.apply({ complete: true });
  return workspace;
}

/** @param skip files whose text is known better: open in an editor. */
export async function loadFiles(
  workspace: Workspace,
  files: FileSystem,
  token: CancellationToken,
  skip: (uri: FileUri) => boolean = () => false,
): Promise<void> {
  const found = await Promise.all(
    fileKinds.flatMap(({ globs }) => globs.map((glob) => files.glob(workspace.root, glob))),
  );
  const uris = [...new Set(found.flat())].filter((uri) => !skip(uri)).sort();
  for (let at = 0; at < uris.length; at += BATCH) {
    checkpoint(token);
    const changes = await Promise.all(uris.slice(at, at + BATCH).map((uri) => readOwned(uri, files)));
    workspace.apply({ files: changes.filter(({ uri }) => !skip(uri)) });
  }
}

export async function readOwned(uri: FileUri, files: FileSystem): Promise<FileChange> {
  const bytes = await files.read(uri, LONGEST_TEXT);
  if (bytes === undefined) return { uri, text: undefined };
  if (bytes === 'too-large') return { uri, text: { unreadable: 'too-large' } };
  try {
    return { uri, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { uri, text: { unreadable: 'not-utf-8' } };
  }
}

/** Answers what isn't answered yet; a source may not ask for more, so one round is enough. */
export async function answerRequests(
  workspace: Workspace,
  files: FileSystem,
  token: CancellationToken,
): Promise<void> {
  const open = new Map(workspace.requests().map((request) => [request.key, request]));
  for (const [key, request] of open) {
    checkpoint(token);
    if (workspace.isAnswered(key)) continue;
    workspace.apply({ answers: new Map([[key, await answerRequest(request, workspace.root, files)]]) });
  }
}
