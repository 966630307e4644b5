// What the rest of the workspace sees of a chunk. Where an edit leaves the outline as it was, nothing outside the chunk has to be looked at again.

import { datesKey, profileKey, traitsKey } from '../model/traits.ts';
import { type FileKind, fileKinds } from '../schema/fileKinds.ts';
import type { AssetText } from '../schema/inventory.ts';
import type { Place } from '../schema/located.ts';
import { type Entry, partsOf } from '../schema/parts.ts';
import type { NameUse } from '../schema/walk.ts';
import type { Span } from '../text/span.ts';
import type { ChunkRole, Facts } from './facts.ts';

export interface Outline {
  readonly names: readonly NameUse[];
  /** Assets that the chunk states, in the order of the text. */
  readonly assets: readonly AssetOutline[];
  /** How many faults its facts have: most have none and needn't be looked at. */
  readonly faults: number;
}

export interface AssetOutline {
  readonly name: string;
  /** Of its name, relative to the chunk. */
  readonly span: Span;
  /** See model/traits.ts. */
  readonly profile: string;
  /** Address and aliases as it states them: under these findings know it. */
  readonly identity: readonly string[];
  readonly patches: readonly PatchOutline[];
}

export interface PatchOutline {
  /** See model/traits.ts. */
  readonly traits: string;
  /** See model/traits.ts. */
  readonly dates: string;
}

/** The collections whose keys define assets, by the id of the file's kind. */
const assetCollections: ReadonlyMap<FileKind['id'], readonly string[]> = new Map(
  fileKinds.map(({ id, schema }) => [
    id,
    Object.entries(schema.properties ?? {}).flatMap(([name, shape]) =>
      shape['x-defines'] === 'asset' ? [name] : [],
    ),
  ]),
);

const NO_ASSETS: readonly AssetOutline[] = [];

export function outlineOf(facts: Facts, chunk: ChunkRole, kind: FileKind): Outline {
  return {
    names: facts.names,
    assets: statedAssets(facts.value, chunk, kind),
    faults: facts.syntax.length + facts.schema.length,
  };
}

/** Spans in an outline are relative to the chunk, so it doesn't matter where that stands. */
const ANYWHERE: Place = { file: '', offset: 0 };

function statedAssets(value: unknown, chunk: ChunkRole, kind: FileKind): readonly AssetOutline[] {
  const collections = assetCollections.get(kind.id) ?? [];
  const canHave = (name: string) => chunk.shape === 'whole' || chunk.section === name;
  if (!collections.some(canHave)) return NO_ASSETS;
  const placed = { shape: chunk.shape, section: chunk.section, value, place: ANYWHERE };
  const parts = partsOf<Record<string, Record<string, AssetText>>>([placed], kind.schema);
  return collections.flatMap((name) => parts.entries(name).map(assetOutline));
}

function assetOutline({ name, value, at }: Entry<AssetText>): AssetOutline {
  return {
    name,
    span: at.span,
    profile: profileKey(value),
    identity: [...(value.address === undefined ? [] : [value.address]), ...(value.aliases ?? [])],
    patches: (value.pending ?? []).map((patch) => ({ traits: traitsKey(patch), dates: datesKey(patch) })),
  };
}

/** Equal but for spans: what an edit did to the chunk concerns nobody else. */
export function sameOutline(a: Outline, b: Outline): boolean {
  return (
    a === b ||
    (a.faults === b.faults && same(a.names, b.names, sameName) && same(a.assets, b.assets, sameAsset))
  );
}

function sameName(a: NameUse, b: NameUse): boolean {
  return a.name === b.name && a.kind === b.kind && a.role === b.role;
}

function sameAsset(a: AssetOutline, b: AssetOutline): boolean {
  return (
    a.name === b.name &&
    a.profile === b.profile &&
    same(a.identity, b.identity, Object.is) &&
    same(a.patches, b.patches, samePatch)
  );
}

function samePatch(a: PatchOutline, b: PatchOutline): boolean {
  return a.traits === b.traits && a.dates === b.dates;
}

function same<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, nth) => isSame(item, b[nth] as T));
}
