// All assets of the workspace, a row each, kept up to date by delta: what states an asset changed, or what a group says, or what a policy asks, and
// exactly the rows that follow from it are made again. Says which chunks' problems may be others than before.

import type { Instant } from '../base/ports.ts';
import type { Asset, AssetStatement, PendingPatch } from '../model/asset.ts';
import type { Interned } from '../model/interned.ts';
import { Judge, type RowVerdict } from '../model/judge.ts';
import { type AssetJudgement, type SlaState, slaStates } from '../model/judgement.ts';
import { conflictsOf, type GroupConflict, mergeAsset } from '../model/mergeAssets.ts';
import { mergePatches } from '../model/mergeFindings.ts';
import type { Policy } from '../model/policy.ts';
import { datesKey, type Profile, profileKey, traitsKey } from '../model/traits.ts';
import { TraitTables } from '../model/traitTables.ts';
import type { PendingPatchText } from '../schema/inventory.ts';
import { anchorOf } from '../schema/located.ts';
import { Alarms } from './alarms.ts';
import { AssetColumns } from './assetColumns.ts';
import type { Columns } from './assetEntry.ts';
import { AssetRow, type Part } from './assetRow.ts';
import { Callings } from './callings.ts';
import type { OwnedChunk } from './chunk.ts';
import type { FindingsIndex } from './findingsIndex.ts';
import type { Groups } from './groups.ts';
import { Inheritance } from './inheritance.ts';
import type { NameIndex } from './names.ts';
import type { AssetOutline, PatchOutline } from './outline.ts';
import type { Outlines } from './outlines.ts';
import { inventoryPartsOf } from './parts.ts';
import { PatchColumns } from './patchColumns.ts';
import type { SourceStatements } from './sourceStatements.ts';
import { type Shift, WhatIf } from './whatIf.ts';

/** Where what is known of an asset comes from. */
export interface Statements {
  readonly names: NameIndex;
  readonly groups: Groups;
  readonly sources: SourceStatements;
  readonly findings: FindingsIndex;
  readonly outlines: Outlines;
}

/** What an asset's own entry says, by the ids of the tables. */
export interface Stated {
  readonly own: Interned<Profile>;
  readonly traits: readonly number[];
  readonly dates: readonly number[];
}

export type Dirty = (chunk: OwnedChunk) => void;

export class AssetTable {
  readonly #from: Statements;
  readonly #dirty: Dirty;
  readonly #rows = new Map<string, AssetRow>();
  readonly #byId: (AssetRow | undefined)[] = [];
  readonly #patches = new PatchColumns();
  readonly #columns = new AssetColumns();
  readonly #tables = new TraitTables();
  readonly #inheritance: Inheritance;
  readonly #alarms = new Alarms();
  readonly #counts = new Int32Array(slaStates.length);
  /** Assets made since the last change. */
  readonly #made = new Map<string, Asset>();
  readonly #verdict: RowVerdict = { worst: 0, present: 0, due: Number.NaN, changesAt: Infinity };
  readonly #callings = new Callings(this.#tables.traits);
  #judge = new Judge([], this.#tables);
  #now: Instant;
  #inKev = 0;
  readonly #whatIf = new WhatIf();
  #isByPolicy = false;
  #judged = 0;
  #dropped = 0;

