// Decoding without explaining: a schema, opened once into tables, decodes a tree that has no fault and gives up on any other. What is wrong with
// that one is the walk's to say; of a tree without fault both make the same. No field is named.

import type { Span } from '../text/span.ts';
import type { MapNode, ScalarNode, SequenceNode, YamlNode } from '../yaml/node.ts';
import type { NameKind, Unit } from './annotations.ts';
import { located } from './located.ts';
import { scalarFault } from './scalarFault.ts';
import { alternatives, isMapShape, mapValue, resolveShape, type Shape } from './shape.ts';
import { ListSpans, MapSpans } from './treeSpans.ts';
import { checkUnit } from './units.ts';
import { type NameUse, plainValue, setOwn, type Walked } from './walk.ts';

/** What a value may be, by the kind of its node. */
interface Rule {
  readonly scalar: ScalarRule | undefined;
  readonly list: ListRule | undefined;
  readonly maps: readonly (NamesRule | ObjectRule)[];
}

interface ScalarRule {
  readonly shape: Shape;
  readonly becomes: 'text' | 'choice' | 'boolean' | 'number';
  /** The texts allowed, each under itself: of equal texts one is kept. */
  readonly choices: ReadonlyMap<string, string>;
  readonly isChecked: boolean;
  readonly uses: readonly Pick<NameUse, 'kind' | 'role'>[];
}

interface ListRule {
  readonly isLocated: boolean;
  readonly items: Rule | undefined;
}

/** A map from names to values. */
interface NamesRule {
  readonly is: 'names';
  readonly keyUnit: Unit | undefined;
  readonly item: Rule;
  /** What a name without a value stands for. */
  readonly empty: ObjectRule | 'list' | undefined;
  readonly use: Pick<NameUse, 'kind' | 'role'> | undefined;
}

interface ObjectRule {
  readonly is: 'object';
  readonly properties: ReadonlyMap<string, PropertyRule>;
  /** One bit for each key. */
  readonly required: number;
  readonly isLocated: boolean;
  readonly isOpen: boolean;
  /** A key without a value is a fault. */
  readonly isWhole: boolean;
}

interface PropertyRule {
  readonly name: string;
  readonly bit: number;
  readonly rule: Rule;
}

/** Keys of one object, as bits of a number. */
const MAX_KEYS = 31;

/** Up to so many keys are compared each with each. */
const FEW = 8;

const rules = new WeakMap<Shape, Rule>();

/** @returns undefined where anything is at fault: {@link walk} says what. */
export function decodeSound(node: YamlNode, schema: Shape, partial: boolean): Walked | undefined {
  const names: NameUse[] = [];
  const value = nodeValue(node, ruleOf(schema), names, partial);
  return value === undefined ? undefined : { value, problems: [], names };
}

function ruleOf(schema: Shape): Rule {
  return rules.get(schema) ?? compile(schema);
}

type InMaking<T> = { -readonly [K in keyof T]: T[K] };

function compile(schema: Shape): Rule {
  const rule: InMaking<Rule> = { scalar: undefined, list: undefined, maps: [] };
  // Before its parts: a selector contains itself.
  rules.set(schema, rule);
  const shapes = alternatives(schema);
  const list = shapes.find(({ type }) => type === 'array');
  const scalar = shapes.find(({ type }) => type !== 'array' && type !== 'object');
  rule.scalar = scalar && scalarRule(scalar);
  rule.list = list && { isLocated: list['x-located'] === true, items: list.items && ruleOf(list.items) };
  rule.maps = shapes
    .filter(({ type }) => type === 'object')
    .map((shape) => (isMapShape(shape) ? namesRule(shape) : objectRule(shape)));
  return rule;
}

function scalarRule(shape: Shape): ScalarRule {
  const defines = shape['x-defines'];
  const refersTo = shape['x-refersTo'];
  return {
    shape,
    becomes: becomes(shape),
    choices: new Map(shape.enum?.map((text) => [text, text])),
    isChecked: shape['x-unit'] !== undefined || shape.type !== 'string',
    uses: [...use(defines, 'defines'), ...use(refersTo, 'refers')],
  };
}

function becomes({ enum: choices, type }: Shape): ScalarRule['becomes'] {
  if (type === 'boolean') return 'boolean';
  if (type === 'number' || type === 'integer') return 'number';
  return choices ? 'choice' : 'text';
}

function use(kind: NameKind | undefined, role: NameUse['role']): Pick<NameUse, 'kind' | 'role'>[] {
  return kind ? [{ kind, role }] : [];
}

function namesRule(shape: Shape): NamesRule {
  const item = mapValue(shape) ?? {};
  const resolved = resolveShape(item);
  return {
    is: 'names',
    keyUnit: shape['x-keyUnit'],
    item: ruleOf(item),
    empty: resolved.type === 'object' ? objectRule(resolved) : resolved.type === 'array' ? 'list' : undefined,
    use: [...use(shape['x-defines'], 'defines'), ...use(shape['x-refersTo'], 'refers')][0],
  };
}

