// The one walk over a tree by its schema: decodes the value, says what violates the schema in a person's words, and finds the names that are
// defined and referred to. Everything that understands our files goes through here; no field is named.

import { assertNever } from '../base/assertNever.ts';
import { closest } from '../base/closest.ts';
import type { Span } from '../text/span.ts';
import type { MapNode, ScalarNode, SequenceNode, YamlNode } from '../yaml/node.ts';
import type { NameKind } from './annotations.ts';
import { located } from './located.ts';
import { scalarFault } from './scalarFault.ts';
import { alternatives, isMapShape, mapValue, resolveShape, type Shape } from './shape.ts';
import { ListSpans, MapSpans } from './treeSpans.ts';
import { checkUnit } from './units.ts';

export interface SchemaProblem {
  readonly code:
    | 'schema/unknown-key'
    | 'schema/missing'
    | 'schema/type'
    | 'schema/value'
    | 'yaml/duplicate-key'
    | 'name/duplicate';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
  readonly related?: { readonly span: Span; readonly message: string };
}

export interface NameUse {
  readonly kind: NameKind;
  readonly name: string;
  readonly role: 'defines' | 'refers';
  readonly span: Span;
}

export interface Walked {
  /** Typed as the schema says; what violates it is left out, and an object that lacks what it needs is left out whole. */
  readonly value: unknown;
  readonly problems: readonly SchemaProblem[];
  readonly names: readonly NameUse[];
}

interface Walk {
  readonly problems: SchemaProblem[];
  readonly names: NameUse[];
  /** Objects at the root of a part needn't be complete: the rest of the file completes them. */
  readonly partial: boolean;
}

/** @param partial the tree is a part of what the schema describes: missing keys of its root are no problem. */
export function walk(node: YamlNode | undefined, schema: Shape, partial: boolean): Walked {
  const state: Walk = { problems: [], names: [], partial };
  const value = node === undefined ? undefined : decode(node, schema, state, partial);
  return { value, problems: state.problems, names: state.names };
}

function decode(node: YamlNode, schema: Shape, state: Walk, isRoot = false): unknown {
  const shape = choose(node, schema);
  if (!shape) {
    const span =
      node.kind === 'scalar'
        ? node.span
        : { start: node.span.start, end: Math.min(node.span.end, node.span.start + 1) };
    report(state, 'schema/type', `This must be ${wanted(schema)}, not ${called(node)}.`, span);
    return alternatives(schema).find((alternative) => alternative['x-otherwise'])?.['x-otherwise'];
  }
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node, shape, state);
    case 'sequence':
      return sequenceValue(node, shape, state);
    case 'map':
      return isMapShape(shape) ? namedValues(node, shape, state) : objectValue(node, shape, state, isRoot);
    default:
      return assertNever(node);
  }
}

/** The alternative that fits the node's kind; of several objects, the one that knows most of its keys. */
function choose(node: YamlNode, schema: Shape): Shape | undefined {
  const fitting = alternatives(schema).filter((shape) => fits(node, shape));
  if (fitting.length < 2 || node.kind !== 'map') return fitting[0];
  const known = (shape: Shape) =>
    node.entries.filter(({ key }) => Object.hasOwn(shape.properties ?? {}, key.text)).length;
  return fitting.reduce((best, shape) => (known(shape) > known(best) ? shape : best));
}

function fits(node: YamlNode, shape: Shape): boolean {
  switch (node.kind) {
    case 'map':
      return shape.type === 'object';
    case 'sequence':
      return shape.type === 'array';
    case 'scalar':
      return shape.type !== 'object' && shape.type !== 'array';
    default:
      return assertNever(node);
  }
}

function wanted(schema: Shape): string {
  const words = alternatives(schema).map((shape) => {
    if (shape.enum) return `one of ${shape.enum.join(', ')}`;
    switch (shape.type) {
      case 'object':
        return isMapShape(shape) ? 'a map from names to values' : 'a map of keys and values';
      case 'array':
        return 'a list';
      case 'boolean':
        return '`true` or `false`';
      case 'integer':
        return 'a whole number';
      case 'number':
        return 'a number';
      default:
        return shape['x-unit'] ? `a ${shape['x-unit'].replace('-', ' ')}` : 'a text';
    }
  });
  return [...new Set(words)].join(' or ');
}

function called(node: YamlNode): string {
  return { map: 'a map', sequence: 'a list', scalar: 'a single value' }[node.kind];
}

function report(state: Walk, code: SchemaProblem['code'], message: string, span: Span): void {
  state.problems.push({ code, severity: 'error', message, span });
}

function scalarValue(node: ScalarNode, shape: Shape, state: Walk): unknown {
  const fault = scalarFault(node.text, shape);
  if (fault !== undefined) {
    report(state, 'schema/value', `\`${shorten(node.text)}\` ${fault}`, node.span);
    return undefined;
  }
  for (const [annotation, role] of [
    ['x-defines', 'defines'],
    ['x-refersTo', 'refers'],
  ] as const) {
    const kind = shape[annotation];
    if (kind) state.names.push({ kind, name: node.text, role, span: node.span });
  }
  if (shape.type === 'boolean') return node.text.toLowerCase() === 'true';
  return shape.type === 'number' || shape.type === 'integer' ? Number(node.text) : node.text;
}

function sequenceValue(node: SequenceNode, shape: Shape, state: Walk): unknown {
  const items = shape.items;
  if (!items) return [];
  const values: unknown[] = [];
  const spans: Span[] = [];
  for (const item of node.items) {
    const value = item && decode(item, items, state);
    if (item === undefined || value === undefined) continue;
    spans.push(item.span);
    values.push(value);
  }
  return shape['x-located'] ? located(values, new ListSpans(node.span, spans)) : values;
}

