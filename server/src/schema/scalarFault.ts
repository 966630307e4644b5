// Scalars by their shape: may this text be that value? Says what is wrong in words to be put after the value.

import { closest } from '../base/closest.ts';
import type { Shape } from './shape.ts';
import { checkUnit } from './units.ts';

/** @returns what is wrong, to be put after the value; undefined where nothing is. */
export function scalarFault(text: string, shape: Shape): string | undefined {
  if (shape.enum) return shape.enum.includes(text) ? undefined : enumFault(text, shape.enum);
  switch (shape.type) {
    case 'boolean':
      return /^(?:true|True|TRUE|false|False|FALSE)$/.test(text)
        ? undefined
        : 'is neither `true` nor `false`.';
    case 'integer':
    case 'number':
      return numberFault(text, shape);
    default:
      return shape['x-unit'] && checkUnit(shape['x-unit'], text);
  }
}

function enumFault(text: string, values: readonly string[]): string {
  const near = closest(text, values);
  return `is not one of ${values.join(', ')}.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`;
}

function numberFault(text: string, shape: Shape): string | undefined {
  const isNumber =
    shape.type === 'integer'
      ? /^[+-]?\d+$/.test(text)
      : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
  if (!isNumber) return `is not a ${shape.type === 'integer' ? 'whole number' : 'number'}.`;
  if (shape.minimum !== undefined && Number(text) < shape.minimum)
    return `is too small; at least ${shape.minimum}.`;
  if (shape.maximum !== undefined && Number(text) > shape.maximum)
    return `is too large; at most ${shape.maximum}.`;
  return undefined;
}
