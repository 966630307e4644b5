// What the schema says of a key or a value, as Markdown: description, what it may be, default, examples.

import { alternatives, type Shape } from '../schema/shape.ts';
import { code } from './markdown.ts';
import { writeValue } from './scalarText.ts';
import { unitWords } from './words.ts';

/** @param declared as the schema states them, alternatives not opened: what is said of the whole wins. */
export function documentationOf(declared: readonly Shape[]): string {
  const forms = declared.flatMap(alternatives);
  const items = forms.flatMap(({ items }) => (items ? alternatives(items) : []));
  const all = [...declared, ...forms, ...items];
  const description =
    declared.find((shape) => shape.description)?.description ?? all.find((s) => s.description)?.description;
  const parts = [
    deprecation(all),
    description,
    choices([...forms, ...items]),
    unit([...forms, ...items]),
    defaultOf(all),
    examples(all),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function deprecation(shapes: readonly Shape[]): string | undefined {
  const reason = shapes.map((shape) => shape['x-deprecated']).find(Boolean);
  return reason === undefined ? undefined : `**Deprecated.** ${reason}`;
}

function choices(shapes: readonly Shape[]): string | undefined {
  const values = [...new Set(shapes.flatMap((shape) => shape.enum ?? []))];
  if (values.length > 0) return `One of ${values.map(code).join(', ')}.`;
  return shapes.length > 0 && shapes.every(({ type }) => type === 'boolean')
    ? '`true` or `false`.'
    : undefined;
}

function unit(shapes: readonly Shape[]): string | undefined {
  const units = new Set(shapes.flatMap((shape) => shape['x-unit'] ?? []));
  const words = [...units].flatMap((name) => unitWords[name] ?? []);
  return words.length > 0 ? words.join(' ') : undefined;
}

function defaultOf(shapes: readonly Shape[]): string | undefined {
  const stated = shapes.find((shape) => shape.default !== undefined);
  return stated ? `Default: ${code(writeValue(stated.default))}` : undefined;
}

function examples(shapes: readonly Shape[]): string | undefined {
  const given = shapes.find((shape) => shape.examples && shape.examples.length > 0)?.examples;
  if (!given) return undefined;
  const written = given.map((example) => code(writeValue(example))).join(', ');
  return `${given.length === 1 ? 'Example' : 'Examples'}: ${written}`;
}
