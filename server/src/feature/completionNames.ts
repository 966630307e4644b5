// Names that may be referred to at a place, or that are used somewhere and still want a definition: by what the schema's annotations say.

import { relativePath } from '../base/uri.ts';
import { announcedPresets, presets } from '../model/presets.ts';
import type { NameKind } from '../schema/annotations.ts';
import { isMapShape, mapValue, resolveShape } from '../schema/shape.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { advisoriesOf } from './advisories.ts';
import type { CompletionItem } from './completion.ts';
import { takesKeys } from './completionKeys.ts';
import type { Context } from './context.ts';
import { keyInsertion, scalarInsertion } from './insertion.ts';
import { counted, nameWords, stateWords } from './words.ts';

interface Offer {
  readonly name: string;
  readonly detail?: string;
}

export function nameItems(snapshot: Snapshot, context: Context): readonly CompletionItem[] {
  return [...keyNames(snapshot, context), ...valueNames(snapshot, context)];
}

/** Keys that are names: references, or names that are used and not defined yet. */
function keyNames(snapshot: Snapshot, context: Context): readonly CompletionItem[] {
  if (!takesKeys(context)) return [];
  return context.shapes.filter(isMapShape).flatMap((shape) => {
    const refersTo = shape['x-refersTo'];
    const defines = shape['x-defines'];
    const offers = refersTo ? known(snapshot, refersTo) : defines ? wanted(snapshot, defines) : [];
    const value = resolveShape(mapValue(shape) ?? {});
    return items(context, offers, (name) => keyInsertion(context, name, value));
  });
}

function valueNames(snapshot: Snapshot, context: Context): readonly CompletionItem[] {
  if (context.role !== 'value') return [];
  return context.shapes.flatMap((shape) => {
    const kind = shape['x-refersTo'];
    if (!kind || isMapShape(shape)) return [];
    const own = context.owners.find((owner) => owner.kind === kind)?.name;
    const offers = known(snapshot, kind).filter(({ name }) => name !== own);
    return items(context, offers, (name) => scalarInsertion(context, name));
  });
}

function items(
  { siblings }: Context,
  offers: readonly Offer[],
  insertion: (name: string) => Pick<CompletionItem, 'insertText' | 'span' | 'isSnippet' | 'filterText'>,
): readonly CompletionItem[] {
  const present = new Set(siblings);
  return offers
    .filter(({ name }) => !present.has(name))
    .map(({ name, detail }) => ({
      label: name,
      kind: 'name',
      ...(detail !== undefined && { detail }),
      ...insertion(name),
      sortText: `2${name}`,
      suggestsNext: false,
    }));
}

function known(snapshot: Snapshot, kind: NameKind): readonly Offer[] {
  switch (kind) {
    case 'advisory':
      return [...advisoriesOf(snapshot)].map(([name, affected]) => ({
        name,
        detail: `pending on ${counted(affected.length, 'asset')}`,
      }));
    case 'preset':
      return [
        ...[...presets.values()].map(({ id, title }) => ({ name: id, detail: title })),
        ...announcedPresets.map((name) => ({ name, detail: 'its rules are not in this version' })),
      ];
    default:
      return [...snapshot.names.defined(kind)].map(([name, sites]) => {
        const file = sites[0]?.place.file;
        const state = kind === 'asset' ? snapshot.judgements.get(name)?.state : undefined;
        const where = file === undefined ? nameWords[kind] : relativePath(snapshot.root, file);
        return { name, detail: state === undefined ? where : `${stateWords[state]} · ${where}` };
      });
  }
}

function wanted(snapshot: Snapshot, kind: NameKind): readonly Offer[] {
  const defined = snapshot.names.defined(kind);
  return [...snapshot.names.referred(kind)]
    .filter(([name]) => !defined.has(name))
    .map(([name, sites]) => ({ name, detail: `used ${counted(sites.length, 'time')}, not defined yet` }));
}
