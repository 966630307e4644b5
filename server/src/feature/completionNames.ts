// Names that may be referred to at a place, or that are used somewhere and still want a definition: by what the schema's annotations say.

import { relativePath } from '../base/uri.ts';
import { announcedPresets, presets } from '../model/presets.ts';
import { type NameKind, nameWords } from '../schema/annotations.ts';
import { isMapShape, mapValue, resolveShape } from '../schema/shape.ts';
import type { NameIndex } from '../workspace/names.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { CompletionItem } from './completionItem.ts';
import { takesKeys } from './completionKeys.ts';
import type { Context } from './context.ts';
import { keyInsertion, scalarInsertion } from './insertion.ts';
import { NameSearch } from './nameSearch.ts';
import { counted, stateWords } from './words.ts';

/** A workspace may have very many names: details are made for those that are shown. */
interface Offers {
  readonly names: Iterable<string>;
  readonly count: number;
  /** Asked where there are more than are shown. */
  readonly search: () => NameSearch;
  readonly detail: (name: string) => string;
}

interface Offer {
  readonly name: string;
  readonly detail: string;
}

/** Which names are offered where there are more than anybody reads. */
export interface Choice {
  /** As far as it is typed. */
  readonly word: string;
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
function chosen({ siblings }: Context, offers: Offers, { word, limit }: Choice): readonly Offer[] {
  const present = new Set(siblings);
  const kept: Offer[] = [];
  for (const name of offers.count > limit ? offers.search().find(word) : offers.names) {
    if (present.has(name)) continue;
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
      return { ...offersOf(advisories), detail };
    }
    case 'preset': {
      const detail = (id: string) => presets.get(id)?.title ?? 'its rules are not in this version';
      return { ...offersOf(new Set([...presets.keys(), ...announcedPresets])), detail };
    }
    default: {
      const { names } = snapshot;
      return {
        names: names.defined(kind),
        count: names.countOf(kind),
        search: () => searchOf(names, kind),
        detail: (name: string) => detailOf(snapshot, kind, name),
      };
    }
  }
}

function offersOf(names: ReadonlySet<string> | ReadonlyMap<string, unknown>): Omit<Offers, 'detail'> {
  return { names: names.keys(), count: names.size, search: () => new NameSearch(names.keys()) };
}

interface KnownSearch {
  readonly revision: number;
  readonly search: NameSearch;
}

const searches = new WeakMap<NameIndex, Map<NameKind, KnownSearch>>();

/** Made again when other names are defined. */
function searchOf(names: NameIndex, kind: NameKind): NameSearch {
  const byKind = searches.get(names) ?? new Map<NameKind, KnownSearch>();
  searches.set(names, byKind);
  const revision = names.revisionOf(kind);
  const known = byKind.get(kind);
  if (known?.revision === revision) return known.search;
  const search = new NameSearch(names.defined(kind));
  byKind.set(kind, { revision, search });
  return search;
}

function detailOf(snapshot: Snapshot, kind: NameKind, name: string): string {
  const state = kind === 'asset' ? snapshot.entry(name)?.state : undefined;
  const { names } = snapshot;
  const file = names.definersOf(kind, name)[0]?.file ?? names.definitionsOf(kind, name)[0]?.place.file;
  const where = file === undefined ? nameWords[kind] : relativePath(snapshot.root, file);
  return state === undefined ? where : `${stateWords[state]} · ${where}`;
}

function wanted({ names }: Snapshot, kind: NameKind): Offers {
  const detail = (name: string) => `used ${counted(usesOf(names, kind, name), 'time')}, not defined yet`;
  return { ...offersOf(names.missing(kind)), detail };
}

/** Of very many, each chunk counts once: hardly any uses a name twice, and it would have to be looked at. */
function usesOf(names: NameIndex, kind: NameKind, name: string): number {
  const chunks = names.referrersOf(kind, name);
  return chunks > FEW ? chunks : names.referencesTo(kind, name).length;
}

const FEW = 20;
