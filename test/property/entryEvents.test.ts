// The law of parsing entries together: each has the events that the parser makes of its text alone, or none.

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { parseEvents } from 'js-yaml/browser';
import { stringify } from 'yaml';
import { fileKinds, isCollection } from '../../server/src/schema/fileKinds.ts';
import { EntryEvents } from '../../server/src/yaml/entryEvents.ts';
import { splitIntoChunks } from '../../server/src/yaml/split.ts';
import { documentOf } from './documents.ts';

/** @returns how many entries have events. */
function checkEntries(text: string, isCollection: (section: string) => boolean): number {
  const chunks = splitIntoChunks(text, isCollection);
  const events = new EntryEvents(text, chunks);
  let parsed = 0;
  chunks.forEach(({ offset, length }, index) => {
    const together = events.of(index);
    if (!together) return;
    parsed++;
    deepEqual(together, parseEvents(text.slice(offset, offset + length), {}), text);
  });
  return parsed;
}

/** What entries are made of, and what may run from one into the next. */
const pieces = fc.constantFrom(
  'a',
  'b: ',
  'c:',
  'd : e',
  '"',
  "'",
  '"f": ',
  "'g': ",
  '{',
  '}',
  '[',
  ']',
  ', ',
  ': ',
  ' #',
  '#h',
  '- ',
  '? ',
  '|',
  '>-',
  '|+',
  '!t ',
  '%',
  '\\',
  '\t',
  '\r',
  ' ',
  '---',
  '...',
  '\n',
  '\n  ',
  '\n   ',
  '\n    ',
  '\n  - ',
  '\n  --- ',
  '\n  !t ',
  '\n  i: ',
  '\n  "j": ',
  '\n  k:\n    ',
  '\n  l: "m',
  '\n n',
  'é😀',
);

const entries = fc
  .array(pieces, { maxLength: 24 })
  .map((all) => `s:\n  first: 1\n  second: 2\n  third: ${all.join('')}\n  last: [4]\n  very-last:\n`);

describe('entries parsed together', () => {
  it('have the events that each has alone', () => {
    fc.assert(
      fc.property(entries, (text) => {
        checkEntries(text, (section) => section === 's');
      }),
      { numRuns: 3000 },
    );
  });

  it('are all that are sound', () => {
    const text = 's:\n  a: 1\n  "b": { c: [ d ] }\n\n  # a comment\n  e:\n    - f: g\n      h:\n  i:\n  j: k';
    ok(checkEntries(text, () => true) === 5);
  });

  for (const kind of fileKinds) {
    it(`are those of documents, too, whole or broken: ${kind.id}`, () => {
      const texts = documentOf(kind.schema).map((document) => stringify(document));
      const faults = fc.array(fc.tuple(fc.nat(), pieces), { maxLength: 2 });
      fc.assert(
        fc.property(texts, faults, (text, faults) => {
          const broken = faults.reduce((before, [where, piece]) => {
            const at = where % (before.length + 1);
            return before.slice(0, at) + piece + before.slice(at);
          }, text);
          checkEntries(broken, (section) => isCollection(kind, section));
        }),
        { numRuns: 200 },
      );
    });
  }
});