  constructor(from: Statements, now: Instant, dirty: Dirty) {
    this.#from = from;
    this.#now = now;
    this.#dirty = dirty;
    this.#inheritance = new Inheritance(from.groups, this.#tables.profiles);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** How many assets were judged so far. */
  get judged(): number {
    return this.#judged;
  }

  /** Another one after each change of what is said of any asset. */
  get revision(): number {
    return this.#judged + this.#dropped;
  }

  get knowsKev(): boolean {
    return this.#inKev > 0;
  }

  get counts(): Readonly<Record<SlaState, number>> {
    const counted = slaStates.map((state, index) => [state, this.#counts[index] ?? 0]);
    return Object.fromEntries(counted) as Record<SlaState, number>;
  }

  get changesAt(): Instant | undefined {
    return this.#alarms.next;
  }

  row(name: string): AssetRow | undefined {
    return this.#rows.get(name);
  }

  rows(): Iterable<AssetRow> {
    return this.#rows.values();
  }

  names(): Iterable<string> {
    return this.#rows.keys();
  }

  /** Under which names findings know the asset; undefined where there is none. */
  identityOf(name: string): Pick<Asset, 'address' | 'aliases'> | undefined {
    const own = this.#ownStatement(name)?.outline;
    if (!own || this.#from.sources.of(name).length > 0) return this.asset(name);
    const [address, ...aliases] = own.identity;
    return { address: address || name, aliases };
  }

  get columns(): Columns {
    const { size, states, profiles, due, from, counts } = this.#columns;
    return {
      ...{ size, states, profiles, due, from, counts },
      patchTraits: this.#patches.traits,
      patchStates: this.#patches.states,
      entryAt: (id) => this.#byId[id],
      profileTable: this.#tables.profiles,
      assetOf: (profile) => this.#tables.assetOf(profile),
      traitsTable: this.#tables.traits,
    };
  }

  /** By advisory and CVE: on how many assets it is pending. */
  advisories(): ReadonlyMap<string, number> {
    const { names, called } = this.#callings;
    const { traits } = this.#patches;
    const counts = new Int32Array(names.length);
    const latest = new Int32Array(names.length).fill(-1);
    this.#visitPatches((at, id) => {
      for (const number of called[traits[at] ?? 0] ?? []) {
        if (latest[number] === id) continue;
        latest[number] = id;
        counts[number] = (counts[number] ?? 0) + 1;
      }
    });
    return new Map(names.flatMap((name, number) => (counts[number] ? [[name, counts[number]]] : [])));
  }

  traitsCalled(advisory: string): readonly number[] {
    return this.#callings.meant(advisory);
  }

  /** On which assets an advisory or a CVE is pending. */
  assetsWith(advisory: string): ReadonlySet<string> {
    const names = new Set<string>();
    const isMeant = new Uint8Array(this.#tables.traits.size);
    for (const id of this.#callings.meant(advisory)) isMeant[id] = 1;
    const { traits } = this.#patches;
    this.#visitPatches((at, id) => {
      const row = isMeant[traits[at] ?? 0] === 1 ? this.#byId[id] : undefined;
      if (row) names.add(row.name);
    });
    return names;
  }

  #visitPatches(visit: (at: number, asset: number) => void): void {
    const { size, from, counts } = this.#columns;
    for (let id = 0; id < size; id++) {
      const first = from[id] ?? 0;
      const end = first + (counts[id] ?? 0);
      for (let at = first; at < end; at++) visit(at, id);
    }
  }

  /** What assets and patches have in common. */
  get tables(): TraitTables {
    return this.#tables;
  }

  /**
   * An asset that a chunk states, where nothing else says anything of it.
   * @returns false where something does: then it must be refreshed.
   */
  take(name: string, home: OwnedChunk, { own, traits, dates }: Stated): boolean {
    const { sources, findings } = this.#from;
    if (this.#rows.has(name) || !findings.isEmpty || sources.of(name).length > 0) return false;
    const row = this.#place(name, home);
    row.own = own;
    this.#inheritance.join(row);
    this.#resize(row, traits.length);
    for (let nth = 0; nth < traits.length; nth++) {
      this.#patches.traits[row.from + nth] = traits[nth] ?? 0;
      this.#patches.dates[row.from + nth] = dates[nth] ?? 0;
    }
    this.#countKev(row, 1);
    this.#judgeRow(row);
    return true;
  }

  /** What states the asset, or its findings, may have changed. */
  refresh(name: string): void {
    const own = this.#ownStatement(name);
    const [source] = this.#from.sources.of(name);
    const home = own?.chunk ?? (source && (source.at.place as OwnedChunk));
    if (!home) {
      this.#drop(name);
      return;
    }
    const row = this.#place(name, home);
    const isPlain = own !== undefined && source === undefined;
    this.#made.delete(name);
    this.#setProfile(row, isPlain ? own.outline : undefined);
    const isStated = isPlain && this.#from.findings.patchesOf(name).length === 0;
    this.#setPatches(row, isStated ? own.outline.patches : (this.asset(name)?.pending ?? []));
    this.#judgeRow(row);
    this.#dirty(row.home);
  }

  /** The chunk took another's place and says the same. */
  replaceHome(before: OwnedChunk, after: OwnedChunk): void {
    after.succeed(before);
    for (const { name } of after.residents) {
      const row = this.#rows.get(name);
      if (row) row.home = after;
    }
  }

  /** What a group says may have changed. */
  regroup(group: string): void {
    for (const row of this.#inheritance.regroup(group)) {
      if (!row.own) this.refresh(row.name);
      else {
        this.#judgeRow(row);
        this.#dirty(row.home);
      }
    }
  }

  /** @param isSame nothing is judged otherwise than before, only by other words. */
  setPolicies(policies: readonly Policy[], isSame: boolean): void {
    this.#judge = new Judge(policies, this.#tables);
    this.#isByPolicy = true;
    this.#sayAll(isSame);
    this.#isByPolicy = false;
  }

  /** What is now is what a change of policies will be compared with. */
  rememberStates(): void {
    if (!this.#whatIf.isOn) this.#whatIf.begin(this.#rows.values(), this.#byId.length);
  }

  forgetStates(): void {
    this.#whatIf.end();
  }

  get whatIf(): Shift | undefined {
    return this.#whatIf.shift(this.#rows.values());
  }

  #sayAll(isSame: boolean): void {
    for (const row of this.#rows.values()) {
      if (isSame) this.#say(row);
      else this.#judgeRow(row);
    }
  }

  /** Time goes on: those for which that changes something are judged again. */
  setNow(now: Instant): void {
    const isBack = now < this.#now;
    this.#now = now;
    if (isBack) this.#sayAll(false);
    for (const id of this.#alarms.due(now)) {
      const row = this.#byId[id];
      if (row) this.#judgeRow(row);
    }
  }

  /** Nothing that was made before a change is handed out after it. */
  forget(): void {
    this.#made.clear();
  }

  asset(name: string): Asset | undefined {
    const known = this.#made.get(name);
    if (known) return known;
    const merged = mergeAsset(name, this.#statements(name), this.#from.groups);
    if (!merged) return undefined;
    const found = this.#from.findings.patchesOf(name);
    const asset =
      found.length === 0 ? merged : { ...merged, pending: mergePatches(merged, merged.pending, found) };
    if (this.#made.size >= MOST_MADE) this.#made.clear();
    this.#made.set(name, asset);
    return asset;
  }

  judgement(name: string): AssetJudgement | undefined {
    const asset = this.#rows.has(name) ? this.asset(name) : undefined;
    return asset && this.#judge.judgeAsset(asset, this.#now);
  }

  conflictsOf(name: string): readonly GroupConflict[] {
    const asset = this.asset(name);
    return asset ? conflictsOf(asset, this.#statements(name), this.#from.groups) : [];
  }

  #ownStatement(name: string): { readonly chunk: OwnedChunk; readonly outline: AssetOutline } | undefined {
    for (const chunk of this.#from.names.definersOf('asset', name)) {
      const outline = this.#from.outlines.of(chunk).assets.find((asset) => asset.name === name);
      if (outline) return { chunk, outline };
    }
    return undefined;
  }

  #statements(name: string): readonly AssetStatement[] {
    const row = this.#rows.get(name);
    const isPlain = row?.own && this.#from.names.definersOf('asset', name)[0] === row.home;
    const chunk = isPlain ? row.home : this.#ownStatement(name)?.chunk;
    const sources = this.#from.sources.of(name);
    const entry = chunk && inventoryPartsOf(chunk).entry('assets', name);
    if (!entry) return sources;
    const { value, place, at } = entry;
    const own: AssetStatement = {
      name,
      facts: value,
      by: 'asset',
      at,
      fieldAt: (field) => anchorOf(place, value, field),
      pendingAt: (patch) => anchorOf(place, patch),
    };
    return [own, ...sources];
  }

  #place(name: string, home: OwnedChunk): AssetRow {
    const known = this.#rows.get(name);
    if (known) {
      if (known.home !== home) {
        this.#leave(known);
        home.settle(known);
      }
      known.home = home;
      return known;
    }
    const row = new AssetRow(this.#byId.length, name, home, this.#tables.profiles.of(NOTHING_SAID));
    this.#byId.push(row);
    this.#rows.set(name, row);
    home.settle(row);
    this.#counts[row.worst] = (this.#counts[row.worst] ?? 0) + 1;
    return row;
  }

  #leave(row: AssetRow): void {
    row.home.leave(row);
    this.#dirty(row.home);
  }

  #drop(name: string): void {
    const row = this.#rows.get(name);
    if (!row) return;
    this.#leave(row);
    this.#inheritance.leave(row);
    this.#setPatches(row, []);
    this.#alarms.set(row.id, undefined);
    this.#counts[row.worst] = (this.#counts[row.worst] ?? 0) - 1;
    this.#rows.delete(name);
    this.#dropped++;
    this.#byId[row.id] = undefined;
    this.#columns.remove(row.id);
    this.#made.delete(name);
  }

  /** @param plain what the asset's own entry says, where nothing else does but its groups. */
  #setProfile(row: AssetRow, plain: AssetOutline | undefined): void {
    this.#inheritance.leave(row);
    if (plain) {
      row.own = this.#tables.profiles.of(plain.profile);
      this.#inheritance.join(row);
      return;
    }
    row.own = undefined;
    const asset = this.asset(row.name);
    if (asset) row.profile = this.#tables.profiles.of(profileKey(asset));
    row.isConflicted = this.conflictsOf(row.name).length > 0;
    this.#inheritance.join(row);
  }

