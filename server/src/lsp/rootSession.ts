// One workspace folder in the language server: its workspace, kept in step with the editor and the disk, judged and published. Changes are gathered
// and judged once a turn; foreign files are read again when they change; when a due date passes, it is judged again.

import type { CancellationToken } from '../base/cancellation.ts';
import type { Clock, FileSystem } from '../base/ports.ts';
import { type FileUri, isInside, resolve } from '../base/uri.ts';
import { answerRequest, splitPattern } from '../load/answerRequest.ts';
import { answerRequests, loadFiles, readOwned } from '../load/loadWorkspace.ts';
import type { ForeignRequest } from '../workspace/foreign.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type FileChange, Workspace } from '../workspace/workspace.ts';
import { ownFiles } from './touched.ts';

/** Milliseconds: longer than between two notifications of one edit, shorter than anybody notices. */
const GATHER = 15;
const MAX_TIMER = 2 ** 31 - 1;

export interface RootHost {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly isOpen: (uri: FileUri) => boolean;
  /** What is on disk, as it counts beside the editor; undefined where it doesn't. */
  readonly besideEditor: (onDisk: FileChange) => FileChange | undefined;
  /** A new snapshot is there: publish, tell views. */
  readonly judged: (session: RootSession) => void;
  /** Folders and patterns of foreign files to be watched have changed. */
  readonly requestsChanged: () => void;
}

export class RootSession {
  readonly root: FileUri;
  readonly #workspace: Workspace;
  readonly #host: RootHost;
  readonly #closed = { isCancellationRequested: false };
  #gathering: NodeJS.Timeout | undefined;
  #flip: NodeJS.Timeout | undefined;
  #loading = true;
  #requestKeys = '';
  /** Keys of requests that are being answered. */
  readonly #asked = new Set<string>();

  constructor(root: FileUri, host: RootHost) {
    this.root = root;
    this.#host = host;
    this.#workspace = new Workspace(root, host.clock.now());
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** As last judged. */
  snapshot(): Snapshot {
    return this.#workspace.snapshot();
  }

  /** Judged at this very moment: for what depends on the clock, as windows do. */
  snapshotNow(): Snapshot {
    this.#workspace.apply({ now: this.#host.clock.now() });
    return this.#workspace.snapshot();
  }

  /** @throws Cancelled where the folder is closed meanwhile. */
  async load(token: CancellationToken): Promise<void> {
    const both = either(token, this.#closed);
    try {
      await loadFiles(this.#workspace, this.#host.files, both, this.#host.isOpen);
      await answerRequests(this.#workspace, this.#host.files, both);
    } finally {
      this.#loading = false;
    }
    this.#workspace.apply({ complete: true });
    this.#judgeSoon();
  }

  /** An open document's text as it is being edited. */
  edit(uri: FileUri, text: string): void {
    this.#apply([{ uri, text }]);
  }

  /** A document was closed: what is on disk counts again. */
  async closed(uri: FileUri): Promise<void> {
    this.#apply([await readOwned(uri, this.#host.files)]);
  }

  /** Files or folders on disk were created, changed or deleted. */
  async changedOnDisk(uris: readonly FileUri[]): Promise<void> {
    const known = [...this.#workspace.snapshot().files.keys()];
    const concerned = await ownFiles(uris, known, this.#host.files);
    const read = await Promise.all(concerned.map((uri) => readOwned(uri, this.#host.files)));
    const changes = read.flatMap((change) => this.#host.besideEditor(change) ?? []);
    if (changes.length > 0) this.#apply(changes);
    const requests = this.#workspace
      .requests()
      .filter((request) => uris.some((uri) => mayConcern(request, uri)));
    await this.#answer(requests);
  }

  close(): void {
    this.#closed.isCancellationRequested = true;
    clearTimeout(this.#gathering);
    clearTimeout(this.#flip);
  }

  foreignRequests(): readonly ForeignRequest[] {
    return this.#workspace.requests();
  }

  #apply(files: readonly FileChange[]): void {
    this.#workspace.apply({ files });
    this.#judgeSoon();
  }

  #judgeSoon(): void {
    if (this.#closed.isCancellationRequested) return;
    this.#gathering ??= setTimeout(() => this.#judge(), GATHER);
  }

  #judge(): void {
    this.#gathering = undefined;
    this.#workspace.apply({ now: this.#host.clock.now() });
    this.#awaitFlip();
    this.#host.judged(this);
    this.#followRequests();
  }

  /** When the next due date passes, the affected assets flip without an edit. */
  #awaitFlip(): void {
    clearTimeout(this.#flip);
    const { changesAt, now } = this.#workspace.snapshot();
    if (changesAt === undefined) return;
    this.#flip = setTimeout(() => this.#judgeSoon(), Math.min(Math.max(changesAt - now, 0) + 1, MAX_TIMER));
  }

  #followRequests(): void {
    const requests = this.#workspace.requests();
    const keys = requests.map(({ key }) => key).join('\n');
    if (keys !== this.#requestKeys) {
      this.#requestKeys = keys;
      this.#host.requestsChanged();
    }
    // A document opened while the folder is loaded asks for what the loading hasn't seen.
    const isOpen = ({ key }: ForeignRequest) => !this.#workspace.isAnswered(key) && !this.#asked.has(key);
    if (!this.#loading) void this.#answer(requests.filter(isOpen));
  }

  async #answer(requests: readonly ForeignRequest[]): Promise<void> {
    if (requests.length === 0) return;
    for (const { key } of requests) this.#asked.add(key);
    const answered = await Promise.all(
      requests.map(
        async (request) => [request.key, await answerRequest(request, this.root, this.#host.files)] as const,
      ),
    );
    for (const { key } of requests) this.#asked.delete(key);
    if (this.#closed.isCancellationRequested) return;
    this.#workspace.apply({ answers: new Map(answered) });
    this.#judgeSoon();
  }
}

/** Could the file, or the folder, change the request's answer? Too often is only slower. */
function mayConcern(request: ForeignRequest, uri: FileUri): boolean {
  const { base } = splitPattern(request.pattern);
  const folder = resolve(request.folder, base);
  return (
    isInside(folder, uri) ||
    isInside(uri, folder) ||
    (request.kind === 'ansible' && isInside(resolve(folder, '..'), uri))
  );
}

function either(a: CancellationToken, b: { readonly isCancellationRequested: boolean }) {
  return {
    get isCancellationRequested() {
      return a.isCancellationRequested || b.isCancellationRequested;
    },
  };
}