/** A map from names to values; a value left empty is an empty object where objects are wanted. */
function namedValues(node: MapNode, shape: Shape, state: Walk): unknown {
  const item = resolveShape(mapValue(shape) ?? {});
  const result: Record<string, unknown> = located(Object.create(null), new MapSpans(node));
  const kind = shape['x-defines'] ?? shape['x-refersTo'];
  for (const { key, value } of uniqueEntries(node, shape, state)) {
    const fault = nameFault(key.text, shape);
    if (fault !== undefined) {
      report(state, 'schema/value', fault, key.span);
      continue;
    }
    if (kind)
      state.names.push({
        kind,
        name: key.text,
        role: shape['x-defines'] ? 'defines' : 'refers',
        span: key.span,
      });
    const decoded = value ? decode(value, item, state) : emptyOf(item, key, state);
    if (decoded !== undefined) result[key.text] = decoded;
  }
  return result;
}

function nameFault(name: string, shape: Shape): string | undefined {
  if (name === '') return 'A name is missing here.';
  const fault = shape['x-keyUnit'] && checkUnit(shape['x-keyUnit'], name);
  return fault && `\`${shorten(name)}\` ${fault}`;
}

function emptyOf(item: Shape, key: ScalarNode, state: Walk): unknown {
  if (item.type === 'object')
    return objectValue({ kind: 'map', span: key.span, flow: false, entries: [] }, item, state);
  return item.type === 'array' ? [] : undefined;
}

function objectValue(node: MapNode, shape: Shape, state: Walk, isRoot = false): unknown {
  const result: Record<string, unknown> = {};
  const problemsBefore = state.problems.length;
  for (const { key, value } of uniqueEntries(node, shape, state)) {
    const property = Object.hasOwn(shape.properties ?? {}, key.text)
      ? shape.properties?.[key.text]
      : undefined;
    if (!property) {
      if (!shape['x-open'] && !key.text.startsWith('x-')) reportUnknown(key, shape, state);
      if (shape['x-open'] && value) setOwn(result, key.text, plainValue(value));
      continue;
    }
    if (!value && shape['x-otherwise']) reportEmpty(key, state);
    const decoded = value && decode(value, property, state);
    if (decoded !== undefined) result[key.text] = decoded;
  }
  const complete = requireKeys(node, shape, result, state, isRoot && state.partial);
  if (!complete) return undefined;
  const isBroken = shape['x-otherwise'] !== undefined && state.problems.length > problemsBefore;
  const value = isBroken ? { ...shape['x-otherwise'] } : result;
  return shape['x-located'] ? located(value, new MapSpans(node)) : value;
}

/** Where a whole stands or falls with its parts, an unknown key is an error. */
function reportUnknown(key: ScalarNode, shape: Shape, state: Walk): void {
  const near = closest(key.text, Object.keys(shape.properties ?? {}));
  const remedy = near ? `Did you mean \`${near}\`?` : 'Your own keys begin with `x-`.';
  const isFatal = shape['x-otherwise'] !== undefined;
  const effect = isFatal ? ' Until it is mended, all of this selector picks nothing.' : '';
  state.problems.push({
    code: 'schema/unknown-key',
    severity: isFatal ? 'error' : 'warning',
    message: `\`${shorten(key.text)}\` is not a key that Patchtide knows here. ${remedy}${effect}`,
    span: key.span,
  });
}

function reportEmpty(key: ScalarNode, state: Walk): void {
  const message = `\`${key.text}\` has no value. Until it has one, all of this selector picks nothing.`;
  report(state, 'schema/missing', message, key.span);
}

/** Also for `__proto__`, which an assignment would take for something else. */
export function setOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

/** @returns whether everything that the object needs was decoded. */
function requireKeys(
  node: MapNode,
  shape: Shape,
  result: Record<string, unknown>,
  state: Walk,
  partial: boolean,
): boolean {
  if (partial) return true;
  let complete = true;
  for (const name of shape.required ?? []) {
    if (Object.hasOwn(result, name)) continue;
    complete = false;
    if (node.entries.some(({ key, value }) => key.text === name && value !== undefined)) continue;
    const property = resolveShape(shape.properties?.[name] ?? {});
    const span = { start: node.span.start, end: node.entries[0]?.key.span.end ?? node.span.end };
    report(
      state,
      'schema/missing',
      `\`${name}\` is missing here. ${property.description ?? ''}`.trim(),
      span,
    );
  }
  return complete;
}

/** The first of several entries with one key counts; the others are reported. */
function uniqueEntries(node: MapNode, shape: Shape, state: Walk): MapNode['entries'] {
  const seen = new Map<string, ScalarNode>();
  return node.entries.filter(({ key }) => {
    const first = seen.get(key.text);
    if (!first) {
      seen.set(key.text, key);
      return true;
    }
    const kind = shape['x-defines'];
    state.problems.push({
      code: kind ? 'name/duplicate' : 'yaml/duplicate-key',
      severity: 'error',
      message: `\`${shorten(key.text)}\` is here twice; the first one counts. Remove or rename one.`,
      span: key.span,
      related: { span: first.span, message: 'The first one' },
    });
    return false;
  });
}

/** A value that no schema describes. */
export function plainValue(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.text;
    case 'sequence':
      return node.items.map((item) => item && plainValue(item));
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, value && plainValue(value)]));
    default:
      return assertNever(node);
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
