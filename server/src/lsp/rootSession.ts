// One workspace folder in the language server: its workspace, kept in step with the editor and the disk, judged and published. A change is applied
// at once and published with the turn; foreign files are read again when they change; when a due date passes, it is judged again.

import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { type CancellationToken, Cancelled } from '../base/cancellation.ts';
import type { Clock, Turns } from '../base/ports.ts';
import { baseName, type FileUri, isInside, resolve } from '../base/uri.ts';
import { answerRequest, splitPattern } from '../load/answerRequest.ts';
import { Latest } from '../load/latest.ts';
import {
  type LoadOptions,
  type LoadPorts,
  type LoadTarget,
  loadFiles,
  loadFolder,
} from '../load/loadFolder.ts';
import { readText } from '../load/readOwned.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
import type { TextChange } from '../text/change.ts';
import type { ForeignRequest } from '../workspace/foreign.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Change, type NewText, Workspace } from '../workspace/workspace.ts';
import { Publisher } from './publish.ts';
import { ownFiles } from './touched.ts';

/** Milliseconds between two looks at the clock: timers stand still while a computer sleeps. */
const LOOK = 60_000;
/** Milliseconds between two tellings of numbers while they are not final. */
const TELL = 250;

export interface RootHost {
  readonly clock: Clock;
  readonly ports: LoadPorts;
  readonly isOpen: (uri: FileUri) => boolean;
  /** Open documents of the folder, with their versions. */
  readonly open: (session: RootSession) => ReadonlyMap<FileUri, number>;
  /** Is a policy of the folder open and not saved? */
  readonly hasUnsavedPolicy: (session: RootSession) => boolean;
  /** What is on disk, as it counts beside the editor; undefined where it doesn't. */
  readonly besideEditor: (onDisk: NewText) => NewText | undefined;
  readonly failed: (error: unknown) => void;
  readonly publish: (params: PublishDiagnosticsParams) => void;
  /** What is said of assets may be otherwise: numbers and views are to follow. */
  readonly judged: () => void;
  /** Folders and patterns of foreign files to be watched have changed. */
  readonly requestsChanged: () => void;
}

export class RootSession implements LoadTarget {
  readonly root: FileUri;
  readonly #workspace: Workspace;
  readonly #host: RootHost;
  readonly #publisher: Publisher;
  readonly #latest = new Latest();
  readonly #closed = { isCancellationRequested: false };
  #publishing: NodeJS.Immediate | undefined;
  #telling: NodeJS.Timeout | undefined;
  #flip: NodeJS.Timeout | undefined;
  #loading = true;
  #watched: readonly ForeignRequest[] = [];
  /** Keys of requests that are being answered. */
  readonly #asked = new Set<string>();

