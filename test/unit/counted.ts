// A workspace that an editor looks at, and that tells what each change cost: for tests that say exactly what an edit deserves.

import { Publisher } from '../../server/src/lsp/publish.ts';
import { kindOfFile } from '../../server/src/schema/fileKinds.ts';
import type { TextChange } from '../../server/src/text/change.ts';
import { readBytes } from '../../server/src/workspace/fileReading.ts';
import type { ForeignAnswer } from '../../server/src/workspace/foreign.ts';
import { packFile } from '../../server/src/workspace/pack.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import { type Change, type FileChange, Workspace } from '../../server/src/workspace/workspace.ts';
import { allProblems, now, root, type Texts } from './fixture.ts';

/** What was done of each kind of work, and which files were published, as `file number-of-problems`. */
export interface Work {
  readonly read: number;
  readonly linked: number;
  readonly keys: number;
  readonly judged: number;
  readonly foreign: number;
  readonly checks: number;
  readonly sent: readonly string[];
}

/** No work but this. */
export function work(done: Partial<Work> = {}): Work {
  return { read: 0, linked: 0, keys: 0, judged: 0, foreign: 0, checks: 0, sent: [], ...done };
}

export interface Start {
  /** Open in the editor. */
  readonly open?: readonly string[];
  readonly now?: number;
  /** What reports say, by path; they are asked for by their names. */
  readonly reports?: Texts;
  /** As after a start of the program: files are packed. */
  readonly packed?: boolean;
  /** The folder is still being read. */
  readonly isLoading?: boolean;
}

export class Counted {
  readonly workspace: Workspace;
  readonly #publisher: Publisher;
  readonly #texts: Map<string, string>;
  readonly #reports: Map<string, string>;
  readonly #open: Map<string, number>;
  readonly #sent = new Map<string, number>();
  #now: number;
  #before: Omit<Work, 'sent'>;

  constructor(
    files: Texts,
    { open = [], now: began = now, reports = {}, packed = false, isLoading = false }: Start = {},
  ) {
    this.#now = began;
    this.#texts = new Map(Object.entries(files));
    this.#reports = new Map(Object.entries(reports));
    this.#open = new Map(open.map((file) => [uriOf(file), 1]));
    this.workspace = new Workspace(root, began);
    this.#publisher = new Publisher({
      send: ({ uri, diagnostics }) => this.#sent.set(uri.slice(root.length + 1), diagnostics.length),
      snapshot: () => this.snapshot,
      open: () => this.#open,
      onlyOpen: () => false,
      slice: (done) => done(() => true),
    });
    this.#before = this.#done();
    const changes = Object.entries(files).map(([file, text]) =>
      packed ? packedChange(file, text) : { uri: uriOf(file), text },
    );
    this.apply({ files: changes });
    this.report({});
    this.apply({ complete: !isLoading });
  }

  get snapshot(): Snapshot {
    return this.workspace.snapshot();
  }

  get problems(): readonly string[] {
    return allProblems(this.snapshot);
  }

  text(file: string): string {
    const text = this.#texts.get(file);
    if (text === undefined) throw new Error(`no such file: ${file}`);
    return text;
  }

  apply(change: Change): Work {
    this.#publisher.touched(this.workspace.apply({ ...change, now: this.#now }));
    this.#publisher.publish();
    return this.#since();
  }

  /** In an editor, which says where: the first `from` becomes `to`. */
  edit(file: string, from: string, to: string): Work {
    const before = this.text(file);
    const start = before.indexOf(from);
    if (start < 0) throw new Error(`${file} has no ${from}`);
    const text = before.slice(0, start) + to + before.slice(start + from.length);
    return this.apply({
      files: [this.#edited(file, text, { start, oldEnd: start + from.length, newEnd: start + to.length })],
    });
  }

  /** Several files become others at once, as they do on disk: whoever says so doesn't say where. */
  write(files: Readonly<Record<string, string | undefined>>): Work {
    return this.apply({
      files: Object.entries(files).map(([file, text]) => {
        if (text === undefined) this.#texts.delete(file);
        else this.#texts.set(file, text);
        return { uri: uriOf(file), text };
      }),
    });
  }

  /** Files are read one after the other, as when a folder is loaded. */
  load(files: Texts): readonly Work[] {
    return Object.entries(files).map(([file, text]) => {
      this.#texts.set(file, text);
      return this.apply({ files: [packedChange(file, text)] });
    });
  }

  /** Reports are collected anew; all of them are answered, as the server does. */
  report(reports: Readonly<Record<string, string | undefined>>): Work {
    for (const [path, text] of Object.entries(reports)) {
      if (text === undefined) this.#reports.delete(path);
      else this.#reports.set(path, text);
    }
    const answers = this.workspace
      .requests()
      .map(({ key, pattern }) => [key, this.#answer(pattern)] as const);
    return this.apply({ answers: new Map(answers) });
  }

  /** The clock shows another time when something happens, or nothing. */
  at(instant: number, change: Change = {}): Work {
    this.#now = instant;
    return this.apply(change);
  }

  #edited(file: string, text: string, change: TextChange): FileChange {
    this.#texts.set(file, text);
    const version = this.#open.get(uriOf(file));
    if (version !== undefined) this.#open.set(uriOf(file), version + 1);
    return { uri: uriOf(file), text, change };
  }

  #answer(pattern: string): ForeignAnswer {
    const folder = pattern.replace(/\*.*$/, '');
    const paths = [...this.#reports.keys()].filter((path) => path.startsWith(folder)).sort();
    const files = paths.map((path) => ({
      uri: uriOf(path),
      path,
      bytes: Buffer.from(this.#reports.get(path) ?? ''),
      modified: now,
    }));
    return { files, refusals: [] };
  }

  #done(): Omit<Work, 'sent'> {
    const { chunksRead, chunksLinked, keysTouched, assetsJudged, foreignFilesRead } = this.workspace.counters;
    return {
      read: chunksRead,
      linked: chunksLinked,
      keys: keysTouched,
      judged: assetsJudged,
      foreign: foreignFilesRead,
      checks: this.#publisher.checksRun,
    };
  }

  #since(): Work {
    const [before, after] = [this.#before, this.#done()];
    this.#before = after;
    const sent = [...this.#sent].map(([file, problems]) => `${file} ${problems}`).sort();
    this.#sent.clear();
    return {
      read: after.read - before.read,
      linked: after.linked - before.linked,
      keys: after.keys - before.keys,
      judged: after.judged - before.judged,
      foreign: after.foreign - before.foreign,
      checks: after.checks - before.checks,
      sent,
    };
  }
}

function uriOf(file: string): string {
  return `${root}/${file}`;
}

function packedChange(file: string, text: string): FileChange {
  const kind = kindOfFile(file);
  const packed = kind && PackedFile.open(packFile(readBytes(kind, Buffer.from(text))));
  if (!packed) throw new Error(`${file} can't be packed`);
  return { uri: uriOf(file), packed };
}
