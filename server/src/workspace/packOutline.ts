// Outlines to bytes and back. They are read piece by piece, with strings as indexes, so that linking a hundred thousand of them makes no objects.

import { linesOfDates, linesOfProfile, linesOfTraits } from '../model/traits.ts';
import { nameWords } from '../schema/annotations.ts';
import type { NameUse } from '../schema/walk.ts';
import { type AssetOutline, identityOf, type PatchOutline, type StatedAsset } from './outline.ts';
import type { ByteReader, ByteWriter } from './packBytes.ts';
import type { PackedStrings, StringTable } from './packStrings.ts';

/** A key (see model/traits.ts) by its lines, as indexes of strings. To be read at once: the next one is written over it. */
export class KeyLines {
  readonly indexes = new Int32Array(16);
  count = 0;

  read(from: ByteReader): this {
    this.count = from.number();
    for (let nth = 0; nth < this.count; nth++) this.indexes[nth] = from.number();
    return this;
  }
}

/** What an outline says, in the order of the text. All numbers but `use` and offsets are indexes of strings. */
export interface OutlineVisitor {
  /** @param use see {@link nameUses}. @param start relative to the chunk, as `end`. */
  name(use: number, name: number, start: number, end: number): void;
  /** Its identity and its patches follow. */
  asset(name: number, profile: KeyLines, start: number, end: number): void;
  /** Of the asset before. */
  identity(name: number): void;
  /** Of the asset before. */
  patch(traits: KeyLines, dates: KeyLines): void;
}

const kinds = Object.keys(nameWords) as readonly NameUse['kind'][];

/** What a name may be used as. */
export const nameUses: readonly Pick<NameUse, 'kind' | 'role'>[] = kinds.flatMap((kind) => [
  { kind, role: 'defines' },
  { kind, role: 'refers' },
]);

const useIndexes: ReadonlyMap<NameUse['kind'], number> = new Map(kinds.map((kind, nth) => [kind, 2 * nth]));

export function writeOutline(
  out: ByteWriter,
  strings: StringTable,
  names: readonly NameUse[],
  assets: readonly StatedAsset[],
): void {
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

function writeAsset(out: ByteWriter, strings: StringTable, { name, span, asset }: StatedAsset): void {
  out.number(strings.indexOf(name));
  writeTexts(out, strings, linesOfProfile(asset));
  out.number(span.start);
  out.number(span.end - span.start);
  writeTexts(out, strings, identityOf(asset));
  const { pending = [] } = asset;
  out.number(pending.length);
  for (const patch of pending) {
    writeTexts(out, strings, linesOfTraits(patch));
    writeTexts(out, strings, linesOfDates(patch));
  }
}

/** A key's lines are mostly there already, as values; the key itself would hardly ever be. */
function writeTexts(out: ByteWriter, strings: StringTable, texts: readonly string[]): void {
  out.number(texts.length);
  for (const text of texts) out.number(strings.indexOf(text));
}

const profileLines = new KeyLines();
const traitLines = new KeyLines();
const dateLines = new KeyLines();

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
  const profile = profileLines.read(from);
  const start = from.number();
  visitor.asset(name, profile, start, start + from.number());
  for (let count = from.number(); count > 0; count--) visitor.identity(from.number());
  for (let count = from.number(); count > 0; count--)
    visitor.patch(traitLines.read(from), dateLines.read(from));
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

  asset(name: number, profile: KeyLines, start: number, end: number): void {
    this.#identity = [];
    this.#patches = [];
    this.assets.push({
      name: this.#strings.at(name),
      span: { start, end },
      profile: this.#keyOf(profile),
      identity: this.#identity,
      patches: this.#patches,
    });
  }

  identity(name: number): void {
    this.#identity.push(this.#strings.at(name));
  }

  patch(traits: KeyLines, dates: KeyLines): void {
    this.#patches.push({ traits: this.#keyOf(traits), dates: this.#keyOf(dates) });
  }

  #keyOf({ indexes, count }: KeyLines): string {
    let key = '';
    for (let nth = 0; nth < count; nth++)
      key += `${nth > 0 ? '\n' : ''}${this.#strings.at(indexes[nth] ?? 0)}`;
    return key;
  }
}