  constructor(root: FileUri, host: RootHost) {
    this.root = root;
    this.#host = host;
    this.#workspace = new Workspace(root, host.clock.now());
    this.#publisher = new Publisher({
      send: host.publish,
      snapshot: () => this.snapshot(),
      open: () => host.open(this),
      onlyOpen: () => this.#loading || host.hasUnsavedPolicy(this),
      slice: (work) => void slice(work, host.ports.turns).catch(host.failed),
    });
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
    this.apply({});
    return this.#workspace.snapshot();
  }

  /** @throws Cancelled where the folder is closed meanwhile. */
  async load(token: CancellationToken, progress?: LoadOptions['progress']): Promise<void> {
    const options: LoadOptions = {
      token: either(token, this.#closed),
      isOpen: this.#host.isOpen,
      latest: this.#latest,
      ...(progress && { progress }),
    };
    try {
      await loadFolder(this, this.#host.ports, options);
    } finally {
      this.#loading = false;
    }
    this.#publishSoon();
    await this.#publisher.published();
    this.#tell();
  }

  /**
   * An open document's text as it is being edited.
   * @param change where it differs from the text before, where that is known
   */
  edit(uri: FileUri, text: string, change: TextChange | undefined): void {
    this.#latest.begin(uri);
    // What the policies say until it is saved is what there is to compare with.
    const isPolicy = kindOfFile(baseName(uri))?.id === 'policy';
    if (isPolicy && !this.#loading) this.#workspace.rememberStates();
    this.apply({ files: [{ uri, text, ...(change && { change }) }] });
    if (isPolicy) this.#forgetSaved();
  }

  /** The text is on disk now: what waited for that goes on. */
  saved(uri: FileUri): void {
    this.#latest.begin(uri);
    this.#forgetSaved();
    this.#publishSoon();
    this.#tell();
  }

  /** A document was closed: what is on disk counts again. */
  async closed(uri: FileUri): Promise<void> {
    await this.#readAnew([uri]);
    this.#forgetSaved();
  }

  /** Files or folders on disk were created, changed or deleted. */
  async changedOnDisk(uris: readonly FileUri[]): Promise<void> {
    const known = [...this.snapshot().files.keys()];
    const { files } = this.#host.ports;
    const concerned = await ownFiles(uris, known, files);
    const open = concerned.filter(this.#host.isOpen);
    await this.#readAnew(concerned.filter((uri) => !open.includes(uri)));
    const read = await Promise.all(open.map((uri) => readText(uri, files)));
    const changes = read.flatMap((change) => this.#host.besideEditor(change) ?? []);
    if (changes.length > 0) this.apply({ files: changes });
    const requests = this.requests().filter((request) => uris.some((uri) => mayConcern(request, uri)));
    await this.#answer(requests);
  }

  close(): void {
    this.#closed.isCancellationRequested = true;
    if (this.#publishing) clearImmediate(this.#publishing);
    clearTimeout(this.#telling);
    clearTimeout(this.#flip);
    this.#publisher.close();
  }

  requests(): readonly ForeignRequest[] {
    return this.#workspace.requests();
  }

  isAnswered(key: string): boolean {
    return this.#workspace.isAnswered(key);
  }

  /** Everything that happens to the folder goes through here, at the time of the clock. */
  apply(change: Omit<Change, 'now'>): void {
    const touched = this.#workspace.apply({ ...change, now: this.#host.clock.now() });
    if (this.#closed.isCancellationRequested) return;
    this.#publisher.touched(touched);
    this.#publishSoon();
    if (touched.assets) this.#tell();
  }

  #forgetSaved(): void {
    if (!this.#host.hasUnsavedPolicy(this)) this.#workspace.forgetStates();
  }

  async #readAnew(uris: readonly FileUri[]): Promise<void> {
    if (uris.length === 0) return;
    const { isOpen, ports } = this.#host;
    try {
      await loadFiles(this, uris, ports, { token: this.#closed, isOpen, latest: this.#latest });
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }

  /** Once the notifications of this turn are all in. */
  #publishSoon(): void {
    if (this.#closed.isCancellationRequested) return;
    this.#publishing ??= setImmediate(() => {
      this.#publishing = undefined;
      this.#publisher.publish();
      this.#awaitFlip();
      this.#followRequests();
    });
  }

  #tell(): void {
    if (this.#closed.isCancellationRequested) return;
    if (!this.#loading) clearTimeout(this.#telling);
    else if (this.#telling) return;
    this.#telling = setTimeout(
      () => {
        this.#telling = undefined;
        this.#host.judged();
      },
      this.#loading ? TELL : 0,
    );
  }

  /** When the next due date passes, the affected assets flip without an edit. */
  #awaitFlip(): void {
    clearTimeout(this.#flip);
    const { changesAt } = this.snapshot();
    if (changesAt === undefined) return;
    const left = Math.max(changesAt - this.#host.clock.now(), 0) + 1;
    this.#flip = setTimeout(() => this.#look(), Math.min(left, LOOK));
  }

  /** It may be later than thought, or earlier: clocks are set. */
  #look(): void {
    const { changesAt = Infinity, now: judged } = this.snapshot();
    const now = this.#host.clock.now();
    if (now >= changesAt || now < judged) this.apply({});
    else this.#awaitFlip();
  }

  #followRequests(): void {
    const requests = this.requests();
    if (requests !== this.#watched) {
      this.#watched = requests;
      this.#host.requestsChanged();
    }
    if (this.#loading || requests.length === 0) return;
    // A document opened while the folder is loaded asks for what the loading hasn't seen.
    const isOpen = ({ key }: ForeignRequest) => !this.isAnswered(key) && !this.#asked.has(key);
    void this.#answer(requests.filter(isOpen));
  }

  async #answer(requests: readonly ForeignRequest[]): Promise<void> {
    if (requests.length === 0) return;
    for (const { key } of requests) this.#asked.add(key);
    const { files } = this.#host.ports;
    const answered = await Promise.all(
      requests.map(async (request) => [request.key, await answerRequest(request, this.root, files)] as const),
    );
    for (const { key } of requests) this.#asked.delete(key);
    if (!this.#closed.isCancellationRequested) this.apply({ answers: new Map(answered) });
  }
}

/** All in one go where nobody says how long a turn is. */
async function slice(work: (hasTime: () => boolean) => void, turns: Turns | undefined): Promise<void> {
  await turns?.next();
  work(() => !turns?.isOver());
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
