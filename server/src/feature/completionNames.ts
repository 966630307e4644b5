// Names that may be referred to at a place, or that are used somewhere and still want a definition: by what the schema's annotations say.

import { relativePath } from '../base/uri.ts';
import { announcedPresets, presets } from '../model/presets.ts';
import { type NameKind, nameWords } from '../schema/annotations.ts';
import type { Anchor } from '../schema/located.ts';
import { isMapShape, mapValue, resolveShape } from '../schema/shape.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { CompletionItem } from './completionItem.ts';
import { takesKeys } from './completionKeys.ts';
import type { Context } from './context.ts';
import { keyInsertion, scalarInsertion } from './insertion.ts';
import { counted, stateWords } from './words.ts';

/** A workspace may have very many names: details are made for those that are shown. */
interface Offers {
  readonly names: Iterable<string>;
  readonly count: number;
  readonly detail: (name: string) => string;
}

interface Offer {
  readonly name: string;
  readonly detail: string;
}

/** Which names are offered where there are more than anybody reads. */
export interface Choice {
  readonly fits: (name: string) => boolean;
  readonly limit: number;
}

export function nameItems(snapshot: Snapshot, context: Context, choice: Choice): readonly CompletionItem[] {
  return [...keyNames(snapshot, context, choice), ...valueNames(snapshot, context, choice)];
}

/** Keys that are names: references, or names that are used and not defined yet. */
function keyNames(snapshot: Snapshot, context: Context, choice: Choice): readonly CompletionItem[] {
  if (!takesKeys(context)) return [];
  return context.shapes.filter(isMapShape).flatMap((shape) => {
    const refersTo = shape['x-refersTo'];
    const defines = shape['x-defines'];
    const offers = refersTo ? known(snapshot, refersTo) : defines ? wanted(snapshot, defines) : undefined;
    if (!offers) return [];
    const value = resolveShape(mapValue(shape) ?? {});
    return items(chosen(context, offers, choice), (name) => keyInsertion(context, name, value));
  });
}

function valueNames(snapshot: Snapshot, context: Context, choice: Choice): readonly CompletionItem[] {
  if (context.role !== 'value') return [];
  return context.shapes.flatMap((shape) => {
    const kind = shape['x-refersTo'];
    if (!kind || isMapShape(shape)) return [];
    const own = context.owners.find((owner) => owner.kind === kind)?.name;
    const offered = chosen(context, known(snapshot, kind), choice).filter(({ name }) => name !== own);
    return items(offered, (name) => scalarInsertion(context, name));
  });
}

/** One more than the limit tells that there are more. */
function chosen({ siblings }: Context, offers: Offers, { fits, limit }: Choice): readonly Offer[] {
  const present = new Set(siblings);
  const kept: Offer[] = [];
  for (const name of offers.names) {
    if (present.has(name) || (offers.count > limit && !fits(name))) continue;
    kept.push({ name, detail: offers.detail(name) });
    if (kept.length > limit) break;
  }
  return kept;
}

function items(
  offers: readonly Offer[],
  insertion: (name: string) => Pick<CompletionItem, 'insertText' | 'span' | 'isSnippet' | 'filterText'>,
): readonly CompletionItem[] {
  return offers.map(({ name, detail }) => ({
    label: name,
    kind: 'name',
    detail,
    ...insertion(name),
    sortText: `2${name}`,
    suggestsNext: false,
  }));
}

function known(snapshot: Snapshot, kind: NameKind): Offers {
  switch (kind) {
    case 'advisory': {
      const advisories = snapshot.advisories();
      const detail = (id: string) => `pending on ${counted(advisories.get(id) ?? 0, 'asset')}`;
      return { names: advisories.keys(), count: advisories.size, detail };
    }
    case 'preset': {
      const names = [...presets.keys(), ...announcedPresets];
      const detail = (id: string) => presets.get(id)?.title ?? 'its rules are not in this version';
      return { names, count: names.length, detail };
    }
    default: {
      const { names } = snapshot;
      const detail = (name: string) => detailOf(snapshot, kind, name, names.definitionsOf(kind, name)[0]);
      return { names: names.defined(kind), count: names.countOf(kind), detail };
    }
  }
}

function detailOf(snapshot: Snapshot, kind: NameKind, name: string, site: Anchor | undefined): string {
  const state = kind === 'asset' ? snapshot.entry(name)?.state : undefined;
  const where = site === undefined ? nameWords[kind] : relativePath(snapshot.root, site.place.file);
  return state === undefined ? where : `${stateWords[state]} · ${where}`;
}

function wanted({ names }: Snapshot, kind: NameKind): Offers {
  const missing = names.missing(kind);
  const uses = (name: string) => names.referencesTo(kind, name).length;
  return {
    names: missing,
    count: missing.size,
    detail: (name) => `used ${counted(uses(name), 'time')}, not defined yet`,
  };
}
