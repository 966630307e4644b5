// Takes in the outlines of a packed file as they lie there: a hundred thousand assets are linked at the start, and nobody needs their outlines as objects.

import type { Interned } from '../model/interned.ts';
import type { Profile } from '../model/traits.ts';
import type { AssetTable } from './assetTable.ts';
import type { OwnedChunk } from './chunk.ts';
import type { NameIndex } from './names.ts';
import type { PackedFile } from './packedFile.ts';
import { nameUses, type OutlineVisitor } from './packOutline.ts';

interface Target {
  readonly names: NameIndex;
  readonly assets: AssetTable;
  /** Assets that can't be taken in as they are stated here: something else says something of them, too. */
  readonly staleAssets: Set<string>;
  readonly staleGroups: Set<string>;
}

export class PackedLinks implements OutlineVisitor {
  readonly #file: PackedFile;
  readonly #into: Target;
  /** By the index of a string: what it stands for, once it was asked for. */
  readonly #texts: string[] = [];
  readonly #profiles: Interned<Profile>[] = [];
  readonly #traitIds: number[] = [];
  readonly #dateIds: number[] = [];
  readonly #traits: number[] = [];
  readonly #dates: number[] = [];
  #chunk: OwnedChunk | undefined;
  #asset: { readonly name: string; readonly own: Interned<Profile> } | undefined;

  constructor(file: PackedFile, into: Target) {
    this.#file = file;
    this.#into = into;
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

  asset(name: number, profile: number): void {
    this.#finish();
    this.#profiles[profile] ??= this.#into.assets.profileOf(this.#file.strings.at(profile));
    this.#asset = { name: this.#textOf(name), own: this.#profiles[profile] };
  }

  identity(): void {}

  patch(traits: number, dates: number): void {
    this.#traitIds[traits] ??= this.#into.assets.traitsId(this.#file.strings.at(traits));
    this.#dateIds[dates] ??= this.#into.assets.datesId(this.#file.strings.at(dates));
    this.#traits.push(this.#traitIds[traits]);
    this.#dates.push(this.#dateIds[dates]);
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
