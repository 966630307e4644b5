// The law of decoding at once: what it makes of a tree without fault is what the walk makes, it decodes every such tree, and none with a fault.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { decodeSound } from '../../server/src/schema/compiled.ts';
import { decode } from '../../server/src/schema/decode.ts';
import { fileKinds } from '../../server/src/schema/fileKinds.ts';
import { spansOf } from '../../server/src/schema/located.ts';
import { alternatives, mapValue, type Shape } from '../../server/src/schema/shape.ts';
import { walk } from '../../server/src/schema/walk.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { documentOf } from './documents.ts';

/** Every schema that a chunk may have: of a file, and of a collection. */
const schemas = fileKinds.flatMap(({ id, schema }) => [
  { name: id, schema, partial: false },
  { name: `a section of ${id}`, schema, partial: true },
  ...Object.entries(schema.properties ?? {})
    .filter(([, property]) => mapValue(property))
    .map(([name, property]) => ({ name: `${name} of ${id}`, schema: property, partial: true })),
]);

/** A value with all that comparing values doesn't see: spans, and the order of keys. */
function opened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const spans = spansOf(value);
  const at = spans && {
    span: spans.span,
    entries: Array.from({ length: spans.size }, (_, nth) => [
      spans.nameAt(nth),
      spans.keyAt(nth),
      spans.valueAt(nth),
    ]),
    indices: Object.keys(value).map((name) => spans.indexOf(name)),
  };
  const parts = Object.entries(value).map(([name, part]) => [name, opened(part)]);
  return { prototype: Object.getPrototypeOf(value), at, parts };
}

/** @returns whether the tree was decoded at once. */
function checkAgainstWalk(text: string, schema: Shape, partial: boolean): boolean {
  const { root } = readYaml(text);
  const walked = walk(root, schema, partial);
  const decoded = decode(root, schema, partial);
  deepEqual(decoded, walked);
  deepEqual(opened(decoded.value), opened(walked.value));
  const isSound = root !== undefined && decodeSound(root, schema, partial) !== undefined;
  equal(isSound, root !== undefined && walked.problems.length === 0, text);
  return isSound;
}

/** What is put in the place of a part of a text. */
const damages = fc.oneof(
  fc.constantFrom(
    '',
    ':',
    '\n',
    '  ',
    '- ',
    '{}',
    '[]',
    '~',
    'null',
    'x-a: 1\n',
    'x',
    '<<: ',
    '&a ',
    '*a',
    '"',
    '99999',
    '-',
    'true',
  ),
  fc.constantFrom(
    'asset: a\n',
    '__proto__: ',
    'constructor: ',
    'name: x\n',
    'id: ',
    'match: {}\n',
    '{ a: , a: 1 }',
  ),
  fc.string({ maxLength: 4 }),
);

const damage = fc.array(fc.tuple(fc.nat(), fc.nat(12), damages), { minLength: 1, maxLength: 3 });

function damaged(text: string, cuts: readonly (readonly [number, number, string])[]): string {
  return cuts.reduce((before, [where, length, put]) => {
    const at = where % (before.length + 1);
    return before.slice(0, at) + put + before.slice(at + length);
  }, text);
}

describe('decoding at once', () => {
  for (const { name, schema, partial } of schemas) {
    const texts = documentOf(schema).map((document) => stringify(document));

    it(`equals the walk, and takes every sound document: ${name}`, () => {
      fc.assert(
        fc.property(texts, (text) => equal(checkAgainstWalk(text, schema, partial), true)),
        { numRuns: 60 },
      );
    });

    it(`equals the walk on what is damaged: ${name}`, () => {
      fc.assert(
        fc.property(texts, damage, (text, cuts) => {
          checkAgainstWalk(damaged(text, cuts), schema, partial);
        }),
        { numRuns: 120 },
      );
    });

    it(`equals the walk by keys that are put together at random: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.constantFrom(...keysWithin(schema)), damages, texts), { maxLength: 6 }),
          (entries) => {
            const text = entries
              .map(
                ([key, value, document]) =>
                  `${key}: ${value.length % 2 ? value : JSON.stringify(document)}\n`,
              )
              .join('');
            checkAgainstWalk(text, schema, partial);
          },
        ),
        { numRuns: 80 },
      );
    });
  }
});

function keysWithin(schema: Shape): string[] {
  const keys = alternatives(schema).flatMap((shape) => Object.keys(shape.properties ?? {}));
  return [...keys, 'x-mine', 'a', '__proto__'];
}
