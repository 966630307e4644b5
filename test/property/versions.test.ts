// Version orders are total orders.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareDebian, compareDotted, compareRpm } from '../../server/src/model/versions.ts';

const version = fc
  .array(
    fc.constantFrom('0', '1', '9', '10', '007', 'a', 'rc', 'Z', '~', '^', '+', '.', '-', ':', 'deb12u'),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

for (const [name, compare] of Object.entries({ compareDebian, compareRpm, compareDotted })) {
  describe(name, () => {
    it('is reflexive, antisymmetric and transitive', () => {
      fc.assert(
        fc.property(version, version, version, (a, b, c) => {
          assert.equal(compare(a, a), 0);
          assert.equal(compare(a, b) + compare(b, a), 0);
          const [low, middle, high] = [a, b, c].sort(compare);
          assert.ok(compare(low ?? '', middle ?? '') <= 0);
          assert.ok(compare(middle ?? '', high ?? '') <= 0);
          assert.ok(compare(low ?? '', high ?? '') <= 0);
        }),
        { numRuns: 2000 },
      );
    });
  });
}
