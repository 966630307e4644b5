// The only mutable state of the server: the files of one workspace folder, read, and what follows from them. Changes come in whole; a snapshot is
// handed out. Knows no disk, no protocol, no clock.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import { baseName } from '../base/uri.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
import { decode } from '../sources/decode.ts';
import type { ForeignFile } from '../sources/reader.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { derive, foreignRequests } from './derive.ts';
import { FactsMemo } from './facts.ts';
import type { ForeignAnswer, ForeignRequest } from './foreign.ts';
import { type OwnedFile, readOwnedFile, type Unreadable, unreadableFile } from './ownedFile.ts';
import { ForeignMemo } from './readForeign.ts';
import type { Snapshot } from './snapshot.ts';

export interface FileChange {
  readonly uri: FileUri;
  /** The new text; undefined where the file is gone. */
  readonly text: string | undefined | { readonly unreadable: Unreadable };
}

export interface Change {
  readonly files?: readonly FileChange[];
  /** Answers to {@link Workspace.requests} by their keys. */
  readonly answers?: ReadonlyMap<string, ForeignAnswer>;
  readonly now?: Instant;
  readonly complete?: boolean;
}

export class Workspace {
  readonly root: FileUri;
  readonly #files = new Map<FileUri, OwnedFile>();
  readonly #answers = new Map<string, ForeignAnswer>();
  readonly #memo = new FactsMemo();
  readonly #foreignMemo = new ForeignMemo();
  #now: Instant;
  #complete = false;
  #snapshot: Snapshot | undefined;

  constructor(root: FileUri, now: Instant) {
    this.root = root;
    this.#now = now;
  }

  /** Work done so far, for tests that assert it. */
  get counters(): { readonly chunksRead: number; readonly foreignFilesRead: number } {
    return { chunksRead: this.#memo.chunksRead, foreignFilesRead: this.#foreignMemo.filesRead };
  }

  apply(change: Change): void {
    for (const file of change.files ?? []) this.#applyFile(file);
    for (const [key, answer] of change.answers ?? []) this.#answers.set(key, answer);
    this.#now = change.now ?? this.#now;
    this.#complete = change.complete ?? this.#complete;
    this.#snapshot = undefined;
  }

  #applyFile({ uri, text }: FileChange): void {
    const kind = kindOfFile(baseName(uri));
    if (text === undefined || !kind) this.#files.delete(uri);
    else if (typeof text === 'string') this.#files.set(uri, readOwnedFile(uri, kind, text, this.#memo));
    else this.#files.set(uri, unreadableFile(uri, kind, text.unreadable));
  }

  /** What the inventories ask for from other tools' files. */
  requests(): readonly ForeignRequest[] {
    return foreignRequests(this.#files);
  }

  isAnswered(key: string): boolean {
    return this.#answers.has(key);
  }

  snapshot(): Snapshot {
    this.#snapshot ??= this.#derive();
    return this.#snapshot;
  }

  #derive(): Snapshot {
    const files = new Map(this.#files);
    const answers = new Map(this.#answers);
    const derived = derive({ files, answers, memo: this.#foreignMemo, now: this.#now });
    const foreignLines = lazyLines(answers);
    return {
      root: this.root,
      now: this.#now,
      complete: this.#complete,
      files,
      ...derived,
      linesOf: (file) => files.get(file)?.lines ?? foreignLines(file),
    };
  }
}

/** Lines of foreign files, made when a location in one is really shown. */
function lazyLines(answers: ReadonlyMap<string, ForeignAnswer>): (file: FileUri) => LineIndex | undefined {
  let byUri: Map<FileUri, ForeignFile> | undefined;
  const made = new Map<FileUri, LineIndex>();
  return (uri) => {
    byUri ??= new Map([...answers.values()].flatMap(({ files }) => files.map((file) => [file.uri, file])));
    const file = byUri.get(uri);
    if (!file) return undefined;
    const lines = made.get(uri) ?? new LineIndex(decode(file.bytes).text);
    made.set(uri, lines);
    return lines;
  };
}
