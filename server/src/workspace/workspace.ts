// The only mutable state of the server: the files of one workspace folder, read, and what follows from them, kept up to date by delta. Changes come in
// whole, are applied at once, and say exactly what they touched. Knows no disk, no protocol, no clock.

import { canonicalJson } from '../base/hash.ts';
import type { Instant } from '../base/ports.ts';
import { baseName, type FileUri } from '../base/uri.ts';
import { type FileKind, kindOfFile } from '../schema/fileKinds.ts';
import type { TextChange } from '../text/change.ts';
import { AssetTable } from './assetTable.ts';
import type { OwnedChunk } from './chunk.ts';
import { FactsMemo } from './factsMemo.ts';
import type { Unreadable } from './fileReading.ts';
import { FindingsIndex } from './findingsIndex.ts';
import { type ForeignAnswer, type ForeignRequest, settledAnswer } from './foreign.ts';
import { ForeignLines } from './foreignLines.ts';
import { Groups } from './groups.ts';
import { LiveSnapshot } from './liveSnapshot.ts';
import { NameIndex } from './names.ts';
import { type Outline, sameOutline } from './outline.ts';
import { Outlines } from './outlines.ts';
import {
  type Edited,
  editedFile,
  type OwnedFile,
  ownedFile,
  packedFile,
  reconcile,
  unreadableFile,
} from './ownedFile.ts';
import type { PackedFile } from './packedFile.ts';
import { PackedLinks } from './packedLinks.ts';
import { Policies } from './policies.ts';
import { ForeignMemo } from './readForeign.ts';
import { Requests } from './requests.ts';
import type { ForeignReading, Snapshot } from './snapshot.ts';
import { SourceStatements } from './sourceStatements.ts';
import type { Touched } from './touched.ts';

/** A file as its text says. */
export interface NewText {
  readonly uri: FileUri;
  /** Undefined where the file is gone. */
  readonly text: string | undefined | { readonly unreadable: Unreadable };
  /** Where the text differs from the one before; all of it may where that isn't said. */
  readonly change?: TextChange;
}

/** A file that was read elsewhere: in a thread, or when the program ran before. */
export interface NewFacts {
  readonly uri: FileUri;
  readonly packed: PackedFile;
}

export type FileChange = NewText | NewFacts;

export interface Change {
  readonly files?: readonly FileChange[];
  /** Answers to {@link Workspace.requests} by their keys. */
  readonly answers?: ReadonlyMap<string, ForeignAnswer>;
  readonly now?: Instant;
  readonly complete?: boolean;
}

/** Work done so far, for tests that assert it. */
export interface Counters {
  /** Chunks whose text was read. */
  readonly chunksRead: number;
  /** Chunks whose outline was taken in, or given up. */
  readonly chunksLinked: number;
  /** Names whose definition was touched. */
  readonly keysTouched: number;
  readonly assetsJudged: number;
  readonly foreignFilesRead: number;
}

export class Workspace {
  readonly root: FileUri;
  readonly #files = new Map<FileUri, OwnedFile>();
  readonly #answers = new Map<string, ForeignAnswer>();
  readonly #memo = new FactsMemo();
  readonly #foreignMemo = new ForeignMemo();
  readonly #names = new NameIndex();
  readonly #groups = new Groups(this.#names);
  readonly #sources = new SourceStatements();
  readonly #findings = new FindingsIndex();
  readonly #outlines = new Outlines();
  readonly #policies = new Policies();
  readonly #requests = new Requests();
  readonly #assets: AssetTable;
  /** Assets and groups of which something else may be said now. */
  readonly #stale = { assets: new Set<string>(), groups: new Set<string>(), policies: false };
  #touched = { chunks: new Set<OwnedChunk>(), files: new Set<FileUri>() };
  #readings: ReadonlySet<ForeignReading> = new Set();
  #knewKev = false;
  readonly #dirty = (chunk: OwnedChunk) => this.#touched.chunks.add(chunk);
  #foreignLines = new ForeignLines(this.#answers);
  #now: Instant;
  #complete = false;
  #linked = 0;
  #snapshot: Snapshot | undefined;

  constructor(root: FileUri, now: Instant) {
    this.root = root;
    this.#now = now;
    const from = {
      names: this.#names,
      groups: this.#groups,
      sources: this.#sources,
      findings: this.#findings,
      outlines: this.#outlines,
    };
    this.#assets = new AssetTable(from, now, this.#dirty);
  }

