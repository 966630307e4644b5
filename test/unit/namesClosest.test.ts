// "Did you mean" against its plain definition: of all names within the limit the nearest, of equally near ones the smallest, in whatever order.

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import { closest } from '../../server/src/base/closest.ts';

/** The plain table; as long as both words. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]?.push(
        Math.min(
          cell(i - 1, j) + 1,
          cell(i, j - 1) + 1,
          cell(i - 1, j - 1) + cost,
          isSwapped ? cell(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return cell(a.length, b.length);
}

function plain(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return known
    .map((name) => ({ name, far: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))[0]?.name;
}

/** Few letters, so that many are near. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '1', 'ä'), maxLength: 9 });

describe('the closest name', () => {
  it('is what the plain definition says', () => {
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 12 }), (word, known) => {
        equal(closest(word, known), plain(word, known));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order of the names', () => {
    const names = fc.array(name, { maxLength: 12 });
    const orders = names.chain((known) => fc.tuple(fc.constant(known), shuffled(known)));
    fc.assert(
      fc.property(name, orders, (word, [known, other]) => {
        equal(closest(word, other), closest(word, known));
      }),
    );
  });

  it('is none where nothing is near', () => {
    equal(closest('web', ['db', 'cache-01']), undefined);
    equal(closest('', []), undefined);
  });

  it('may differ in case alone, and in letters whose lower case is longer', () => {
    equal(closest('WEB-01', ['web-02', 'web-01']), 'web-01');
    equal(closest('İstanbul', ['istanbul']), 'istanbul');
  });
});

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
