// Keys that may be written at a place: those that the schema knows and that aren't there yet, the required ones first.

import { isMapShape, resolveShape, type Shape } from '../schema/shape.ts';
import type { CompletionItem } from './completionItem.ts';
import type { Context } from './context.ts';
import { documentationOf } from './documentation.ts';
import { keyInsertion } from './insertion.ts';

export function keyItems(context: Context): readonly CompletionItem[] {
  if (!takesKeys(context)) return [];
  const objects = context.shapes.filter((shape) => shape.type === 'object' && !isMapShape(shape));
  const present = new Set(context.siblings);
  return objects.flatMap((shape) =>
    Object.entries(shape.properties ?? {}).flatMap(([key, property], index) =>
      present.has(key) ? [] : [keyItem(context, shape, { key, property: resolveShape(property), index })],
    ),
  );
}

/** A map may begin on a line of its own, and after a dash; elsewhere its braces come first. */
export function takesKeys({ role, mayNest, flow, token }: Context): boolean {
  return role === 'key' || (role === 'value' && mayNest && !flow && token.style === 'plain');
}

interface Property {
  readonly key: string;
  readonly property: Shape;
  readonly index: number;
}

function keyItem(context: Context, shape: Shape, { key, property, index }: Property): CompletionItem {
  const isRequired = shape.required?.includes(key) ?? false;
  const deprecated = property['x-deprecated'];
  const rank = isRequired ? 0 : deprecated === undefined ? 1 : 2;
  const documentation = documentationOf([property]);
  return {
    label: key,
    kind: 'key',
    ...(isRequired && { detail: 'required' }),
    ...(documentation !== '' && { documentation }),
    ...keyInsertion(context, key, property),
    sortText: `${rank}${String(index).padStart(3, '0')}`,
    suggestsNext: !context.colonFollows,
  };
}