  get counters(): Counters {
    return {
      chunksRead: this.#memo.chunksRead,
      chunksLinked: this.#linked,
      keysTouched: this.#names.keysTouched,
      assetsJudged: this.#assets.judged,
      foreignFilesRead: this.#foreignMemo.filesRead,
    };
  }

  apply({ files = [], answers, now = this.#now, complete = this.#complete }: Change): Touched {
    const { revision } = this.#assets;
    this.#snapshot = undefined;
    this.#assets.forget();
    this.#now = now;
    this.#assets.setNow(now);
    for (const file of files) this.#applyFile(file);
    if (answers) this.#answer(answers);
    this.#follow(complete);
    const { chunks, files: touchedFiles } = this.#touched;
    this.#touched = { chunks: new Set(), files: new Set() };
    this.#outlines.forget();
    return { chunks, files: touchedFiles, assets: this.#assets.revision !== revision };
  }

  /** What the inventories ask for from other tools' files; the same list until something is asked otherwise. */
  requests(): readonly ForeignRequest[] {
    return this.#requests.all();
  }

  /** From now on it is told what changes of policies do: see {@link Snapshot.whatIf}. */
  rememberStates(): void {
    this.#assets.rememberStates();
  }

  forgetStates(): void {
    this.#assets.forgetStates();
    this.#snapshot = undefined;
  }

  isAnswered(key: string): boolean {
    return this.#answers.has(key);
  }

  snapshot(): Snapshot {
    this.#snapshot ??= new LiveSnapshot({
      root: this.root,
      now: this.#now,
      complete: this.#complete,
      files: this.#files,
      policies: this.#policies.all(),
      names: this.#names,
      assets: this.#assets,
      sources: this.#sources,
      findings: this.#findings,
      foreignLines: this.#foreignLines,
    });
    return this.#snapshot;
  }

