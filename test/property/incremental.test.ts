// The law of the incremental engine: after whatever has happened, one change at a time, everything that is said equals what a workspace says that
// sees the same files, reports and clock for the first time.

import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { baseName } from '../../server/src/base/uri.ts';
import { assetTree } from '../../server/src/feature/assetTree.ts';
import { documentSymbols } from '../../server/src/feature/symbols.ts';
import { Publisher } from '../../server/src/lsp/publish.ts';
import { assetGroupings } from '../../server/src/protocol/requests.ts';
import { type NameKind, nameWords } from '../../server/src/schema/annotations.ts';
import { kindOfFile } from '../../server/src/schema/fileKinds.ts';
import { type Anchor, absolute } from '../../server/src/schema/located.ts';
import type { ForeignFile } from '../../server/src/sources/reader.ts';
import { readBytes } from '../../server/src/workspace/fileReading.ts';
import type { ForeignAnswer, ForeignRequest } from '../../server/src/workspace/foreign.ts';
import { packFile } from '../../server/src/workspace/pack.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import { type Change, Workspace } from '../../server/src/workspace/workspace.ts';
import { allProblems, root } from '../unit/fixture.ts';
import { changeBetween, START, type Step, step } from './scripts.ts';

/** A workspace to which things happen, with what an editor was told of it. */
class Lived {
  readonly workspace = new Workspace(root, START);
  readonly texts = new Map<string, string>();
  readonly reports = new Map<string, ForeignFile>();
  readonly shown = new Map<string, unknown>();
  readonly open = new Map<string, number>();
  now = START;
  readonly #before = new Map<string, string>();
  readonly #answered = new Map<string, string>();
  readonly #publisher = new Publisher({
    send: (params) => this.#show(params),
    snapshot: () => this.workspace.snapshot(),
    open: () => this.open,
    onlyOpen: () => false,
    slice: (work) => work(() => true),
  });

  constructor() {
    this.apply({ complete: true });
  }

  apply(change: Change): void {
    this.#publisher.touched(this.workspace.apply({ ...change, now: this.now }));
    this.#answer();
    this.#publisher.publish();
  }

  take(step: Step): void {
    switch (step.do) {
      case 'write':
        if (step.packed) this.#writePacked(step.file, step.text);
        else this.#write(step.file, step.text);
        break;
      case 'edit': {
        const before = this.texts.get(step.file);
        if (before === undefined) break;
        const at = step.at % (before.length + 1);
        const text = before.slice(0, at) + step.text + before.slice(at + step.cut);
        this.#edit(step.file, before, text);
        break;
      }
      case 'swap': {
        const before = this.texts.get(step.file);
        if (before === undefined) break;
        const parts = before.split(step.from);
        const nth = step.nth % parts.length;
        if (nth === 0) break;
        this.#edit(
          step.file,
          before,
          [parts.slice(0, nth).join(step.from), parts.slice(nth).join(step.from)].join(step.to),
        );
        break;
      }
      case 'undo': {
        const [before, text] = [this.texts.get(step.file), this.#before.get(step.file)];
        if (before !== undefined && text !== undefined) this.#edit(step.file, before, text);
        break;
      }
      case 'delete':
        this.#delete(step.file);
        break;
      case 'rename': {
        const text = this.texts.get(step.file);
        if (text === undefined || step.file === step.to) break;
        this.#delete(step.file);
        this.#write(step.to, text);
        break;
      }
      case 'report':
        if (step.text === undefined) this.reports.delete(step.name);
        else
          this.reports.set(step.name, {
            uri: `${root}/${step.name}`,
            path: step.name,
            bytes: Buffer.from(step.text),
            modified: START,
          });
        this.apply({});
        break;
      case 'open':
        if (step.isOpen) this.open.set(`${root}/${step.file}`, 1);
        else this.open.delete(`${root}/${step.file}`);
        this.apply({});
        break;
      case 'clock':
        this.now += step.by;
        this.apply({});
        break;
    }
  }

  fresh(): Workspace {
    const workspace = new Workspace(root, this.now);
    workspace.apply({ files: [...this.texts].map(([file, text]) => ({ uri: `${root}/${file}`, text })) });
    const answers = workspace.requests().map((request) => [request.key, this.answerTo(request)] as const);
    workspace.apply({ answers: new Map(answers), complete: true });
    return workspace;
  }

  answerTo({ pattern }: ForeignRequest): ForeignAnswer {
    const isAsked = (path: string) =>
      path === pattern || (pattern === 'reports/*.txt' && path.startsWith('reports/'));
    const files = [...this.reports.values()].filter(({ path }) => isAsked(path));
    return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), refusals: [] };
  }

  #answer(): void {
    const answers = this.workspace.requests().flatMap((request) => {
      const answer = this.answerTo(request);
      const state = answer.files.map(({ path, bytes }) => `${path}=${Buffer.from(bytes).toString()}`).join();
      if (this.workspace.isAnswered(request.key) && this.#answered.get(request.key) === state) return [];
      this.#answered.set(request.key, state);
      return [[request.key, answer] as const];
    });
    if (answers.length > 0)
      this.#publisher.touched(this.workspace.apply({ answers: new Map(answers), now: this.now }));
  }

  #edit(file: string, before: string, text: string): void {
    this.#before.set(file, before);
    this.texts.set(file, text);
    if (this.open.has(`${root}/${file}`))
      this.open.set(`${root}/${file}`, (this.open.get(`${root}/${file}`) ?? 0) + 1);
    this.apply({ files: [{ uri: `${root}/${file}`, text, change: changeBetween(before, text) }] });
  }

  #write(file: string, text: string): void {
    this.#remember(file);
    this.texts.set(file, text);
    this.apply({ files: [{ uri: `${root}/${file}`, text }] });
  }

  #writePacked(file: string, text: string): void {
    const kind = kindOfFile(baseName(file));
    if (!kind) throw new Error(`${file} is none of our files`);
    this.#remember(file);
    this.texts.set(file, text);
    const packed = PackedFile.open(packFile(readBytes(kind, Buffer.from(text))));
    if (!packed) throw new Error('what was packed is not whole');
    this.apply({ files: [{ uri: `${root}/${file}`, packed }] });
  }

  #delete(file: string): void {
    this.#remember(file);
    this.texts.delete(file);
    this.open.delete(`${root}/${file}`);
    this.apply({ files: [{ uri: `${root}/${file}`, text: undefined }] });
  }

  #remember(file: string): void {
    const before = this.texts.get(file);
    if (before !== undefined) this.#before.set(file, before);
  }

  #show({ uri, diagnostics }: PublishDiagnosticsParams): void {
    if (diagnostics.length === 0) this.shown.delete(uri);
    else this.shown.set(uri, diagnostics);
  }
}