  #setPatches(row: AssetRow, patches: readonly (PatchOutline | PendingPatch)[]): void {
    this.#countKev(row, -1);
    this.#resize(row, patches.length);
    row.parts = undefined;
    patches.forEach((patch, index) => {
      const { traits, dates } = this.#partOf(patch);
      this.#patches.traits[row.from + index] = traits;
      this.#patches.dates[row.from + index] = dates;
      const parts = 'parts' in patch ? (patch.parts ?? []) : [];
      if (parts.length > 1) row.parts = new Map(row.parts).set(index, this.#distinct(parts));
    });
    this.#countKev(row, 1);
  }

  #resize(row: AssetRow, count: number): void {
    const rows = () => this.#rows.values();
    if (this.#patches.resize(row, count, rows)) this.#columns.moved(rows());
  }

  #partOf(patch: PatchOutline | PendingPatchText): Part {
    const { traits, dates } =
      'traits' in patch ? patch : { traits: traitsKey(patch), dates: datesKey(patch) };
    return { traits: this.#tables.traits.of(traits).id, dates: this.#tables.dates.idOf(dates) };
  }

  /** A kernel has thousands of CVEs, many of them alike. */
  #distinct(parts: readonly PendingPatchText[]): readonly Part[] {
    const all = parts.map((part) => this.#partOf(part));
    return [...new Map(all.map((part) => [`${part.traits} ${part.dates}`, part])).values()];
  }

