// A workspace to which things happen, with what an editor was told of it; and one that sees the outcome for the first time.

import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { baseName } from '../../server/src/base/uri.ts';
import { Publisher } from '../../server/src/lsp/publish.ts';
import { kindOfFile } from '../../server/src/schema/fileKinds.ts';
import type { ForeignFile } from '../../server/src/sources/reader.ts';
import type { TextChange } from '../../server/src/text/change.ts';
import { readBytes } from '../../server/src/workspace/fileReading.ts';
import type { ForeignAnswer, ForeignRequest } from '../../server/src/workspace/foreign.ts';
import { packFile } from '../../server/src/workspace/pack.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';
import { type Change, type FileChange, Workspace } from '../../server/src/workspace/workspace.ts';
import { root } from '../unit/fixture.ts';
import { changeBetween, type Edit, type Script, START, type Step, widened } from './scripts.ts';

const uriOf = (file: string) => `${root}/${file}`;

export class Lived {
  readonly workspace = new Workspace(root, START);
  /** What an editor shows of problems. */
  readonly shown = new Map<string, unknown>();
  readonly #texts = new Map<string, string>();
  readonly #reports = new Map<string, ForeignFile>();
  readonly #open = new Map<string, number>();
  readonly #before = new Map<string, string>();
  readonly #answered = new Map<string, string>();
  readonly #slices: ((hasTime: () => boolean) => void)[] = [];
  readonly #publisher = new Publisher({
    send: (params) => this.#show(params),
    snapshot: () => this.workspace.snapshot(),
    open: () => this.#open,
    onlyOpen: () => this.#isLoading || this.#isHeld,
    slice: (work) => this.#slices.push(work),
  });
  #now = START;
  #isLoading = true;
  #isHeld = false;

  /** All of it, to the end: loaded, saved, published. */
  static through({ start, open, steps, loadedAfter, slice }: Script): Lived {
    const lived = new Lived();
    for (const file of open) lived.#open.set(uriOf(file), 1);
    lived.#take({ do: 'checkout', files: start });
    steps.forEach((step, nth) => {
      if (nth === loadedAfter) lived.#loaded();
      lived.#take(step);
      lived.#publishSome(slice);
    });
    lived.#loaded();
    lived.#isHeld = false;
    lived.#apply({});
    while (lived.#slices.length > 0) lived.#publishSome(Infinity);
    return lived;
  }

  fresh(): Workspace {
    const workspace = new Workspace(root, this.#now);
    workspace.apply({ files: [...this.#texts].map(([file, text]) => ({ uri: uriOf(file), text })) });
    const answers = workspace.requests().map((request) => [request.key, this.#answerTo(request)] as const);
    workspace.apply({ answers: new Map(answers), complete: true });
    return workspace;
  }

  #take(step: Step): void {
    switch (step.do) {
      case 'edit':
        this.#editAt(step);
        break;
      case 'replace':
        if (this.#texts.has(step.file)) this.#edit(step.file, step.text, undefined);
        break;
      case 'swap':
        this.#swap(step);
        break;
      case 'remark':
        this.#remark(step);
        break;
      case 'everywhere':
        this.#swapEverywhere(step);
        break;
      case 'undo':
        this.#undo(step.file);
        break;
      case 'rename':
        this.#rename(step);
        break;
      default:
        this.#apply({ files: this.#outside(step) });
    }
  }

  /** What happens outside of editors. @returns files that are others by it. */
  #outside(step: Exclude<Step, Edit>): readonly FileChange[] {
    switch (step.do) {
      case 'write':
        return [step.packed ? this.#packed(step) : this.#written(step)];
      case 'checkout':
        return step.files.map((file) => this.#written(file));
      case 'delete':
        return [this.#written({ ...step, text: undefined })];
      case 'report':
        this.#report(step);
        return [];
      case 'open':
        if (step.isOpen) this.#open.set(uriOf(step.file), 1);
        else this.#open.delete(uriOf(step.file));
        return [];
      case 'hold':
        this.#isHeld = step.isHeld;
        return [];
      case 'clock':
        this.#now += step.by;
        return [];
    }
  }

  #apply(change: Change): void {
    this.#publisher.touched(this.workspace.apply({ ...change, now: this.#now }));
    const answers = this.workspace.requests().flatMap((request) => this.#newAnswers(request));
    if (answers.length > 0)
      this.#publisher.touched(this.workspace.apply({ answers: new Map(answers), now: this.#now }));
    this.#publisher.publish();
  }

  #loaded(): void {
    if (!this.#isLoading) return;
    this.#isLoading = false;
    this.#apply({ complete: true });
  }

  /** @param chunks of closed files that are checked in a slice. */
  #publishSome(chunks: number): void {
    let left = chunks;
    this.#slices.shift()?.(() => left-- > 0);
  }

  #editAt({ file, at, cut, text, wide }: Extract<Step, { do: 'edit' }>): void {
    const before = this.#texts.get(file);
    if (before === undefined) return;
    const start = at % (before.length + 1);
    const after = before.slice(0, start) + text + before.slice(start + cut);
    this.#edit(file, after, widened(changeBetween(before, after), after, wide));
  }

  #swap({ file, from, to, nth }: Extract<Step, { do: 'swap' }>): void {
    const before = this.#texts.get(file);
    const parts = before?.split(from) ?? [];
    const at = parts.length === 0 ? 0 : nth % parts.length;
    if (before === undefined || at === 0) return;
    const after = [parts.slice(0, at).join(from), parts.slice(at).join(from)].join(to);
    this.#edit(file, after, changeBetween(before, after));
  }

  #remark({ file, line }: Extract<Step, { do: 'remark' }>): void {
    const before = this.#texts.get(file);
    const ends = [...(before ?? '').matchAll(/\r?$/gm)];
    const end = ends[line % ends.length]?.index ?? 0;
    if (before === undefined) return;
    const after = `${before.slice(0, end)} # so${before.slice(end)}`;
    this.#edit(file, after, { start: end, oldEnd: end, newEnd: end + after.length - before.length });
  }

  #swapEverywhere({ from, to }: Extract<Step, { do: 'everywhere' }>): void {
    const files = [...this.#texts].filter(([, text]) => text.includes(from));
    this.#apply({ files: files.map(([file, text]) => this.#edited(file, text.replaceAll(from, to))) });
  }

  #undo(file: string): void {
    const [before, text] = [this.#texts.get(file), this.#before.get(file)];
    if (before !== undefined && text !== undefined) this.#edit(file, text, changeBetween(before, text));
  }

  #rename({ file, to }: Extract<Step, { do: 'rename' }>): void {
    const text = this.#texts.get(file);
    if (text === undefined || file === to) return;
    this.#apply({ files: [this.#written({ file, text: undefined })] });
    this.#apply({ files: [this.#written({ file: to, text })] });
  }

  #report({ name, text }: Extract<Step, { do: 'report' }>): void {
    const bytes = Buffer.from(text ?? '');
    if (text === undefined) this.#reports.delete(name);
    else this.#reports.set(name, { uri: uriOf(name), path: name, bytes, modified: START });
  }

  #edit(file: string, text: string, change: TextChange | undefined): void {
    this.#apply({ files: [this.#edited(file, text, change)] });
  }

  #edited(file: string, text: string, change?: TextChange): FileChange {
    const version = this.#open.get(uriOf(file));
    if (version !== undefined) this.#open.set(uriOf(file), version + 1);
    return { ...this.#written({ file, text }), ...(change && { change }) };
  }

  #packed({ file, text }: { readonly file: string; readonly text: string }): FileChange {
    const kind = kindOfFile(baseName(file));
    if (!kind) throw new Error(`${file} is none of our files`);
    this.#remember(file, text);
    const packed = PackedFile.open(packFile(readBytes(kind, Buffer.from(text))));
    if (!packed) throw new Error('what was packed is not whole');
    return { uri: uriOf(file), packed };
  }

  #written({ file, text }: { readonly file: string; readonly text: string | undefined }): FileChange {
    this.#remember(file, text);
    if (text === undefined) this.#open.delete(uriOf(file));
    return { uri: uriOf(file), text };
  }

  #remember(file: string, text: string | undefined): void {
    const before = this.#texts.get(file);
    if (before !== undefined) this.#before.set(file, before);
    if (text === undefined) this.#texts.delete(file);
    else this.#texts.set(file, text);
  }

  #newAnswers(request: ForeignRequest): readonly (readonly [string, ForeignAnswer])[] {
    const answer = this.#answerTo(request);
    const state = answer.files.map(({ path, bytes }) => `${path}=${Buffer.from(bytes).toString()}`).join();
    const isKnown = this.workspace.isAnswered(request.key) && this.#answered.get(request.key) === state;
    this.#answered.set(request.key, state);
    return isKnown ? [] : [[request.key, answer]];
  }

  #answerTo({ pattern }: ForeignRequest): ForeignAnswer {
    const isAsked = (path: string) =>
      path === pattern || (pattern === 'reports/*.txt' && path.startsWith('reports/'));
    // Read anew each time, as they are from a disk.
    const files = [...this.#reports.values()]
      .filter(({ path }) => isAsked(path))
      .map((file) => ({ ...file }));
    return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), refusals: [] };
  }

  #show({ uri, diagnostics }: PublishDiagnosticsParams): void {
    if (diagnostics.length === 0) this.shown.delete(uri);
    else this.shown.set(uri, diagnostics);
  }
}

/** All that an editor shows of problems after a first look. */
export function freshlyShown(workspace: Workspace): Map<string, unknown> {
  const shown = new Map<string, unknown>();
  const publisher = new Publisher({
    send: ({ uri, diagnostics }) => void (diagnostics.length > 0 && shown.set(uri, diagnostics)),
    snapshot: () => workspace.snapshot(),
    open: () => new Map(),
    onlyOpen: () => false,
    slice: (work) => work(() => true),
  });
  const { files } = workspace.snapshot();
  const chunks = [...files.values()].flatMap((file) => file.chunks);
  publisher.touched({ chunks: new Set(chunks), files: new Set(files.keys()) });
  publisher.publish();
  return shown;
}
