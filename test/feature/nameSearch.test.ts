// Names among very many: what is found is what holds the letters in their order, the nearest first, whatever the names are made of.

import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { NameSearch } from '../../server/src/feature/nameSearch.ts';

function found(names: readonly string[], typed: string): readonly string[] {
  return [...new NameSearch(names).find(typed)];
}

/** What editors match by. */
function isNear(name: string, typed: string): boolean {
  let from = 0;
  for (const letter of typed.toLowerCase().split('')) {
    from = name.toLowerCase().indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

describe('feature/nameSearch', () => {
  it('puts names that begin so first, then those that hold it, then those that hold its letters', () => {
    const names = ['a-x-web', 'w-e-b', 'WEB-2', 'db-01', 'web-1', 'x-Web'];
    deepEqual(found(names, 'web'), ['WEB-2', 'web-1', 'a-x-web', 'x-Web', 'w-e-b']);
    deepEqual(found(names, ''), names);
    deepEqual(found(names, 'webb'), []);
    deepEqual(found([], 'web'), []);
  });

  it('takes no letter for a pattern', () => {
    deepEqual(found(['a.b', 'a*b', 'axb', 'a]b', 'a\\b'], '.'), ['a.b']);
    deepEqual(found(['a.b', 'a*b', 'axb', 'a]b', 'a\\b'], 'a]'), ['a]b']);
    deepEqual(found(['a.b', 'a*b', 'axb', 'a]b', 'a\\b'], 'a\\b'), ['a\\b']);
  });

  it('finds each name that is near, once', () => {
    const letter = fc.constantFrom('a', 'b', 'A', '-', '.', ']', '^', '\\', 'İ', 'é', '\n', '😀', ' ');
    const word = fc.array(letter, { maxLength: 5 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 12 }), word, (names, typed) => {
        deepEqual([...found(names, typed)].sort(), names.filter((name) => isNear(name, typed)).sort());
      }),
      { numRuns: 500 },
    );
  });
});
