// Reads a workspace folder through ports: our own files first, then what they ask for, until nothing is asked that isn't answered. Readings run
// ahead; what they bring is applied in slices, so that whoever asks something meanwhile waits for milliseconds. Shared by the language server and the
// command line, so that both see the same.

import { type CancellationToken, checkpoint } from '../base/cancellation.ts';
import type { Turns } from '../base/ports.ts';
import { type FileUri, folderOf } from '../base/uri.ts';
import { fileKinds } from '../schema/fileKinds.ts';
import type { Change, Workspace } from '../workspace/workspace.ts';
import { answerRequest } from './answerRequest.ts';
import { Latest } from './latest.ts';
import { readAhead } from './readAhead.ts';
import { type ReadPorts, readFacts } from './readOwned.ts';

/** Files in memory at a time: enough for the disk and two threads to have no pause. */
const AHEAD = 8;

export interface LoadPorts extends ReadPorts {
  /** All in one go where it is absent. */
  readonly turns?: Turns;
}

export interface LoadOptions {
  readonly token: CancellationToken;
  /** Open in an editor, which knows the text better: it isn't read, and the files beside it come first. */
  readonly isOpen?: (uri: FileUri) => boolean;
  /** Shared with whoever hears of changes while the folder is read. */
  readonly latest?: Latest;
  /** Files done, of how many; now and then, and when all are. */
  readonly progress?: (done: number, total: number) => void;
}

/** What is loaded into. */
export interface LoadTarget extends Pick<Workspace, 'root' | 'requests' | 'isAnswered'> {
  apply(change: Omit<Change, 'now'>): void;
}

/** @throws Cancelled; what was loaded until then stays, and is not complete. */
export async function loadFolder(target: LoadTarget, ports: LoadPorts, options: LoadOptions): Promise<void> {
  const { isOpen = () => false } = options;
  await loadFiles(target, await findOwned(target.root, ports, isOpen), ports, options);
  await answerRequests(target, ports, options.token);
  target.apply({ complete: true });
  void ports.store?.tidy();
}

/** Reads these files anew, in this order: all of a folder, or what has changed in it. @throws Cancelled */
export async function loadFiles(
  target: Pick<LoadTarget, 'apply'>,
  uris: readonly FileUri[],
  ports: LoadPorts,
  { token, isOpen = () => false, latest = new Latest(), progress }: LoadOptions,
): Promise<void> {
  const read = async (uri: FileUri) => {
    const isLatest = latest.begin(uri);
    const file = await readFacts(uri, ports);
    return { file, counts: () => isLatest() && !isOpen(uri) };
  };
  let done = 0;
  try {
    for await (const { file, counts } of readAhead(uris, AHEAD, read)) {
      checkpoint(token);
      if (counts()) target.apply({ files: [file] });
      done++;
      if (!ports.turns?.isOver()) continue;
      progress?.(done, uris.length);
      await ports.turns.next();
    }
  } finally {
    ports.reader?.rest();
  }
  progress?.(done, uris.length);
}

/** Our own files but the open ones; first those in folders of open ones, as somebody is at work there. */
async function findOwned(
  root: FileUri,
  { files }: LoadPorts,
  isOpen: (uri: FileUri) => boolean,
): Promise<readonly FileUri[]> {
  const found = await files.glob(
    root,
    fileKinds.flatMap(({ globs }) => globs),
  );
  const folders = new Set(found.filter(isOpen).map(folderOf));
  const closed = found.filter((uri) => !isOpen(uri));
  if (folders.size === 0) return closed;
  const isNear = (uri: FileUri) => folders.has(folderOf(uri));
  return [...closed.filter(isNear), ...closed.filter((uri) => !isNear(uri))];
}

/** Answers what isn't answered yet; a source may not ask for more, so one round is enough. */
export async function answerRequests(
  target: LoadTarget,
  { files, turns }: LoadPorts,
  token: CancellationToken,
): Promise<void> {
  const open = new Map(target.requests().map((request) => [request.key, request]));
  for (const [key, request] of open) {
    checkpoint(token);
    if (target.isAnswered(key)) continue;
    const answer = await answerRequest(request, target.root, files);
    checkpoint(token);
    target.apply({ answers: new Map([[key, answer]]) });
    if (turns?.isOver()) await turns.next();
  }
}
