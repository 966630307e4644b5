// Pushes problems, of open and closed files, and only of files that a change touched. Open ones first and at once; closed ones in slices, between
// which other work is done and the workspace may change. While a policy is unsaved closed files wait.

import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import { shortDigest } from '../base/hash.ts';
import type { FileUri } from '../base/uri.ts';
import { shownInFile } from '../check/checkAll.ts';
import type { Problem } from '../check/problem.ts';
import { ProblemStore } from '../check/problemStore.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Touched } from '../workspace/touched.ts';
import { encodeProblem } from './encode.ts';

export interface PublisherHost {
  readonly send: (params: PublishDiagnosticsParams) => void;
  /** As it is at the moment. */
  readonly snapshot: () => Snapshot;
  /** Open documents with their versions. */
  readonly open: () => ReadonlyMap<FileUri, number>;
  /** Closed files wait: for the save of a policy, for the end of loading. */
  readonly onlyOpen: () => boolean;
  /** Does a slice of work soon, when nothing more urgent waits; the work goes on while there is time. */
  readonly slice: (work: (hasTime: () => boolean) => void) => void;
}

interface Sent {
  /** Of an open document. */
  readonly version: number | undefined;
  /** Of an open document what was sent, else its digest. */
  content: Diagnostic[] | string;
  /** Other files of ours that it leads to. */
  readonly leadsTo: readonly FileUri[];
}