/** Everything that an editor shows of problems. */
function freshlyShown(workspace: Workspace): Map<string, unknown> {
  const shown = new Map<string, unknown>();
  const publisher = new Publisher({
    send: ({ uri, diagnostics }) => void (diagnostics.length > 0 && shown.set(uri, diagnostics)),
    snapshot: () => workspace.snapshot(),
    open: () => new Map(),
    onlyOpen: () => false,
    slice: (work) => work(() => true),
  });
  const chunks = [...workspace.snapshot().files.values()].flatMap((file) => file.chunks);
  publisher.touched({ chunks: new Set(chunks), files: new Set(workspace.snapshot().files.keys()) });
  publisher.publish();
  return shown;
}

function said(snapshot: Snapshot): object {
  const kinds = Object.keys(nameWords) as NameKind[];
  const files = [...snapshot.files.keys()].sort();
  return {
    problems: allProblems(snapshot),
    lines: files.map((file) => [file, [...(snapshot.files.get(file)?.lines.starts ?? [])]]),
    symbols: files.map((file) => documentSymbols(snapshot, file)),
    names: kinds.map((kind) => namesOf(snapshot, kind)),
    assets: [...snapshot.assets].map(([name, asset]) => [name, JSON.stringify(asset, located)]),
    judgements: [...snapshot.judgements].map(([name, judgement]) => [
      name,
      JSON.stringify(judgement, located),
    ]),
    entries: [...snapshot.entries()]
      .map(({ name, state, due, profile }) => [name, state, due, profile.key])
      .sort(),
    counts: snapshot.counts,
    changesAt: snapshot.changesAt,
    knowsKev: snapshot.knowsKev,
    advisories: [...snapshot.advisories()].sort(),
    policies: JSON.stringify(snapshot.policies, located),
    trees: assetGroupings.map((grouping) => assetTree([snapshot], { grouping, offset: 0, limit: 100 })),
    foreign: snapshot.foreign.map(({ request, unmatched, problems }) => [
      request.key,
      [...unmatched.keys()],
      problems.length,
    ]),
  };
}

function namesOf({ names }: Snapshot, kind: NameKind): object {
  return [...names.defined(kind), ...names.missing(kind)].sort().map((name) => ({
    name,
    definitions: names.definitionsOf(kind, name).map(absolute),
    references: names.referencesTo(kind, name).map(absolute),
  }));
}

/** Places as what they are in the file. */
function located(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  const isAnchor = value !== null && typeof value === 'object' && 'place' in value && 'span' in value;
  return isAnchor ? absolute(value as Anchor) : value;
}

describe('a workspace to which things happen', () => {
  it('says in the end what one says that sees it all for the first time', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const lived = new Lived();
        for (const each of steps) lived.take(each);
        const fresh = lived.fresh();
        deepEqual(said(lived.workspace.snapshot()), said(fresh.snapshot()));
        deepEqual(new Map([...lived.shown].sort()), new Map([...freshlyShown(fresh)].sort()));
      }),
      { numRuns: 400 },
    );
  });
});