function objectRule(shape: Shape): ObjectRule {
  const entries = Object.entries(shape.properties ?? {});
  if (entries.length > MAX_KEYS)
    throw new Error(`an object of more than ${MAX_KEYS} keys: more than has bits`);
  const properties = entries.map(([name, property], nth) => ({
    name,
    bit: 1 << nth,
    rule: ruleOf(property),
  }));
  const required = properties.filter(({ name }) => shape.required?.includes(name));
  return {
    is: 'object',
    properties: new Map(properties.map((property) => [property.name, property])),
    required: required.reduce((bits, { bit }) => bits | bit, 0),
    isLocated: shape['x-located'] === true,
    isOpen: shape['x-open'] === true,
    isWhole: shape['x-otherwise'] !== undefined,
  };
}

/** @returns undefined at the first fault; no value without fault is undefined. */
function nodeValue(node: YamlNode, rule: Rule, names: NameUse[], partial: boolean): unknown {
  switch (node.kind) {
    case 'scalar':
      return rule.scalar && scalarOf(node, rule.scalar, names);
    case 'sequence':
      return rule.list && listOf(node, rule.list, names);
    default: {
      const map = rule.maps.length > 1 ? mostKnown(node, rule.maps) : rule.maps[0];
      if (map === undefined) return undefined;
      return map.is === 'names' ? namedOf(node, map, names) : objectOf(node, map, names, partial);
    }
  }
}

/** As the walk chooses: the first of those that know most keys. */
function mostKnown(node: MapNode, maps: Rule['maps']): NamesRule | ObjectRule | undefined {
  const known = (map: NamesRule | ObjectRule) =>
    map.is === 'names' ? 0 : node.entries.filter(({ key }) => map.properties.has(key.text)).length;
  return maps.reduce((best, map) => (known(map) > known(best) ? map : best));
}

function scalarOf(node: ScalarNode, rule: ScalarRule, names: NameUse[]): unknown {
  const { text } = node;
  const choice = rule.becomes === 'choice' ? rule.choices.get(text) : undefined;
  if (
    rule.becomes === 'choice'
      ? choice === undefined
      : rule.isChecked && scalarFault(text, rule.shape) !== undefined
  )
    return undefined;
  if (rule.uses.length > 0) addNames(rule.uses, node, names);
  switch (rule.becomes) {
    case 'choice':
      return choice;
    case 'boolean':
      return text === 'true' || text === 'True' || text === 'TRUE';
    case 'number':
      return Number(text);
    default:
      return text;
  }
}

function addNames(uses: ScalarRule['uses'], { text, span }: ScalarNode, names: NameUse[]): void {
  for (const { kind, role } of uses) names.push({ kind, name: text, role, span });
}

function listOf(node: SequenceNode, rule: ListRule, names: NameUse[]): unknown {
  const values: unknown[] = [];
  if (!rule.items) return values;
  for (const item of node.items) {
    if (item === undefined) continue;
    const value = nodeValue(item, rule.items, names, false);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return rule.isLocated ? located(values, new ListSpans(node.span, spansOfItems(node))) : values;
}

function spansOfItems({ items }: SequenceNode): Span[] {
  return items.flatMap((item) => item?.span ?? []);
}

function namedOf(node: MapNode, rule: NamesRule, names: NameUse[]): unknown {
  if (repeatsKeys(node.entries)) return undefined;
  const result: Record<string, unknown> = located(Object.create(null), new MapSpans(node));
  for (const { key, value } of node.entries) {
    if (key.text === '' || (rule.keyUnit && checkUnit(rule.keyUnit, key.text) !== undefined))
      return undefined;
    if (rule.use) names.push({ kind: rule.use.kind, name: key.text, role: rule.use.role, span: key.span });
    const decoded = value ? nodeValue(value, rule.item, names, false) : emptyOf(rule, key, names);
    if (decoded !== undefined) result[key.text] = decoded;
    else if (value || rule.empty) return undefined;
  }
  return result;
}

/** As the walk takes a name without a value: where an object or a list is wanted, it's empty. */
function emptyOf({ empty }: NamesRule, { span }: ScalarNode, names: NameUse[]): unknown {
  if (empty === undefined) return undefined;
  return empty === 'list'
    ? []
    : objectOf({ kind: 'map', span, flow: false, entries: [] }, empty, names, false);
}

function objectOf(node: MapNode, rule: ObjectRule, names: NameUse[], partial: boolean): unknown {
  const result: Record<string, unknown> = {};
  if (rule.isLocated) located(result, new MapSpans(node));
  let seen = 0;
  let missing = partial ? 0 : rule.required;
  let isFree = false;
  for (const { key, value } of node.entries) {
    const property = rule.properties.get(key.text);
    if (property === undefined) {
      if (!rule.isOpen && !key.text.startsWith('x-')) return undefined;
      if (rule.isOpen && value) setOwn(result, key.text, plainValue(value));
      isFree = true;
      continue;
    }
    if ((seen & property.bit) !== 0) return undefined;
    seen |= property.bit;
    if (value === undefined) {
      if (rule.isWhole) return undefined;
      continue;
    }
    const decoded = nodeValue(value, property.rule, names, false);
    if (decoded === undefined) return undefined;
    result[property.name] = decoded;
    missing &= ~property.bit;
  }
  return missing !== 0 || (isFree && repeatsKeys(node.entries)) ? undefined : result;
}

function repeatsKeys(entries: MapNode['entries']): boolean {
  if (entries.length > FEW) return new Set(entries.map(({ key }) => key.text)).size < entries.length;
  for (let later = 1; later < entries.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (entries[earlier]?.key.text === entries[later]?.key.text) return true;
    }
  }
  return false;
}