export class Publisher {
  readonly #host: PublisherHost;
  readonly #problems = new ProblemStore((file) => this.#open.has(file));
  /** Files whose problems may be others than were sent. */
  readonly #due = new Set<FileUri>();
  readonly #sent = new Map<FileUri, Sent>();
  /** By a file the files whose problems lead to it: where they lead to moves when it is edited. */
  readonly #leadingTo = new Map<FileUri, Set<FileUri>>();
  #open: ReadonlyMap<FileUri, number> = new Map();
  #isSlicing = false;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  constructor(host: PublisherHost) {
    this.#host = host;
  }

  /** How many chunks were checked so far. */
  get checksRun(): number {
    return this.#problems.checksRun;
  }

  /** After each change of the workspace. */
  touched(touched: Pick<Touched, 'chunks' | 'files'>): void {
    this.#problems.touched(touched);
    let last: FileUri | undefined;
    for (const { file } of touched.chunks) {
      if (file !== last) this.#due.add(file);
      last = file;
    }
    for (const file of touched.files) {
      this.#due.add(file);
      for (const leading of this.#leadingTo.get(file) ?? []) this.#due.add(leading);
    }
  }

  /** Open files at once, the others soon. */
  publish(): void {
    if (this.#isClosed) return;
    const snapshot = this.#host.snapshot();
    this.#setOpen(this.#host.open());
    for (const [uri, version] of this.#open) {
      const file = snapshot.files.get(uri);
      if (file && (this.#due.has(uri) || this.#sent.get(uri)?.version !== version))
        this.#publishFile(file, snapshot);
    }
    for (const uri of this.#due) if (!snapshot.files.has(uri)) this.#clear(uri);
    this.#goOn();
  }

  /** Resolves when nothing is left to be published but what waits for its turn: see {@link PublisherHost.onlyOpen}. */
  published(): Promise<void> {
    const isDone = !this.#isSlicing && (this.#isClosed || this.#due.size === 0 || this.#host.onlyOpen());
    return isDone ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The folder is closed: nothing of it is shown any more. */
  close(): void {
    this.#isClosed = true;
    for (const uri of [...this.#sent.keys()]) this.#clear(uri);
  }

  #setOpen(open: ReadonlyMap<FileUri, number>): void {
    for (const uri of this.#open.keys()) {
      const sent = open.has(uri) ? undefined : this.#sent.get(uri);
      if (sent) sent.content = digestOf(sent.content);
    }
    this.#open = open;
  }

  #goOn(): void {
    if (this.#isSlicing) return;
    this.#isSlicing = !this.#isClosed && this.#nextClosed() !== undefined && !this.#host.onlyOpen();
    if (this.#isSlicing) this.#host.slice((hasTime) => this.#slice(hasTime));
    else this.#rest();
  }

  #slice(hasTime: () => boolean): void {
    try {
      if (!this.#isClosed && !this.#host.onlyOpen()) this.#publishClosed(hasTime);
    } finally {
      this.#isSlicing = false;
      this.#goOn();
    }
  }

  #publishClosed(hasTime: () => boolean): void {
    const snapshot = this.#host.snapshot();
    this.#setOpen(this.#host.open());
    for (let uri = this.#nextClosed(); uri !== undefined && hasTime(); uri = this.#nextClosed()) {
      const file = snapshot.files.get(uri);
      if (!file) this.#clear(uri);
      else if (this.#problems.advance(snapshot, file, hasTime)) this.#publishFile(file, snapshot);
    }
  }

  /** Open files are published at once or with the next change. */
  #nextClosed(): FileUri | undefined {
    for (const uri of this.#due) if (!this.#open.has(uri)) return uri;
    return undefined;
  }

  #rest(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #publishFile(file: OwnedFile, snapshot: Snapshot): void {
    this.#due.delete(file.uri);
    const shown = shownInFile(this.#problems.problemsOf(snapshot, file));
    const diagnostics = shown.map((problem) => encodeProblem(problem, snapshot));
    const leadsTo = filesLedTo(shown, file, snapshot);
    this.#send(file.uri, diagnostics, leadsTo);
  }

  #send(uri: FileUri, diagnostics: Diagnostic[], leadsTo: readonly FileUri[]): void {
    const version = this.#open.get(uri);
    const before = this.#sent.get(uri);
    // An open document's diagnostics are sent for each version: clients discard those of an older one.
    const isNews = before?.version !== version;
    const content = version === undefined ? digestOf(diagnostics) : diagnostics;
    if (diagnostics.length === 0 && !before) return;
    this.#follow(uri, before?.leadsTo ?? NOWHERE, leadsTo);
    if (diagnostics.length > 0 || version !== undefined) this.#sent.set(uri, { version, content, leadsTo });
    else this.#sent.delete(uri);
    if (before && !isNews && digestOf(before.content) === digestOf(content)) return;
    this.#host.send({ uri, diagnostics, ...(version !== undefined && { version }) });
  }

  #clear(uri: FileUri): void {
    this.#due.delete(uri);
    this.#problems.forget(uri);
    const sent = this.#sent.get(uri);
    if (!sent) return;
    this.#follow(uri, sent.leadsTo, NOWHERE);
    this.#sent.delete(uri);
    this.#host.send({ uri, diagnostics: [] });
  }

  #follow(uri: FileUri, before: readonly FileUri[], now: readonly FileUri[]): void {
    for (const file of before) if (!now.includes(file)) this.#leadingTo.get(file)?.delete(uri);
    for (const file of now) {
      const leading = this.#leadingTo.get(file);
      if (leading) leading.add(uri);
      else this.#leadingTo.set(file, new Set([uri]));
    }
  }
}

const NOWHERE: readonly FileUri[] = [];

/** Other files of ours; those of other tools move with the lines that ask for them. */
function filesLedTo(
  problems: readonly Problem[],
  { uri }: OwnedFile,
  { files }: Snapshot,
): readonly FileUri[] {
  const found = new Set<FileUri>();
  for (const { related } of problems) {
    for (const { at } of related) if (at.place.file !== uri) found.add(at.place.file);
  }
  return found.size === 0 ? NOWHERE : [...found].filter((file) => files.has(file));
}

function digestOf(content: Diagnostic[] | string): string {
  return typeof content === 'string' ? content : shortDigest(JSON.stringify(content));
}
