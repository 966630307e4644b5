// The law of keys: what a key was made of can be read back, so that equal keys are equal facts; and its lines are its lines.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import {
  datesKey,
  linesOfDates,
  linesOfProfile,
  linesOfTraits,
  profileKey,
  profileOf,
  traitsKey,
  traitsOf,
} from '../../server/src/model/traits.ts';
import type { PendingPatchText } from '../../server/src/schema/inventory.ts';

/** Texts that look like lines, or like what isn't a text. */
const text = fc.oneof(
  fc.constantFrom('', '\n', '=', '=kev', '=kev{}', '="a"', 'a\n=kev{}', ' ', 'null', '\u2028', '\r', '"'),
  fc.string({ maxLength: 6 }),
);

const profiles = fc.record(
  {
    os: text,
    environment: text,
    criticality: fc.constantFrom('high', 'low'),
    data: fc.array(text, { maxLength: 2 }),
    stateless: fc.boolean(),
    owner: text,
    groups: fc.array(text, { maxLength: 2 }),
    gpu: fc.record({ model: text, count: fc.nat() }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const day = fc.constantFrom('2026-11-03', '2026-11-03T08:00:00Z');

const patches = fc.record(
  {
    id: text,
    cves: fc.array(text, { maxLength: 2 }),
    package: text,
    epss: fc.double({ noNaN: true, min: 0, max: 1 }),
    ssvc: fc.record({ automatable: fc.boolean() }, { requiredKeys: [] }),
    likelyExploitable: fc.boolean(),
    component: fc.constantFrom('kernel', 'firmware'),
    published: day,
    detected: day,
    kev: fc.record({ added: day, due: day, ransomware: fc.boolean() }, { requiredKeys: ['added'] }),
  },
  { requiredKeys: ['id'] },
) as fc.Arbitrary<PendingPatchText>;

/** As JSON sees it: what is undefined isn't there, and zero has no sign. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('the key of what many have alike', () => {
  it('is read back: a profile', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const key = profileKey(profile);
        deepEqual(profileOf(key), plain(profile));
        deepEqual(linesOfProfile(profile).join('\n'), key);
      }),
    );
  });

  it('is read back: the traits of a patch', () => {
    fc.assert(
      fc.property(patches, (patch) => {
        const { published: _, detected: __, kev, ...traits } = patch;
        const known = kev && { kev: { ransomware: kev.ransomware } };
        deepEqual(plain(traitsOf(traitsKey(patch))), plain({ ...traits, ...known }));
        equal(traitsKey(patch), traitsKey(traitsOf(traitsKey(patch)) as PendingPatchText));
        deepEqual(linesOfTraits(patch).join('\n'), traitsKey(patch));
      }),
    );
  });

  it('has a line for each date up to the last', () => {
    const patch = { id: 'A', released: '2026-11-03', kev: { added: '2026-11-04' } };
    deepEqual(linesOfDates(patch), ['', '2026-11-03', '', '', '2026-11-04']);
    equal(datesKey(patch), '\n2026-11-03\n\n\n2026-11-04');
    equal(datesKey({ id: 'A' }), '');
  });
});
