// Time is an input: when it passes, exactly the assets are judged of which something else is to be said, and exactly their files are published.

import { deepEqual, equal } from 'node:assert/strict';
import { Counted, work } from './counted.ts';

const A = 'a.inventory.yaml';
const B = 'b.inventory.yaml';
const C = 'c.inventory.yaml';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

const policy = `sla:
  clock: vendor-release
  rules:
    - { name: critical, match: { severity: critical }, within: 5d }
    - { name: rest, match: {}, within: 100d }
exceptions:
  - { id: EX-1, match: { advisory: DSA-2 }, reason: tested, expires: 2026-11-26T18:00:00Z }
`;
const calm = 'id: DSA-1, severity: low, released: 2026-11-20';
/** Overdue on the 25th at 10 o'clock; the last fifth of the term begins a day before. */
const urgent = 'id: DSA-9, severity: critical, released: 2026-11-20T10:00:00Z';
const excepted = 'id: DSA-2, severity: critical, released: 2026-11-01T00:00:00Z';

/** @param others patches of assets by their numbers; the others have nothing to fear. */
function inventory(letter: string, count: number, others: Readonly<Record<number, string>> = {}): string {
  const entries = Array.from(
    { length: count },
    (_, nth) => `  ${letter}-${nth}: { pending: [{ ${others[nth] ?? calm} }] }\n`,
  );
  return `assets:\n${entries.join('')}`;
}

/** A hundred assets; c is open. */
const files = {
  [A]: inventory('a', 40, { 7: urgent, 20: urgent }),
  [B]: inventory('b', 40),
  [C]: inventory('c', 20, { 3: urgent }),
  'p.patch-policy.yaml': policy,
};
const CHUNKS_OF_A = 1 + 40;

const start = (now = NOW, more: Readonly<Record<string, string>> = {}) =>
  new Counted({ ...files, ...more }, { open: [C], now, packed: true });
const next = ({ snapshot: { changesAt } }: Counted) => changesAt && new Date(changesAt).toISOString();

/** The time comes at which something changes. */
function come(fleet: Counted, expected: string) {
  equal(next(fleet), expected);
  const at = Date.parse(expected);
  deepEqual(fleet.at(at - 1), work());
  return fleet.at(at);
}

describe('as time passes', () => {
  const three = { judged: 3, checks: CHUNKS_OF_A + 1 };

  it('nothing is done until something is to be said otherwise', () => {
    const fleet = start();
    deepEqual(fleet.problems, []);
    deepEqual(fleet.at(NOW + HOUR), work());
    deepEqual(fleet.at(NOW + 21 * HOUR), work());
  });

  it('assets come due soon, are told so hour by hour, and are overdue: they alone of a hundred', () => {
    const fleet = start();
    const sent = [`${A} 2`, `${C} 1`];
    deepEqual(come(fleet, '2026-11-24T10:00:00.000Z'), work({ ...three, sent }));
    deepEqual(
      fleet.problems.map((line) => line.replace(/; .*/, '')),
      [
        `${A}:9 sla/due-soon: a-7: 1 patch due soon`,
        `${A}:22 sla/due-soon: a-20: 1 patch due soon`,
        `${C}:5 sla/due-soon: c-3: 1 patch due soon`,
      ],
    );
    deepEqual(come(fleet, '2026-11-24T10:00:00.001Z'), work({ ...three, sent }));
    deepEqual(come(fleet, '2026-11-24T11:00:00.001Z'), work({ ...three, sent }));
    deepEqual(fleet.at(Date.parse('2026-11-25T09:30:00Z')), work({ ...three, sent }));
    equal(fleet.snapshot.counts['due-soon'], 3);
    deepEqual(come(fleet, '2026-11-25T10:00:00.001Z'), work({ ...three, sent }));
    equal(fleet.snapshot.counts.overdue, 3);
  });

  it('it is told in other words how late an asset is', () => {
    const fleet = start(Date.parse('2026-11-28T12:00:00Z'));
    const late = () => fleet.problems.filter((line) => line.startsWith(C)).join();
    equal(late().includes('by 3 days'), true);
    deepEqual(come(fleet, '2026-11-29T10:00:00.000Z'), work({ ...three, sent: [`${A} 2`, `${C} 1`] }));
    equal(late().includes('by 4 days'), true);
  });

  it('an exception expires', () => {
    const fleet = start(NOW, { [B]: inventory('b', 40, { 11: excepted }) });
    equal(fleet.snapshot.entry('b-11')?.state, 'excepted');
    fleet.at(Date.parse('2026-11-26T17:00:00Z'));
    const checks = 1 + 40;
    deepEqual(come(fleet, '2026-11-26T18:00:00.001Z'), work({ judged: 1, checks, sent: [`${B} 1`] }));
    equal(fleet.snapshot.entry('b-11')?.state, 'overdue');
  });

  it('and the computer sleeps meanwhile, what changed several times is judged once', () => {
    const fleet = start();
    deepEqual(fleet.at(NOW + 10 * DAY), work({ ...three, sent: [`${A} 2`, `${C} 1`] }));
  });

  it('and goes back, all is judged anew, and comes again as it was', () => {
    const fleet = start();
    fleet.at(NOW + 2 * DAY);
    equal(fleet.snapshot.counts.overdue, 3);
    deepEqual(fleet.at(NOW), work({ judged: 100, checks: CHUNKS_OF_A + 1, sent: [`${A} 0`, `${C} 0`] }));
    equal(fleet.snapshot.counts.overdue, 0);
    deepEqual(come(fleet, '2026-11-24T10:00:00.000Z'), work({ ...three, sent: [`${A} 2`, `${C} 1`] }));
  });

  it('an edit that comes with it costs itself and what time has changed', () => {
    const fleet = start();
    fleet.at(Date.parse('2026-11-24T09:59:59Z'));
    const edit = { uri: `file:///w/${C}`, text: fleet.text(C).replace('DSA-1,', 'DSA-5,') };
    deepEqual(
      fleet.at(Date.parse('2026-11-24T10:00:00Z'), { files: [edit] }),
      work({
        ...three,
        judged: 4,
        checks: three.checks + 1,
        read: 1,
        linked: 2,
        keys: 1,
        sent: [`${A} 2`, `${C} 1`],
      }),
    );
  });

  it('of assets that are gone nothing is judged', () => {
    const fleet = start();
    fleet.write({ [A]: inventory('a', 10) });
    deepEqual(fleet.at(Date.parse('2026-11-24T10:00:00Z')), work({ judged: 1, checks: 1, sent: [`${C} 1`] }));
  });
});
