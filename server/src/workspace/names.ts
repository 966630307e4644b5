// Where every name is defined and used, across files, kept up to date by delta: chunks come and go, and those that read a touched name are told of.
// Answers definition, references, completion and "not found".

import { closest } from '../base/closest.ts';
import { groupBy } from '../base/groupBy.ts';
import type { NameKind } from '../schema/annotations.ts';
import { type Anchor, absolute } from '../schema/located.ts';
import type { NameUse } from '../schema/walk.ts';
import type { OwnedChunk } from './chunk.ts';
import { ChunksByName } from './chunksByName.ts';

/** The names of one kind. What files of ours define counts before what sources define. */
class KindOfNames {
  readonly definers = new ChunksByName();
  readonly referrers = new ChunksByName();
  readonly sources = new Map<string, Anchor>();
  /** Names that are used and not defined. */
  readonly missing = new Set<string>();
  /** Names that more than one chunk defines. */
  readonly repeated = new Set<string>();
  /** Names that somebody missed, with the defined one that may have been meant. */
  readonly near = new Map<string, string | undefined>();
  /** Names whose definition changed since it was last settled: were they defined before? */
  readonly touched = new Map<string, boolean>();
  /** Another number when other names are defined. */
  revision = 0;

  isDefined(name: string): boolean {
    return this.definers.has(name) || this.sources.has(name);
  }

  *defined(): Iterable<string> {
    yield* this.definers.names();
    for (const name of this.sources.keys()) if (!this.definers.has(name)) yield name;
  }

  define(name: string, chunk: OwnedChunk): void {
    // Of very many names nobody asks whether they are defined.
    const isAskedFor = this.near.size + this.referrers.size + this.sources.size > 0 && this.isWatched(name);
    if (isAskedFor || this.definers.has(name)) this.touch(name);
    else if (!this.touched.has(name)) this.revision++;
    this.definers.add(name, chunk);
    if (this.missing.size > 0) this.missing.delete(name);
    if (this.definers.isShared(name)) this.repeated.add(name);
  }

  refer(name: string, chunk: OwnedChunk): void {
    this.referrers.add(name, chunk);
    if (!this.isDefined(name)) this.missing.add(name);
  }

  isWatched(name: string): boolean {
    return this.near.size > 0 || this.referrers.has(name) || this.sources.has(name);
  }

  /** To be called after each change of the name but those above. */
  note(name: string): void {
    if (this.referrers.has(name) && !this.isDefined(name)) this.missing.add(name);
    else this.missing.delete(name);
    if (this.definers.isShared(name)) this.repeated.add(name);
    else this.repeated.delete(name);
  }

  touch(name: string): void {
    if (!this.touched.has(name)) this.touched.set(name, this.isDefined(name));
  }

  chunks(role: NameUse['role']): ChunksByName {
    return role === 'defines' ? this.definers : this.referrers;
  }
}

type Dirty = (chunk: OwnedChunk) => void;

export class NameIndex {
  readonly #kinds = new Map<NameKind, KindOfNames>();
  #keysTouched = 0;

  /** How many definitions were touched so far. */
  get keysTouched(): number {
    return this.#keysTouched;
  }

  add(chunk: OwnedChunk, uses: readonly NameUse[]): void {
    for (const { kind, name, role } of uses) this.addUse(chunk, kind, role, name);
  }

  addUse(chunk: OwnedChunk, kind: NameKind, role: NameUse['role'], name: string): void {
    const names = this.#of(kind);
    if (role === 'defines') names.define(name, chunk);
    else names.refer(name, chunk);
  }

  remove(chunk: OwnedChunk, uses: readonly NameUse[]): void {
    for (const { kind, name, role } of uses) {
      const names = this.#of(kind);
      if (role === 'defines') names.touch(name);
      names.chunks(role).delete(name, chunk);
      names.note(name);
      if (!names.referrers.has(name)) names.near.delete(name);
    }
  }

  /** One chunk takes the place of another that has the same names. */
  replace(before: OwnedChunk, after: OwnedChunk, uses: readonly NameUse[]): void {
    for (const { kind, name, role } of uses) {
      const chunks = this.#of(kind).chunks(role);
      chunks.delete(name, before);
      chunks.add(name, after);
    }
  }

  /** All names of a kind that sources define. */
  setSources(kind: NameKind, sites: ReadonlyMap<string, Anchor>): void {
    const names = this.#of(kind);
    for (const name of names.sources.keys()) if (!sites.has(name)) names.touch(name);
    for (const name of sites.keys()) if (!names.sources.has(name)) names.touch(name);
    const concerned = new Set([...names.sources.keys(), ...sites.keys()]);
    names.sources.clear();
    for (const [name, at] of sites) names.sources.set(name, at);
    for (const name of concerned) names.note(name);
  }

  /** Tells which chunks read what was touched since the last time. */
  settle(dirty: Dirty): void {
    for (const names of this.#kinds.values()) {
      this.#keysTouched += names.touched.size;
      for (const [name, wasDefined] of names.touched) {
        names.definers.of(name).forEach(dirty);
        if (names.isDefined(name) === wasDefined) continue;
        names.revision++;
        names.referrers.of(name).forEach(dirty);
        for (const missed of meaningOthers(names, name)) names.referrers.of(missed).forEach(dirty);
      }
      names.touched.clear();
    }
  }

