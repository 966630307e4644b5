// Decoding at once: which trees it takes and which it leaves to the walk, form by form.

import { deepEqual, equal } from 'node:assert/strict';
import { decodeSound } from '../../server/src/schema/compiled.ts';
import { decode } from '../../server/src/schema/decode.ts';
import { keySpan, spansOf } from '../../server/src/schema/located.ts';
import type { Shape } from '../../server/src/schema/shape.ts';
import { walk } from '../../server/src/schema/walk.ts';
import type { YamlNode } from '../../server/src/yaml/node.ts';
import { readYaml } from '../../server/src/yaml/read.ts';

const word: Shape = { type: 'string' };
const selector: Shape = {
  type: 'object',
  properties: { os: word, kind: { type: 'string', enum: ['server', 'network'] } },
  'x-otherwise': { any: [] },
  'x-located': true,
};
const point: Shape = { type: 'object', properties: { x: { type: 'integer' }, y: word }, required: ['x'] };

const forms: Readonly<
  Record<string, { schema: Shape; sound: readonly string[]; faulty: readonly string[] }>
> = {
  'an object': {
    schema: point,
    sound: ['{ x: 1, y: a }', '{ y: , x: +7 }', '{ x-a: [1], x: 0 }', '{ x: 1, x-a: , x-b: }'],
    faulty: [
      '{ y: a }',
      '{ x: 1, z: 1 }',
      '{ x: 1, x: 1 }',
      '{ x: , y: a }',
      '{ x: 1, x-a: 1, x-a: 1 }',
      'a',
      '[]',
      '{ x: 1.5 }',
    ],
  },
  'an object that stands or falls as a whole': {
    schema: selector,
    sound: ['{ os: a }', '{}', '{ x-a: , kind: network }'],
    faulty: ['{ os: }', '{ kind: x }', '{ o: 1 }', 'a'],
  },
  'an open object': {
    schema: { type: 'object', properties: {}, 'x-open': true },
    sound: ['{ a: 1, b: [x, { c: , c: 1 }], d: }', '{ __proto__: { a: 1 }, constructor: 1 }'],
    faulty: [
      '{ a: 1, a: 2 }',
      '{ a: , a: }',
      '{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, a: 1 }',
      '[]',
    ],
  },
  'a map of names to objects': {
    schema: { type: 'object', patternProperties: { '': point }, 'x-defines': 'asset', 'x-keyUnit': 'name' },
    sound: ['{ b: { x: 1 }, 1: { x: 2 }, __proto__: { x: 3 } }'],
    faulty: ['{ a: }', '{ "": { x: 1 } }', '{ ..: { x: 1 } }', '{ a: { x: 1 }, a: { x: 1 } }', '{ a: 1 }'],
  },
  'a map of names to what may be empty': {
    schema: { type: 'object', patternProperties: { '': selector } },
    sound: ['{ a: , b: { os: x } }', '{}'],
    faulty: ['{ a: , a: }'],
  },
  'a map of names to texts': {
    schema: { type: 'object', patternProperties: { '': word }, 'x-refersTo': 'group' },
    sound: ['{ a: , b: x }'],
    faulty: ['{ a: , a: x }', '{ a: {} }'],
  },
  'a map of names to lists': {
    schema: { type: 'object', patternProperties: { '': { type: 'array', items: word } } },
    sound: ['{ a: , b: [x] }'],
    faulty: ['{ a: x }'],
  },
  'a map of names to maps': {
    schema: {
      type: 'object',
      patternProperties: { '': { type: 'object', patternProperties: { '': word } } },
    },
    sound: ['{ a: , b: { c: d } }'],
    faulty: ['{ a: x }'],
  },
  'a list': {
    schema: { type: 'array', items: { type: 'number', minimum: 0, maximum: 1 }, 'x-located': true },
    sound: ['[0.5, , 1e-3]', '[]', '- 1\n-\n- 0\n'],
    faulty: ['[2]', '[a]', '{ a: 1 }', '[[]]'],
  },
  'a list of anything': { schema: { type: 'array' }, sound: ['[a, { b: c, b: d }]'], faulty: ['a'] },
  'a text': {
    schema: { type: 'string', 'x-unit': 'moment', 'x-refersTo': 'asset', 'x-defines': 'asset' },
    sound: ['2026-11-03', '2026-11-03T08:00Z'],
    faulty: ['2026-13-03', '""', '{}'],
  },
  'yes or no': {
    schema: { type: 'boolean' },
    sound: ['true', 'True', 'TRUE', 'false', 'FALSE'],
    faulty: ['yes', 'tRUE', '1'],
  },
  'one of several objects': {
    schema: {
      anyOf: [
        word,
        point,
        { type: 'object', properties: { x: word, y: word, z: word } },
        { type: 'array', items: word },
      ],
    },
    sound: ['a', '[a]', '{ x: 1 }', '{ x: a, z: b }'],
    faulty: ['{ x: a }', '{ y: a }', '[{}]'],
  },
};

