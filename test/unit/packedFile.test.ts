// The packed form: what is asked of it, what values it can hold, and what it refuses.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { located, type Spans, spansOf } from '../../server/src/schema/located.ts';
import { type FileReading, readFile } from '../../server/src/workspace/fileReading.ts';
import { packFile, packText } from '../../server/src/workspace/pack.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';
import { type KeyLines, nameUses, type OutlineVisitor } from '../../server/src/workspace/packOutline.ts';
import { fleetFiles } from '../bench/fleet.ts';
import { kindOf, opened, spansIn, unpacked } from './packSamples.ts';

const inventory = kindOf('inventory');

/** A reading of one chunk that has this value. */
function readingOf(value: unknown): FileReading {
  const [chunk] = readFile(inventory, 'assets: {}\n').chunks;
  ok(chunk);
  return {
    kind: 'inventory',
    lineStarts: Uint32Array.of(0),
    length: 0,
    problems: [],
    chunks: [{ ...chunk, facts: { ...chunk.facts, value } }],
  };
}

function through(value: unknown): unknown {
  return opened(packFile(readingOf(value))).facts(0).value;
}

describe('a packed value', () => {
  const bare = Object.assign(Object.create(null), { constructor: 1, __proto__x: {} });
  const cases: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    constants: [undefined, null, true, false],
    'small numbers': [0, 1, -1, 63, 64, -64, 2 ** 27 - 1, 1 - 2 ** 27],
    'other numbers': [2 ** 27, -(2 ** 27), 2 ** 31, 2 ** 53, 0.1, -0, Infinity, NaN, 5e-324],
    'texts of every width': [
      '',
      'a',
      'née',
      'ÿ',
      'Ā',
      '😀',
      '\ud800',
      '\udc00 a',
      '\u0000',
      'x'.repeat(5000),
    ],
    'what is absent': { a: undefined, b: [undefined, { c: undefined }] },
    'keys in their order': { b: 1, a: 2, 10: 3, 2: 4 },
    'a map without a prototype': bare,
    '__proto__ as a key': JSON.parse('{ "__proto__": { "a": 1 }, "a": { "__proto__": "x" } }'),
    'one shape many times': Array.from({ length: 300 }, (_, index) => ({ a: index, b: `b${index}` })),
    'shapes that begin alike': [{ a: 1 }, { a: 1, b: 2 }, {}, { b: 2, a: 1 }, { a: 3 }],
  };
  for (const [what, value] of Object.entries(cases)) {
    it(`is what it was: ${what}`, () => {
      deepEqual(through(value), value);
      equal(JSON.stringify(through(value)), JSON.stringify(value));
    });
  }

  it('is asked for its spans in any order', () => {
    const text = 'a: { x-own: 1, os: linux, kernel: , groups: [ g ] }\nb: {}\n';
    const [, entry] = readFile(inventory, `assets:\n${text.replace(/^/gm, '  ')}`).chunks;
    ok(entry);
    const [spans] = Object.values(entry.facts.value as object).map(spansOf);
    const [again] = Object.values(through(entry.facts.value) as object).map(spansOf);
    ok(spans && again);
    const last = spans.size - 1;
    equal(again.indexOf(spans.nameAt(last)), last);
    deepEqual(again.valueAt(last), spans.valueAt(last));
    deepEqual(again.keyAt(0), spans.keyAt(0));
    deepEqual(again.span, spans.span);
  });

  it('finds spans among many keys, of several with one name the first', () => {
    const names = [...Array.from({ length: 40 }, (_, index) => `k${index}`), 'k3'];
    const spans: Spans = {
      span: { start: 5, end: 500 },
      size: names.length,
      nameAt: (index) => names[index] ?? '',
      keyAt: (index) => ({ start: 10 * index + 5, end: 10 * index + 8 }),
      valueAt: (index) => ({ start: 10 * index + 9, end: 10 * index + 9 }),
      indexOf: (name) => names.indexOf(name),
    };
    const value = located({}, spans);
    deepEqual(spansIn(through(value)), spansIn(value));
  });
});

describe('a packed file', () => {
  const text = `# ours
assets:
  web-01: { os: debian 12, address: 10.0.0.1, groups: [web], pending: [{ id: DSA-1, severity: high }] }
  "née": { oss: x, groups: [web, 'Ω'] }
  c: { os: "
groups: { web: {} }
assets: {}
`;
  const reading = readFile(inventory, text);
  const file = opened(packFile(reading));

  it('says what the reading says', () => {
    deepEqual(unpacked(file), reading);
    deepEqual(
      reading.chunks.map(({ facts }) => spansIn(facts.value)),
      unpacked(file).chunks.map(({ facts }) => spansIn(facts.value)),
    );
  });

  it('answers piece by piece', () => {
    reading.chunks.forEach((chunk, index) => {
      deepEqual(
        [
          file.shape(index),
          file.section(index),
          file.offset(index),
          file.length(index),
          file.keyStart(index),
        ],
        [chunk.shape, chunk.section, chunk.offset, chunk.length, chunk.keyStart],
      );
      const kept = file.kept(index);
      deepEqual(
        [kept.digest, kept.faults, kept.outline, kept.facts],
        [chunk.digest, chunk.outline.faults, chunk.outline, chunk.facts],
      );
    });
  });

  it('tells outlines by indexes of strings', () => {
    const told: string[] = [];
    const at = (index: number) => file.strings.at(index);
    const linesOf = ({ indexes, count }: KeyLines) => [...indexes.subarray(0, count)].map(at).join('|');
    const visitor: OutlineVisitor = {
      name: (use, name, start, end) =>
        told.push(`${nameUses[use]?.role} ${nameUses[use]?.kind} ${at(name)} ${start}-${end}`),
      asset: (name, profile, start, end) =>
        told.push(`asset ${at(name)} ${start}-${end} ${linesOf(profile)}`),
      identity: (name) => told.push(`identity ${at(name)}`),
      patch: (traits, dates) => told.push(`patch ${linesOf(traits)} ${linesOf(dates)}`),
    };
    file.visitOutline(1, visitor);
    deepEqual(told, [
      'defines asset web-01 2-8',
      'refers group web 55-58',
      'asset web-01 2-8 |debian 12|||||||||=["web"]',
      'identity 10.0.0.1',
      'patch DSA-1|||high ',
    ]);
  });

  it('has each string once', () => {
    const all = Array.from({ length: file.strings.length }, (_, index) => file.strings.at(index));
    equal(new Set(all).size, all.length);
  });

  it('is read wherever its bytes lie in memory', () => {
    const bytes = packFile(reading);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    deepEqual(unpacked(opened(shifted.subarray(1))), reading);
  });

  it('is not opened when it is not whole, or of another format', () => {
    const bytes = packFile(reading);
    equal(PackedFile.open(bytes.subarray(0, bytes.length - 1)), undefined);
    equal(PackedFile.open(new Uint8Array([...bytes, 0])), undefined);
    equal(PackedFile.open(new Uint8Array(0)), undefined);
    const other = bytes.slice();
    other[4] = (other[4] ?? 0) ^ 1;
    equal(PackedFile.open(other), undefined);
  });

  it('is smaller than the text of a fleet', () => {
    const fleet = fleetFiles({ seed: 1, now: Date.parse('2026-11-23'), files: 1, assetsPerFile: 400 });
    const [large] = [...fleet].filter(({ assets }) => assets > 0);
    ok(large);
    ok(packText(inventory, large.text).length < 0.8 * large.text.length);
  });
});
