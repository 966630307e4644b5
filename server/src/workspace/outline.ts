// What the rest of the workspace sees of a chunk. Where an edit leaves the outline as it was, nothing outside the chunk has to be looked at again.

import { datesKey, profileKey, traitsKey } from '../model/traits.ts';
import { type FileKind, fileKinds } from '../schema/fileKinds.ts';
import type { AssetText } from '../schema/inventory.ts';
import { spansOf } from '../schema/located.ts';
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
  /** Its address, empty where it states none, and its aliases: under these findings know it. Empty where it states neither. */
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

/** What a chunk says of an asset, of which an {@link AssetOutline} is made. */
export interface StatedAsset {
  readonly name: string;
  readonly span: Span;
  readonly asset: AssetText;
}

const NO_ASSETS: readonly StatedAsset[] = [];
const NO_NAMES: readonly string[] = [];

export function outlineOf(facts: Facts, chunk: ChunkRole, kind: FileKind): Outline {
  return {
    names: facts.names,
    assets: statedAssets(facts.value, chunk, kind.id).map(assetOutline),
    faults: faultsOf(facts),
  };
}

export function faultsOf({ syntax, schema }: Facts): number {
  return syntax.length + schema.length;
}

/** In the order of the text. @param value of the chunk's facts. */
export function statedAssets(
  value: unknown,
  { shape, section }: ChunkRole,
  kind: FileKind['id'],
): readonly StatedAsset[] {
  const collections = assetCollections.get(kind) ?? [];
  if (typeof value !== 'object' || value === null) return NO_ASSETS;
  if (shape === 'entry') return collections.some((name) => name === section) ? assetsIn(value) : NO_ASSETS;
  const sections = value as Readonly<Record<string, object | undefined>>;
  return collections.flatMap((name) => assetsIn(sections[name] ?? {}));
}

/** @param map from names to assets. */
function assetsIn(map: object): readonly StatedAsset[] {
  const assets: StatedAsset[] = [];
  const spans = spansOf(map);
  for (let index = 0; spans && index < spans.size; index++) {
    const name = spans.nameAt(index);
    const asset = (map as Readonly<Record<string, AssetText | undefined>>)[name];
    const isFirst = spans.size === 1 || spans.indexOf(name) === index;
    if (asset && isFirst) assets.push({ name, span: spans.keyAt(index), asset });
  }
  return assets;
}

function assetOutline({ name, span, asset }: StatedAsset): AssetOutline {
  const { pending = [] } = asset;
  return {
    name,
    span,
    profile: profileKey(asset),
    identity: identityOf(asset),
    patches: pending.map((patch) => ({ traits: traitsKey(patch), dates: datesKey(patch) })),
  };
}

export function identityOf({ address = '', aliases = [] }: AssetText): readonly string[] {
  return address === '' && aliases.length === 0 ? NO_NAMES : [address, ...aliases];
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
