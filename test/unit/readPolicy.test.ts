// A policy file as the domain reads it: defaults, zones, both ends of days, what is left out where a text is at fault.

import { deepEqual, equal } from 'node:assert/strict';
import type { Policy } from '../../server/src/model/policy.ts';
import { codes, snapshotOf } from './fixture.ts';

function read(text: string): Policy {
  const [policy] = snapshotOf({ 'p.patch-policy.yaml': text }).policies;
  if (!policy) throw new Error('no policy');
  return policy;
}

const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString();

describe('readPolicy', () => {
  it('fills in what the product says of what is not said', () => {
    const { zone, rules, onMissingDate, rings, reboot, rollback, approval } = read(
      'sla: { rules: [{ name: r, match: {}, within: 7d }] }\nrings: { all: {} }\n',
    );
    deepEqual(
      [zone, onMissingDate, reboot, rollback, approval, rules[0]?.clocks, rules[0]?.days],
      ['UTC', 'hold', 'ifRequired', { when: 'never' }, {}, ['vendor-release'], 'calendar'],
    );
    deepEqual(
      rings.map(({ maxConcurrency, maxErrors, evidence }) => ({ maxConcurrency, maxErrors, evidence })),
      [{ maxConcurrency: { percent: 10 }, maxErrors: { count: 0 }, evidence: 'optional' }],
    );
  });

  it('takes a day of a blackout from its start to its end, in the zone of the policy', () => {
    const { blackouts } = read(
      'timezone: Europe/Berlin\nblackouts: { freeze: { from: 2026-12-18, to: 2027-01-04, reason: x, except: { kev: true } } }\n',
    );
    deepEqual(
      blackouts.map(({ from, to, reason, except }) => [iso(from), iso(to), reason, { ...except }]),
      [['2026-12-17T23:00:00.000Z', '2027-01-04T22:59:59.000Z', 'x', { kev: true }]],
    );
  });

  it('gives windows the zone of the policy, or their own', () => {
    const { windows } = read(
      'timezone: Europe/Berlin\nmaintenanceWindows:\n  a: { schedule: "Sun 02:00", duration: 4h }\n  b: { schedule: "daily 03:00", duration: 1h, cutoff: 30m, timezone: UTC }\n',
    );
    deepEqual(
      [...windows.values()].map(({ zone, cutoff }) => [zone, cutoff?.milliseconds]),
      [
        ['Europe/Berlin', undefined],
        ['UTC', 30 * 60 * 1000],
      ],
    );
  });

  it('keeps the rings in the order of the file', () => {
    const { rings } = read('rings:\n  lab: {}\n  "10": { after: lab }\n  a: { after: "10" }\n');
    deepEqual(
      rings.map(({ name }) => name),
      ['lab', '10', 'a'],
    );
    const { rings: whole } = read('{ rings: { lab: {}, "10": { after: lab }, a: {} } }\n');
    deepEqual(
      whole.map(({ name }) => name),
      ['lab', '10', 'a'],
    );
  });

  it('leaves out what is at fault, and nothing beside it', () => {
    const text = `sla:
  days: bussiness
  rules:
    - { name: good, match: {}, within: 7d }
    - { name: bad, match: {}, within: 2 }
    - { name: no-match, within: 7d }
maintenanceWindows:
  good: { schedule: "Sun 02:00", duration: 4h }
  bad: { schedule: "Someday", duration: 4h }
exceptions:
  - { id: good, match: {}, reason: r, expires: 2027-01-31 }
  - { id: bad, match: {}, reason: r, expires: soon }
timezone: Europe/Berlinn
`;
    const { rules, windows, exceptions, zone } = read(text);
    deepEqual(
      [rules.map(({ name }) => name), [...windows.keys()], exceptions.map(({ id }) => id), zone],
      [['good'], ['good'], ['good'], 'UTC'],
    );
    deepEqual(codes(snapshotOf({ 'p.patch-policy.yaml': text })), [
      'p.patch-policy.yaml:2 schema/value',
      'p.patch-policy.yaml:5 schema/value',
      'p.patch-policy.yaml:6 schema/missing',
      'p.patch-policy.yaml:9 schema/value',
      'p.patch-policy.yaml:12 schema/value',
      'p.patch-policy.yaml:13 schema/value',
    ]);
  });

  it('says which window never opens and which blackout never holds', () => {
    const text = `maintenanceWindows:
  good: { schedule: "Sun 02:00", duration: 4h, cutoff: 30m }
  zero: { schedule: "Sun 02:00", duration: 0h }
  all-cutoff: { schedule: "Sun 02:00", duration: 1h, cutoff: 4h }
blackouts:
  day: { from: 2026-12-18, to: 2026-12-18 }
  swapped: { from: 2027-01-04, to: 2026-12-18 }
`;
    deepEqual(codes(snapshotOf({ 'p.patch-policy.yaml': text })), [
      'p.patch-policy.yaml:3 policy/never',
      'p.patch-policy.yaml:4 policy/never',
      'p.patch-policy.yaml:7 policy/never',
    ]);
  });

  it('may have presets and no rules, and says which preset has none yet', () => {
    equal(read('extends: [seed-default]\n').rules.length, 2);
    deepEqual(
      codes(
        snapshotOf({
          'p.patch-policy.yaml': 'extends: [seed-default, cisa-bod-26-04, { preset: seed-defualt }]\n',
        }),
      ),
      ['p.patch-policy.yaml:1 policy/unknown-preset', 'p.patch-policy.yaml:1 policy/unknown-preset'],
    );
  });
});
