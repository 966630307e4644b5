// How a chosen key or value gets into the text: what it replaces, with which quotes, and what goes before and after it.

import { alternatives, isMapShape, mapValue, type Shape } from '../schema/shape.ts';
import type { Span } from '../text/span.ts';
import type { Context } from './context.ts';
import { writeInto, writeScalar } from './scalarText.ts';

export interface Insertion {
  readonly insertText: string;
  readonly span: Span;
  readonly isSnippet: boolean;
  readonly filterText: string;
}

/** A scalar in place of the token; inside of its quotes where it has some. */
export function scalarInsertion(context: Context, text: string): Insertion {
  const { token, before } = context;
  const insertText = before + writeInto(token, text);
  return { insertText, span: innerSpan(context), isSnippet: false, filterText: before + text };
}

/** A text that is YAML already. */
export function rawInsertion({ token, before }: Context, text: string): Insertion {
  return { insertText: before + text, span: token.span, isSnippet: false, filterText: before + text };
}

function innerSpan({ token: { span, style, closed } }: Context): Span {
  if (style === 'plain') return span;
  return { start: span.start + 1, end: closed ? span.end - 1 : span.end };
}

/** A key with what its value begins with, where nothing follows yet. */
export function keyInsertion(context: Context, key: string, value: Shape): Insertion {
  const { token, before, colonFollows } = context;
  if (token.style !== 'plain' || colonFollows) return { ...scalarInsertion(context, key), filterText: key };
  const opening = openingOf(value, context);
  const isSnippet = opening.includes('$1');
  const written = writeScalar(key);
  const insertText = before + (isSnippet ? escapeSnippet(written) : written) + opening;
  return { insertText, span: token.span, isSnippet, filterText: before + key };
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A value's first characters, in the style that our files are written in: small things in brackets, large ones on lines of their own. */
function openingOf(value: Shape, { flow, column, before }: Context): string {
  const forms = alternatives(value);
  if (forms.length === 0 || forms.some(({ type }) => type !== 'object' && type !== 'array')) return ': ';
  const object = forms.find(({ type }) => type === 'object');
  const item = forms.find(({ type }) => type === 'array')?.items;
  const indent = `\n${' '.repeat(column + before.length + 2)}`;
  if (object) return flow || isSmall(object) ? ': { $1 }' : `:${indent}`;
  const isPlainList = !item || alternatives(item).every(({ type }) => type !== 'object' && type !== 'array');
  return flow || isPlainList ? ': [$1]' : `:${indent}- `;
}

/** Nothing in it has parts of its own, but for more of its kind. */
function isSmall(shape: Shape): boolean {
  const known = mapValue(shape);
  if (known || isMapShape(shape)) return false;
  return Object.values(shape.properties ?? {}).every((property) => {
    if (property.$ref !== undefined) return true;
    return alternatives(property).every(
      ({ type, items }) =>
        type !== 'object' && (items === undefined || items.$ref !== undefined || isScalar(items)),
    );
  });
}

function isScalar(shape: Shape): boolean {
  return alternatives(shape).every(({ type }) => type !== 'object' && type !== 'array');
}
