// The laws of packing: what comes out is what went in, and bytes that were damaged are not read.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { fileKinds } from '../../server/src/schema/fileKinds.ts';
import { type FileReading, readFile } from '../../server/src/workspace/fileReading.ts';
import { outlineOf, sameOutline } from '../../server/src/workspace/outline.ts';
import { packFile, packText } from '../../server/src/workspace/pack.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';
import { opened, spansIn, unpacked } from '../unit/packSamples.ts';
import { documentOf } from './documents.ts';

const kind = fc.constantFrom(...fileKinds);

/** Texts that break YAML, or make it look other, where they stand. */
const breakage = fc.constantFrom(
  '"',
  '{',
  ']',
  '\t',
  '- ',
  ': ',
  '*x',
  '&x ',
  '!x',
  '|',
  '\n',
  '\r',
  '<<<<<<<',
  'é😀',
);

/** A file of its kind, some of it at fault. */
const sample = kind.chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    text: fc
      .tuple(documentOf(kind.schema), fc.boolean(), fc.array(fc.tuple(fc.nat(), breakage), { maxLength: 3 }))
      .map(([document, flow, faults]) => {
        const text = stringify(document, { collectionStyle: flow ? 'flow' : 'any' });
        return faults.reduce((result, [where, fault]) => {
          const at = where % (result.length + 1);
          return result.slice(0, at) + fault + result.slice(at);
        }, text);
      }),
  }),
);

function spansOfAll({ chunks }: FileReading): unknown {
  return chunks.map(({ facts }) => spansIn(facts.value));
}

describe('a reading, packed', () => {
  it('comes out as it went in, spans included', () => {
    fc.assert(
      fc.property(sample, ({ kind, text }) => {
        const reading = readFile(kind, text);
        const again = unpacked(opened(packFile(reading)));
        deepEqual(again, reading, text);
        deepEqual(spansOfAll(again), spansOfAll(reading), text);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same bytes, read into them at once, or packed again', () => {
    fc.assert(
      fc.property(sample, ({ kind, text }) => {
        const bytes = packFile(readFile(kind, text));
        deepEqual(packText(kind, text), bytes, text);
        deepEqual(packFile(unpacked(opened(bytes))), bytes, text);
      }),
      { numRuns: 80 },
    );
  });

  it('has outlines that follow from its facts', () => {
    fc.assert(
      fc.property(sample, ({ kind, text }) => {
        for (const chunk of unpacked(opened(packText(kind, text))).chunks) {
          const outline = outlineOf(chunk.facts, chunk, kind);
          deepEqual(chunk.outline, outline, text);
          equal(sameOutline(chunk.outline, outline), true);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('bytes that are no packed file', () => {
  it('are not opened: one damaged byte', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ kind, text }, where, change) => {
        const bytes = packText(kind, text);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        equal(PackedFile.open(bytes), undefined);
      }),
      { numRuns: 80 },
    );
  });

  it('are not opened: cut off, or with more behind', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.uint8Array({ minLength: 1 }), ({ kind, text }, where, more) => {
        const bytes = packText(kind, text);
        equal(PackedFile.open(bytes.subarray(0, where % bytes.length)), undefined);
        equal(PackedFile.open(Buffer.concat([bytes, more])), undefined);
      }),
      { numRuns: 80 },
    );
  });

  it('are not opened: any', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => equal(PackedFile.open(bytes), undefined)),
      { numRuns: 300 },
    );
  });
});
