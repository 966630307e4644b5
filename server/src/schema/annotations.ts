// What JSON Schema can't say, as annotations on it: which keys and values are names, which unit a scalar has, where spans are kept.
// Every feature (validation, completion, hover, references, generated files) reads these; none names a field.

import { type TSchema, Type } from 'typebox';

/** The kinds of names that files define and refer to. */
export type NameKind =
  | 'asset'
  | 'group'
  | 'window'
  | 'ring'
  | 'role'
  | 'exception'
  | 'rule'
  | 'blackout'
  | 'advisory'
  | 'preset';

/** What people call them. */
export const nameWords: Readonly<Record<NameKind, string>> = {
  asset: 'asset',
  group: 'group',
  window: 'maintenance window',
  ring: 'ring',
  role: 'role',
  exception: 'exception',
  rule: 'rule',
  blackout: 'blackout',
  advisory: 'advisory',
  preset: 'preset',
};

/** Units of scalars; each has a checker in units.ts. */
export type Unit =
  | 'duration'
  | 'moment'
  | 'instant'
  | 'time-zone'
  | 'window-schedule'
  | 'version'
  | 'amount'
  | 'comparison'
  | 'path'
  | 'glob'
  | 'port'
  | 'host'
  | 'user'
  | 'name'
  | 'cvss-vector'
  | 'digest';

export type Annotations = {
  /** On a record: its keys define names of this kind. On a string: its value does. */
  readonly 'x-defines'?: NameKind;
  /** On a string: its value refers to a name. On a record: its keys do. */
  readonly 'x-refersTo'?: NameKind;
  readonly 'x-unit'?: Unit;
  /** On an object or a list: decoded values remember the spans of themselves, their keys and their values (a list: by index). */
  readonly 'x-located'?: true;
  /** On a map from names to values: how a name is written. */
  readonly 'x-keyUnit'?: Unit;
  /** On an object that must not be read by halves: its value where any part of it is at fault. */
  readonly 'x-otherwise'?: object;
  /** On an object: keys that this schema doesn't know are welcome. */
  readonly 'x-open'?: true;
  readonly 'x-deprecated'?: string;
};

export type Documentation = {
  /** Markdown, one to three sentences; shown in hover, completion and the reference. */
  readonly description: string;
  readonly examples?: unknown[];
  readonly default?: unknown;
};

type Options = Annotations & Partial<Documentation>;

/** An object whose unknown keys are warned about, except those that begin with `x-`. */
export function record<P extends Record<string, TSchema>>(properties: P, options: Options = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** A scalar taken as written: `12.10` keeps its digits, quoted or not. */
export function text(options: Options = {}) {
  return Type.String(options);
}

/** A map from names to values. */
export function mapOf<V extends TSchema>(value: V, options: Options = {}) {
  return Type.Record(Type.String(), value, options);
}

export function choice<const C extends string[]>(values: readonly [...C], options: Options = {}) {
  return Type.Enum(values, options);
}

/** One value or a list of them. */
export function oneOrMany<V extends TSchema>(value: V, options: Options = {}) {
  return Type.Union([value, Type.Array(value)], options);
}

/** A reference to one of {@link definitions}, for schemas that contain themselves. */
export function refTo<T>(name: string, options: Options = {}) {
  return Type.Unsafe<T>({ $ref: `#/$defs/${name}`, ...options });
}
