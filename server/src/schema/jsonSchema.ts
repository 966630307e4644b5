// The JSON Schema (draft 2020-12) of a file kind, for editors and validators that don't know Patchtide. Written from the annotated schema: scalars
// "as written" accept numbers, keys that begin with `x-` are welcome where unknown ones aren't, and our own annotations are left out.
// It is never stricter than the walk but where YAML's own types differ (a quoted `true`), and never says more than the schema does.

import { baseUri, titleOf } from './fileKindNames.ts';
import type { FileKind } from './fileKinds.ts';
import { definitions, mapValue, type Shape } from './shape.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

export function jsonSchemaOf(kind: FileKind): JsonSchema {
  const used = new Map<string, JsonSchema>();
  const root = convert(kind.schema, used);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${baseUri}/patchtide-${kind.id}.schema.json`,
    title: titleOf(kind),
    ...root,
    ...(used.size > 0 && { $defs: Object.fromEntries(used) }),
  };
}

/** @param used collects the definitions that are referred to. */
function convert(shape: Shape, used: Map<string, JsonSchema>): JsonSchema {
  return { ...documentation(shape), ...form(shape, used) };
}

function documentation({ description, examples, ...shape }: Shape): JsonSchema {
  const deprecated = shape['x-deprecated'];
  return {
    ...(description !== undefined && { description, markdownDescription: description }),
    ...(deprecated !== undefined && { deprecated: true }),
    ...(shape.default !== undefined && { default: shape.default }),
    ...(examples !== undefined && { examples }),
  };
}

function form(shape: Shape, used: Map<string, JsonSchema>): JsonSchema {
  if (shape.$ref !== undefined) return reference(shape.$ref, used);
  if (shape.anyOf) return { anyOf: shape.anyOf.map((alternative) => convert(alternative, used)) };
  if (shape.enum) return { enum: shape.enum };
  switch (shape.type) {
    case 'object':
      return objectForm(shape, used);
    case 'array':
      return { type: 'array', items: shape.items ? convert(shape.items, used) : {} };
    case 'string':
      return { type: isNumberLike(shape) ? ['string', 'number'] : 'string' };
    default:
      return numberForm(shape);
  }
}

/** Moments, zones and the like are never plain numbers; everything else is taken as written. */
function isNumberLike(shape: Shape): boolean {
  switch (shape['x-unit']) {
    case 'duration':
    case 'moment':
    case 'instant':
    case 'time-zone':
    case 'window-schedule':
    case 'cvss-vector':
    case 'digest':
      return false;
    default:
      return true;
  }
}

function numberForm({ type, minimum, maximum }: Shape): JsonSchema {
  return {
    ...(type !== undefined && { type }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  };
}

function objectForm(shape: Shape, used: Map<string, JsonSchema>): JsonSchema {
  const value = mapValue(shape);
  if (value) {
    const names = { minLength: 1 };
    return { type: 'object', propertyNames: names, additionalProperties: orNothing(convert(value, used)) };
  }
  const properties = Object.entries(shape.properties ?? {});
  const common = {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, property]) => [name, convert(property, used)])),
    ...(shape.required && shape.required.length > 0 && { required: shape.required }),
  };
  if (shape['x-open']) return { ...common, additionalProperties: true };
  return { ...common, patternProperties: { '^x-': {} }, additionalProperties: false };
}

/** A name with nothing after it (`eu-west:`) is an entry that states nothing. */
function orNothing(schema: JsonSchema): JsonSchema {
  return schema.type === 'object' && schema.required === undefined
    ? { ...schema, type: ['object', 'null'] }
    : schema;
}

function reference($ref: string, used: Map<string, JsonSchema>): JsonSchema {
  const name = $ref.replace('#/$defs/', '');
  const definition = definitions[name];
  if (!definition) throw new Error(`no such definition: ${$ref}`);
  if (!used.has(name)) {
    // Known before it's complete: a definition may contain itself.
    used.set(name, {});
    used.set(name, convert(definition, used));
  }
  return { $ref };
}
