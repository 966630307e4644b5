// Outlines to bytes and back. They are read piece by piece, with strings as indexes, so that linking a hundred thousand of them makes no objects.

import { nameWords } from '../schema/annotations.ts';
import type { NameUse } from '../schema/walk.ts';
import type { AssetOutline, Outline, PatchOutline } from './outline.ts';
import type { ByteReader, ByteWriter } from './packBytes.ts';
import type { PackedStrings, StringTable } from './packStrings.ts';

/** What an outline says, in the order of the text. All numbers but `use` and offsets are indexes of strings. */
export interface OutlineVisitor {
  /** @param use see {@link nameUses}. @param start relative to the chunk, as `end`. */
  name(use: number, name: number, start: number, end: number): void;
  /** Its identity and its patches follow. */
  asset(name: number, profile: number, start: number, end: number): void;
  /** Of the asset before. */
  identity(name: number): void;
  /** Of the asset before. */
  patch(traits: number, dates: number): void;
}

const kinds = Object.keys(nameWords) as readonly NameUse['kind'][];

/** What a name may be used as. */
export const nameUses: readonly Pick<NameUse, 'kind' | 'role'>[] = kinds.flatMap((kind) => [
  { kind, role: 'defines' },
  { kind, role: 'refers' },
]);

const useIndexes: ReadonlyMap<NameUse['kind'], number> = new Map(kinds.map((kind, nth) => [kind, 2 * nth]));

export function writeOutline(out: ByteWriter, strings: StringTable, { names, assets }: Outline): void {
  out.number(names.length);
  let at = 0;
  for (const { kind, role, name, span } of names) {
    out.number((useIndexes.get(kind) ?? 0) + (role === 'refers' ? 1 : 0));
    out.number(strings.indexOf(name));
    out.signed(span.start - at);
    out.number(span.end - span.start);
    at = span.start;
  }
  out.number(assets.length);
  for (const asset of assets) writeAsset(out, strings, asset);
}

function writeAsset(out: ByteWriter, strings: StringTable, asset: AssetOutline): void {
  out.number(strings.indexOf(asset.name));
  out.number(strings.indexOfJson(asset.profile));
  out.number(asset.span.start);
  out.number(asset.span.end - asset.span.start);
  out.number(asset.identity.length);
  for (const name of asset.identity) out.number(strings.indexOf(name));
  out.number(asset.patches.length);
  for (const { traits, dates } of asset.patches) {
    out.number(strings.indexOfJson(traits));
    out.number(strings.indexOfJson(dates));
  }
}

export function visitOutline(from: ByteReader, visitor: OutlineVisitor): void {
  let at = 0;
  for (let count = from.number(); count > 0; count--) {
    const use = from.number();
    const name = from.number();
    at += from.signed();
    visitor.name(use, name, at, at + from.number());
  }
  for (let count = from.number(); count > 0; count--) visitAsset(from, visitor);
}

function visitAsset(from: ByteReader, visitor: OutlineVisitor): void {
  const name = from.number();
  const profile = from.number();
  const start = from.number();
  visitor.asset(name, profile, start, start + from.number());
  for (let count = from.number(); count > 0; count--) visitor.identity(from.number());
  for (let count = from.number(); count > 0; count--) visitor.patch(from.number(), from.number());
}

/** Makes the outline that is visited. */
export class OutlineBuilder implements OutlineVisitor {
  readonly names: NameUse[] = [];
  readonly assets: AssetOutline[] = [];
  readonly #strings: PackedStrings;
  #identity: string[] = [];
  #patches: PatchOutline[] = [];

  constructor(strings: PackedStrings) {
    this.#strings = strings;
  }

  name(use: number, name: number, start: number, end: number): void {
    const { kind, role } = nameUses[use] ?? { kind: 'asset', role: 'refers' };
    this.names.push({ kind, name: this.#strings.at(name), role, span: { start, end } });
  }

  asset(name: number, profile: number, start: number, end: number): void {
    this.#identity = [];
    this.#patches = [];
    this.assets.push({
      name: this.#strings.at(name),
      span: { start, end },
      profile: this.#strings.at(profile),
      identity: this.#identity,
      patches: this.#patches,
    });
  }

  identity(name: number): void {
    this.#identity.push(this.#strings.at(name));
  }

  patch(traits: number, dates: number): void {
    this.#patches.push({ traits: this.#strings.at(traits), dates: this.#strings.at(dates) });
  }
}
