// The workspace as everything above it sees it: a view of what the workspace keeps up to date.

import { groupBy } from '../base/groupBy.ts';
import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import type { Asset } from '../model/asset.ts';
import type { AssetJudgement, SlaState } from '../model/judgement.ts';
import type { GroupConflict } from '../model/mergeAssets.ts';
import type { Policy } from '../model/policy.ts';
import type { Place } from '../schema/located.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { AssetEntry, Columns } from './assetEntry.ts';
import type { AssetTable } from './assetTable.ts';
import type { OwnedChunk } from './chunk.ts';
import type { FindingsIndex } from './findingsIndex.ts';
import type { ForeignLines } from './foreignLines.ts';
import { LazyMap } from './lazyMap.ts';
import type { NameIndex } from './names.ts';
import type { OwnedFile } from './ownedFile.ts';
import type { ForeignReading, Snapshot } from './snapshot.ts';
import type { SourceStatements } from './sourceStatements.ts';
import type { Shift } from './whatIf.ts';

interface Parts {
  readonly root: FileUri;
  readonly now: Instant;
  readonly complete: boolean;
  readonly files: ReadonlyMap<FileUri, OwnedFile>;
  readonly policies: readonly Policy[];
  readonly names: NameIndex;
  readonly assets: AssetTable;
  readonly sources: SourceStatements;
  readonly findings: FindingsIndex;
  readonly foreignLines: ForeignLines;
}

export class LiveSnapshot implements Snapshot {
  readonly root: FileUri;
  readonly now: Instant;
  readonly complete: boolean;
  readonly files: ReadonlyMap<FileUri, OwnedFile>;
  readonly policies: readonly Policy[];
  readonly names: NameIndex;
  readonly #table: AssetTable;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly judgements: ReadonlyMap<string, AssetJudgement>;
  readonly #sources: SourceStatements;
  readonly #findings: FindingsIndex;
  readonly #foreignLines: ForeignLines;
  #order: readonly string[] | undefined;
  #readings: ReadonlyMap<Place, readonly ForeignReading[]> | undefined;
  #columns: Columns | undefined;
  #advisories: ReadonlyMap<string, number> | undefined;

  constructor(parts: Parts) {
    this.root = parts.root;
    this.now = parts.now;
    this.complete = parts.complete;
    this.files = parts.files;
    this.policies = parts.policies;
    this.names = parts.names;
    this.#table = parts.assets;
    this.#sources = parts.sources;
    this.#findings = parts.findings;
    this.#foreignLines = parts.foreignLines;
    const keys = { size: parts.assets.size, names: () => this.#inOrder() };
    this.assets = new LazyMap(keys, (name) => parts.assets.asset(name));
    this.judgements = new LazyMap(keys, (name) => parts.assets.judgement(name));
  }

  get foreign(): readonly ForeignReading[] {
    return [...this.#sources.readings(), ...this.#findings.readings()];
  }

  get changesAt(): Instant | undefined {
    return this.#table.changesAt;
  }

  get knowsKev(): boolean {
    return this.#table.knowsKev;
  }

  get whatIf(): Shift | undefined {
    return this.#table.whatIf;
  }

  get counts(): Readonly<Record<SlaState, number>> {
    return this.#table.counts;
  }

  assetsIn(chunk: OwnedChunk): readonly AssetEntry[] {
    return chunk.residents;
  }

  entries(): Iterable<AssetEntry> {
    return this.#table.rows();
  }

  entry(asset: string): AssetEntry | undefined {
    return this.#table.row(asset);
  }

  get columns(): Columns {
    this.#columns ??= this.#table.columns;
    return this.#columns;
  }

  advisories(): ReadonlyMap<string, number> {
    this.#advisories ??= this.#table.advisories();
    return this.#advisories;
  }

  traitsCalled(advisory: string): readonly number[] {
    return this.#table.traitsCalled(advisory);
  }

  assetsWith(advisory: string): readonly string[] {
    const found = this.#table.assetsWith(advisory);
    return this.#order || found.size > this.#table.size / 10
      ? this.#inOrder().filter((name) => found.has(name))
      : this.#putInOrder(found);
  }

  conflictsOf(asset: string): readonly GroupConflict[] {
    return this.#table.conflictsOf(asset);
  }

  readingsIn(chunk: OwnedChunk): readonly ForeignReading[] {
    this.#readings ??= groupBy(this.foreign, ({ request }) => request.at.place);
    return this.#readings.get(chunk) ?? [];
  }

  linesOf(file: FileUri): LineIndex | undefined {
    return this.files.get(file)?.lines ?? this.#foreignLines.of(file);
  }

  /** In the order of files and places, then those that only sources state. */
  #inOrder(): readonly string[] {
    this.#order ??= this.#makeOrder();
    return this.#order;
  }

  /** A few, without putting all the others in order. */
  #putInOrder(found: ReadonlySet<string>): readonly string[] {
    const homes = new Set([...found].flatMap((name) => this.#table.row(name)?.home ?? []));
    const names = inPlaces([...homes]).flatMap((home) => this.#ownIn(home).filter((name) => found.has(name)));
    return names.length === found.size ? names : this.#withGuests(names).filter((name) => found.has(name));
  }

  #makeOrder(): readonly string[] {
    const names: string[] = [];
    for (const { chunks } of [...this.files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1)))
      for (const chunk of chunks) for (const name of this.#ownIn(chunk)) names.push(name);
    return this.#withGuests(names);
  }

  #withGuests(names: readonly string[]): readonly string[] {
    const own = new Set(names);
    const guests = [...this.#sources.names()].filter((name) => !own.has(name) && this.#table.row(name));
    return [...names, ...guests];
  }

  /** Assets whose own entry stands there and counts, in the order of the text. Residents may be those of sources, and came in any order. */
  #ownIn(chunk: OwnedChunk): readonly string[] {
    const { residents, shape, kept } = chunk;
    const isOrdered = residents.length === 0 || (shape === 'entry' && residents.length === 1);
    if (isOrdered) return residents.map(({ name }) => name);
    const names = kept.outline.assets.map(({ name }) => name);
    return names.filter((name) => this.#table.row(name)?.home === chunk);
  }
}

function inPlaces(chunks: readonly OwnedChunk[]): readonly OwnedChunk[] {
  return [...chunks].sort((a, b) => (a.file === b.file ? a.offset - b.offset : a.file < b.file ? -1 : 1));
}