  #applyFile(change: FileChange): void {
    const { uri } = change;
    const kind = kindOfFile(baseName(uri));
    const before = this.#files.get(uri);
    const offset = before?.chunks[0]?.offset;
    const edited = kind && this.#read(change, kind, before);
    if (!edited && !before) return;
    if (edited) this.#files.set(uri, edited.file);
    else this.#files.delete(uri);
    if (edited && before && offset === edited.file.chunks[0]?.offset && isSame(before, edited)) return;
    this.#touched.files.add(uri);
    const removed = edited?.removed ?? before?.chunks ?? [];
    const added = edited?.added ?? [];
    if ('packed' in change && !before) this.#linkPacked(change.packed, added);
    else this.#relink(removed, added);
    if ((kind ?? before?.kind)?.id === 'policy') {
      this.#policies.set(uri, edited?.file);
      this.#stale.policies = true;
    }
    if ([...removed, ...added].some(({ shape }) => shape !== 'entry')) this.#requests.read(uri, edited?.file);
  }

  /** @returns undefined where the file is gone. */
  #read(change: FileChange, kind: FileKind, before: OwnedFile | undefined): Edited | undefined {
    const { uri } = change;
    if ('packed' in change) return reconcile(before, packedFile(uri, kind, change.packed));
    const { text } = change;
    if (text === undefined) return undefined;
    if (typeof text !== 'string') return reconcile(before, unreadableFile(uri, kind, text.unreadable));
    const edited = before && change.change && editedFile(before, text, change.change, this.#memo);
    return edited ?? reconcile(before, ownedFile({ uri, kind, before }, text, this.#memo));
  }

  /** All of a file that is new. */
  #linkPacked(packed: PackedFile, chunks: readonly OwnedChunk[]): void {
    const links = new PackedLinks(packed, {
      names: this.#names,
      assets: this.#assets,
      staleAssets: this.#stale.assets,
      staleGroups: this.#stale.groups,
    });
    chunks.forEach((chunk, index) => {
      this.#linked++;
      links.link(chunk, index);
      this.#dirty(chunk);
    });
  }

  #relink(removed: readonly OwnedChunk[], added: readonly OwnedChunk[]): void {
    const isPaired = removed.length === added.length;
    removed.forEach((before, index) => {
      const after = isPaired ? added[index] : undefined;
      const outline = this.#outlines.of(before);
      if (after && sameOutline(outline, this.#outlines.of(after))) {
        this.#names.replace(before, after, outline.names);
        this.#assets.replaceHome(before, after);
        this.#memo.keep(before.kept);
        this.#spoil(outline, 'groups');
        this.#dirty(after);
      } else {
        this.#link(before, 'remove');
        if (after) this.#link(after, 'add');
      }
    });
    if (!isPaired) for (const chunk of added) this.#link(chunk, 'add');
  }

  #link(chunk: OwnedChunk, how: 'add' | 'remove'): void {
    const outline = this.#outlines.of(chunk);
    this.#linked++;
    this.#names[how](chunk, outline.names);
    // It may come back, here by an undo or elsewhere by a paste.
    if (how === 'remove') this.#memo.keep(chunk.kept);
    this.#spoil(outline, 'assets');
    this.#spoil(outline, 'groups');
    if (how === 'add') this.#dirty(chunk);
  }

  #spoil({ names, assets }: Outline, what: 'assets' | 'groups'): void {
    if (what === 'assets') for (const { name } of assets) this.#stale.assets.add(name);
    else
      for (const { kind, role, name } of names)
        if (kind === 'group' && role === 'defines') this.#stale.groups.add(name);
  }

  #answer(answers: ReadonlyMap<string, ForeignAnswer>): void {
    for (const [key, answer] of answers)
      this.#answers.set(key, settledAnswer(this.#answers.get(key), answer));
    this.#foreignLines = new ForeignLines(this.#answers);
  }

  /** Everything that follows from what was touched. */
  #follow(complete: boolean): void {
    this.#followPolicies();
    this.#followForeign();
    for (const group of this.#stale.groups) this.#groups.forget(group);
    for (const name of this.#stale.assets) this.#assets.refresh(name);
    for (const group of this.#stale.groups) this.#assets.regroup(group);
    this.#stale.assets.clear();
    this.#stale.groups.clear();
    this.#sayReadings();
    if (this.#assets.knowsKev !== this.#knewKev) this.#sayPolicies();
    this.#knewKev = this.#assets.knowsKev;
    this.#names.settle(this.#dirty);
    if (complete === this.#complete) return;
    this.#complete = complete;
    this.#names.unresolved(this.#dirty);
    for (const { request } of this.#readings) this.#dirty(request.at.place as OwnedChunk);
  }

  #followPolicies(): void {
    if (!this.#stale.policies) return;
    this.#stale.policies = false;
    const isSame = !this.#policies.judgeOtherwise();
    this.#assets.setPolicies(this.#policies.all(), isSame);
    this.#sayPolicies();
  }

  /** What is said in policies depends on all of them. */
  #sayPolicies(): void {
    for (const { file } of this.#policies.all()) this.#files.get(file)?.chunks.forEach(this.#dirty);
  }

  #followForeign(): void {
    const requests = this.#requests.all();
    const isFinding = ({ kind }: ForeignRequest) => kind === 'findings';
    const sources = requests.filter((request) => !isFinding(request));
    const changed = this.#sources.set(sources, this.#answers, this.#foreignMemo);
    if (changed) {
      for (const name of changed) this.#stale.assets.add(name);
      const { asset, group } = this.#sources.definitions();
      this.#names.setSources('asset', asset);
      this.#names.setSources('group', group);
    }
    this.#followFindings(requests.filter(isFinding));
  }

  #followFindings(requests: readonly ForeignRequest[]): void {
    const wasEmpty = this.#findings.isEmpty;
    const found = this.#findings.setRequests(requests, this.#answers, this.#foreignMemo);
    for (const name of found) this.#stale.assets.add(name);
    if (this.#findings.isEmpty) {
      if (!wasEmpty) this.#findings.forgetNames();
      return;
    }
    const names = wasEmpty ? [...this.#assets.names(), ...this.#stale.assets] : [...this.#stale.assets];
    for (const name of new Set(names)) {
      const identity = this.#assets.identityOf(name);
      for (const affected of this.#findings.setNames(name, identity)) this.#stale.assets.add(affected);
    }
  }

  /** Problems of a reading stand on the line that asked for it. */
  #sayReadings(): void {
    const readings = new Set([...this.#sources.readings(), ...this.#findings.readings()]);
    for (const reading of readings) {
      if (!this.#readings.has(reading)) this.#dirty(reading.request.at.place as OwnedChunk);
    }
    this.#readings = readings;
  }
}

/** Nothing of the file is another; where its first chunk begins is to be compared before it is read. */
function isSame(before: OwnedFile, { file, removed, added }: Edited): boolean {
  const { starts } = file.lines;
  return (
    removed.length + added.length === 0 &&
    starts.length === before.lines.starts.length &&
    starts.every((start, line) => start === before.lines.starts[line]) &&
    canonicalJson(file.problems) === canonicalJson(before.problems)
  );
}