  isDefined(kind: NameKind, name: string): boolean {
    return this.#kinds.get(kind)?.isDefined(name) === true;
  }

  /** The defined name that was probably meant by one that isn't defined. */
  near(kind: NameKind, name: string): string | undefined {
    const names = this.#of(kind);
    if (!names.near.has(name)) names.near.set(name, closest(name, names.defined()));
    return names.near.get(name);
  }

  /** In the order of files and places: the first one counts. */
  definitionsOf(kind: NameKind, name: string): readonly Anchor[] {
    const names = this.#of(kind);
    const own = names.definers.of(name).flatMap((chunk) => sitesIn(chunk, { kind, name, role: 'defines' }));
    if (own.length > 0) return own.sort(byPlace);
    const source = names.sources.get(name);
    return source ? [source] : [];
  }

  /** The chunks that define a name, in the order of files and places. */
  definersOf(kind: NameKind, name: string): readonly OwnedChunk[] {
    const definers = this.#of(kind).definers.of(name);
    return definers.length < 2 ? definers : [...definers].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  /**
   * In the order of files and places.
   * @param most how many are asked for: further ones aren't looked for.
   */
  referencesTo(kind: NameKind, name: string, most = Infinity): readonly Anchor[] {
    const sites: Anchor[] = [];
    for (const chunk of inOrder(this.#of(kind).referrers.of(name), most)) {
      if (sites.length >= most) break;
      sites.push(...sitesIn(chunk, { kind, name, role: 'refers' }).sort(bySpan));
    }
    return sites.slice(0, most);
  }

  /** How many chunks use a name. */
  referrersOf(kind: NameKind, name: string): number {
    return this.#of(kind).referrers.of(name).length;
  }

  /** Another number when other names of the kind are defined than before. */
  revisionOf(kind: NameKind): number {
    return this.#of(kind).revision;
  }

  countOf(kind: NameKind): number {
    const { definers, sources } = this.#of(kind);
    return sources.size === 0 ? definers.size : new Set(this.defined(kind)).size;
  }

  defined(kind: NameKind): Iterable<string> {
    return this.#of(kind).defined();
  }

  /** Names that are used and that nothing defines. */
  missing(kind: NameKind): ReadonlySet<string> {
    return this.#of(kind).missing;
  }

  /** Names that several chunks define. */
  repeated(kind: NameKind): ReadonlySet<string> {
    return this.#of(kind).repeated;
  }

  /** Chunks that use a name which nothing defines. */
  unresolved(dirty: Dirty): void {
    for (const { missing, referrers } of this.#kinds.values())
      for (const name of missing) referrers.of(name).forEach(dirty);
  }

  #of(kind: NameKind): KindOfNames {
    const known = this.#kinds.get(kind);
    if (known) return known;
    const names = new KindOfNames();
    this.#kinds.set(kind, names);
    return names;
  }
}

/** A name appeared or went: the missed names by which another one is meant now. */
function meaningOthers(names: KindOfNames, changed: string): readonly string[] {
  const isDefined = names.isDefined(changed);
  const others: string[] = [];
  for (const [missed, meant] of names.near) {
    let now = meant;
    if (isDefined) now = closest(missed, meant === undefined ? [changed] : [meant, changed]);
    else if (meant === changed) now = closest(missed, names.defined());
    if (now === meant) continue;
    names.near.set(missed, now);
    others.push(missed);
  }
  return others;
}

function sitesIn(chunk: OwnedChunk, wanted: Pick<NameUse, 'kind' | 'name' | 'role'>): Anchor[] {
  return chunk.kept.outline.names.flatMap(({ kind, name, role, span }) =>
    kind === wanted.kind && name === wanted.name && role === wanted.role ? [{ place: chunk, span }] : [],
  );
}

function isBefore(a: OwnedChunk, b: OwnedChunk): boolean {
  return a.file === b.file ? a.offset < b.offset : a.file < b.file;
}

/** Chunks in the order of files and places, at least as many as asked for: of very many, only files are compared with each other. */
function inOrder(chunks: readonly OwnedChunk[], most: number): readonly OwnedChunk[] {
  const byFile = [...groupBy(chunks, ({ file }) => file)].sort(([a], [b]) => (a < b ? -1 : 1));
  const ordered: OwnedChunk[] = [];
  for (const [, ofFile] of byFile) {
    if (ordered.length >= most) break;
    for (const chunk of ofFile.sort((a, b) => a.offset - b.offset)) ordered.push(chunk);
  }
  return ordered;
}

function bySpan(a: Anchor, b: Anchor): number {
  return a.span.start - b.span.start;
}

function byPlace(a: Anchor, b: Anchor): number {
  const [first, second] = [absolute(a), absolute(b)];
  if (first.file !== second.file) return first.file < second.file ? -1 : 1;
  return first.span.start - second.span.start;
}