describe('decoding at once', () => {
  for (const [form, { schema, sound, faulty }] of Object.entries(forms)) {
    it(`takes ${form} without fault, and leaves it to the walk with one`, () => {
      for (const text of [...sound, ...faulty]) {
        const { root } = readYaml(text);
        const walked = walk(root, schema, false);
        equal(walked.problems.length === 0, sound.includes(text), text);
        equal(
          root !== undefined && decodeSound(root, schema, false) !== undefined,
          sound.includes(text),
          text,
        );
        deepEqual(decode(root, schema, false), walked, text);
      }
    });
  }

  it('asks for no key of the root of a part', () => {
    deepEqual(decode(readYaml('y: a').root, point, true), { value: { y: 'a' }, problems: [], names: [] });
  });

  it('knows right moments from wrong ones, however many it has seen', () => {
    const schema: Shape = { type: 'string', 'x-unit': 'moment' };
    const isSound = (text: string) => {
      const node: YamlNode = { kind: 'scalar', span: { start: 0, end: text.length }, text, style: 'plain' };
      return decodeSound(node, schema, false) !== undefined;
    };
    for (let year = 1900; year < 2300; year++) {
      for (let month = 1; month <= 13; month++)
        equal(isSound(`${year}-${String(month).padStart(2, '0')}-28`), month <= 12);
    }
    deepEqual(['1900-01-28', '2299-12-28', '2299-13-28'].map(isSound), [true, true, false]);
  });

  it('takes nothing for nothing', () => {
    deepEqual(decode(undefined, point, false), { value: undefined, problems: [], names: [] });
  });
});

describe('spans of a decoded value', () => {
  const at = (text: string, word: string) => ({
    start: text.indexOf(word),
    end: text.indexOf(word) + word.length,
  });

  it('are found by key, also among many, and where no value is written', () => {
    const keys = Array.from({ length: 40 }, (_, nth) => `k${nth}`);
    const schema: Shape = { type: 'object', patternProperties: { '': word } };
    const text = keys.map((key) => `${key}: ${key === 'k7' ? '' : `v${key}`}\n`).join('');
    const value = decode(readYaml(text).root, schema, false).value as object;
    const spans = spansOf(value);
    deepEqual(keySpan(value, 'k31'), at(text, 'k31'));
    deepEqual(spans?.valueAt(spans.indexOf('k31')), at(text, 'vk31'));
    deepEqual(spans?.valueAt(spans.indexOf('k7')), at(text, 'k7'));
    equal(spans?.indexOf('none'), -1);
  });

  it('of a list are those of its items that were decoded', () => {
    const text = '[1, , x, 2]';
    const schema: Shape = { type: 'array', items: { type: 'integer' }, 'x-located': true };
    const spans = spansOf(decode(readYaml(text).root, schema, false).value as object);
    equal(spans?.size, 2);
    deepEqual(spans?.valueAt(spans.indexOf('1')), at(text, '2'));
    deepEqual([spans?.indexOf('2'), spans?.indexOf('x')], [-1, -1]);
  });

  it('go with no copy of it', () => {
    const value = decode(readYaml('{ os: a }').root, selector, false).value as object;
    deepEqual({ ...value }, value);
    equal(spansOf({ ...value }), undefined);
    equal(JSON.stringify(value), '{"os":"a"}');
  });
});
