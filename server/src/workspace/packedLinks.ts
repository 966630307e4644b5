// Takes in the outlines of a packed file as they lie there: a hundred thousand assets are linked at the start, and nobody needs their outlines as objects.

import type { Interned } from '../model/interned.ts';
import type { Profile } from '../model/traits.ts';
import type { TraitTables } from '../model/traitTables.ts';
import type { AssetTable } from './assetTable.ts';
import type { OwnedChunk } from './chunk.ts';
import type { NameIndex } from './names.ts';
import type { PackedFile } from './packedFile.ts';
import { type KeyLines, nameUses, type OutlineVisitor } from './packOutline.ts';

interface Target {
  readonly names: NameIndex;
  readonly assets: AssetTable;
  /** Assets that can't be taken in as they are stated here: something else says something of them, too. */
  readonly staleAssets: Set<string>;
  readonly staleGroups: Set<string>;
}

const UNKNOWN = -1;

export class PackedLinks implements OutlineVisitor {
  readonly #file: PackedFile;
  readonly #into: Target;
  readonly #tables: TraitTables;
  /** By the index of a string: the text, once it was asked for. */
  readonly #texts: string[] = [];
  /** By the index of a string: its number among all texts. */
  readonly #textIds: Int32Array;
  readonly #profile: Int32Array;
  readonly #trait: Int32Array;
  readonly #date: Int32Array;
  readonly #traits: number[] = [];
  readonly #dates: number[] = [];
  #chunk: OwnedChunk | undefined;
  #asset: { readonly name: string; readonly own: Interned<Profile> } | undefined;

  constructor(file: PackedFile, into: Target) {
    const { tables } = into.assets;
    this.#file = file;
    this.#into = into;
    this.#tables = tables;
    this.#textIds = new Int32Array(file.strings.length).fill(UNKNOWN);
    this.#profile = new Int32Array(tables.profiles.width);
    this.#trait = new Int32Array(tables.traits.width);
    this.#date = new Int32Array(tables.dates.width);
  }

  /** @param index of the chunk in the file. */
  link(chunk: OwnedChunk, index: number): void {
    this.#chunk = chunk;
    this.#file.visitOutline(index, this);
    this.#finish();
  }

  name(use: number, name: number): void {
    const { kind, role } = nameUses[use] ?? { kind: 'asset', role: 'refers' };
    const text = this.#textOf(name);
    if (this.#chunk) this.#into.names.addUse(this.#chunk, kind, role, text);
    if (kind === 'group' && role === 'defines') this.#into.staleGroups.add(text);
  }

  asset(name: number, profile: KeyLines): void {
    // Before anything else, which may read another outline.
    const own = this.#tables.profiles.ofTexts(this.#linesOf(profile, this.#profile));
    this.#finish();
    this.#asset = { name: this.#textOf(name), own };
  }

  identity(): void {}

  patch(traits: KeyLines, dates: KeyLines): void {
    this.#traits.push(this.#tables.traits.ofTexts(this.#linesOf(traits, this.#trait)).id);
    this.#dates.push(this.#tables.dates.idOfTexts(this.#linesOf(dates, this.#date)));
  }

  /** The numbers of the lines among all texts; of those that the key lacks, that of the empty one. */
  #linesOf({ indexes, count }: KeyLines, into: Int32Array): Int32Array {
    for (let nth = 0; nth < into.length; nth++) into[nth] = nth < count ? this.#textId(indexes[nth] ?? 0) : 0;
    return into;
  }

  #textId(index: number): number {
    const known = this.#textIds[index] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const id = this.#tables.texts.idOf(this.#file.strings.at(index));
    this.#textIds[index] = id;
    return id;
  }

  #finish(): void {
    if (!this.#asset || !this.#chunk) return;
    const { name, own } = this.#asset;
    const { assets, staleAssets } = this.#into;
    const isTaken = assets.take(name, this.#chunk, { own, traits: this.#traits, dates: this.#dates });
    if (!isTaken) staleAssets.add(name);
    this.#asset = undefined;
    this.#traits.length = 0;
    this.#dates.length = 0;
  }

  #textOf(index: number): string {
    this.#texts[index] ??= this.#file.strings.at(index);
    return this.#texts[index];
  }
}
