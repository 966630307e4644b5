// A schema node as the walker and the features see it: TypeBox's JSON Schema, narrowed to the few forms that our file kinds use.

import type { TSchema } from 'typebox';
import type { NameKind, Unit } from './annotations.ts';
import { matchSchema } from './match.ts';

export interface Shape {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** The value of a map from names to values. */
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly 'x-defines'?: NameKind;
  readonly 'x-refersTo'?: NameKind;
  readonly 'x-unit'?: Unit;
  readonly 'x-located'?: true;
  readonly 'x-keyUnit'?: Unit;
  readonly 'x-otherwise'?: object;
  readonly 'x-open'?: true;
  readonly 'x-deprecated'?: string;
}

/** The library types a schema by its static value; the walk reads it as the JSON Schema that it is. */
export function shapeOf(schema: TSchema): Shape {
  return schema as Shape;
}

/** Schemas that contain themselves, by the name after `#/$defs/`. */
export const definitions: Readonly<Record<string, Shape>> = { match: shapeOf(matchSchema) };

/** Follows a reference; what the reference itself says (a description) wins over its target. */
export function resolveShape(shape: Shape): Shape {
  if (shape.$ref === undefined) return shape;
  const target = definitions[shape.$ref.replace('#/$defs/', '')];
  if (!target) throw new Error(`no such definition: ${shape.$ref}`);
  const { $ref: _, ...own } = shape;
  return { ...target, ...own };
}

/** The forms that a value may take, references and alternatives opened. */
export function alternatives(shape: Shape): readonly Shape[] {
  const resolved = resolveShape(shape);
  return resolved.anyOf ? resolved.anyOf.flatMap(alternatives) : [resolved];
}

/** The value of a map from names to values; undefined for every other shape. */
export function mapValue(shape: Shape): Shape | undefined {
  return shape.patternProperties && Object.values(shape.patternProperties)[0];
}

export function isMapShape(shape: Shape): boolean {
  return shape.patternProperties !== undefined;
}