  #countKev(row: AssetRow, sign: 1 | -1): void {
    for (let at = row.from; at < row.from + row.count; at++)
      if (this.#tables.traits.at(this.#patches.traits[at] ?? 0).facts.kev) this.#inKev += sign;
  }

  #judgeRow(row: AssetRow): void {
    this.#judged++;
    const before = row.present;
    const verdict = this.#verdict;
    this.#judge.judgeRow(row, this.#patches, this.#now, verdict);
    this.#counts[row.worst] = (this.#counts[row.worst] ?? 0) - 1;
    this.#counts[verdict.worst] = (this.#counts[verdict.worst] ?? 0) + 1;
    row.worst = verdict.worst;
    row.present = verdict.present;
    row.due = Number.isNaN(verdict.due) ? undefined : verdict.due;
    this.#columns.set(row);
    if (!this.#isByPolicy) this.#whatIf.note(row.id, row.isLate);
    this.#alarms.set(row.id, verdict.changesAt === Infinity ? undefined : verdict.changesAt);
    this.#say(row, before);
  }

  /** What people read of the asset may be other words now. */
  #say(row: AssetRow, before = 0): void {
    if ((before | row.present) & SAID) this.#dirty(row.home);
  }
}

/** Assets that are kept for who asks again at once; all of them would be very many. */
const MOST_MADE = 500;

const NOTHING_SAID = profileKey({});

/** States in which a patch is something to talk about. */
const SAID = (['overdue', 'unknown', 'due-soon', 'excepted'] satisfies SlaState[]).reduce(
  (bits, state) => bits | (1 << slaStates.indexOf(state)),
  0,
);
