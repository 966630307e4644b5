// What is shown where people read: added up, worst first, at most a thousand a file; and one problem an asset, with its advisories in order.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkAll } from '../../server/src/check/checkAll.ts';
import { shown, shownLines, snapshotOf } from './fixture.ts';

const policy = 'sla: { rules: [{ name: week, match: {}, within: 7d }] }\n';

function asset(name: string, released: string): string {
  return `  ${name}: { pending: [{ id: P, released: ${released} }] }\n`;
}

describe('problems of one asset', () => {
  const snapshot = snapshotOf({
    'a.inventory.yaml': `assets:
  a:
    pending:
      - { id: LATE-2, released: 2026-11-12, severity: low }
      - { id: LATE-1, released: 2026-11-01, severity: high }
      - { id: SOON, released: 2026-11-17T00:00:00Z }
      - { id: OPEN, released: 2026-11-22 }
      - { id: NO-DATE }
      - { id: EXCEPTED, released: 2026-11-01 }
`,
    'p.patch-policy.yaml': `${policy}exceptions: [{ id: EX, match: { advisory: EXCEPTED }, reason: r, expires: 2027-01-31 }]\n`,
  });

  it('are one of each state, on its name', () => {
    deepEqual(shownLines(snapshot), [
      'a.inventory.yaml:2 sla/overdue: a: 2 patches overdue; the worst, LATE-1 (high), by 14 days (due 2026-11-08 23:59 UTC) by rule `week` of p.patch-policy.yaml.',
      "a.inventory.yaml:2 sla/unknown: a: it can't be said whether NO-DATE is in SLA: `released` is not known. Add what is missing to the asset, its group or the patch.",
      'a.inventory.yaml:2 sla/due-soon: a: 1 patch due soon; the next, SOON, in 12 hours (2026-11-24 00:00 UTC) by rule `week` of p.patch-policy.yaml.',
      'a.inventory.yaml:2 sla/excepted: a: excepted: EXCEPTED by EX until 2027-01-31 23:59 UTC.',
    ]);
  });

  it('list their advisories, the most overdue first', () => {
    const [overdue] = shown(snapshot);
    deepEqual(overdue?.advisories, [
      { id: 'LATE-1', due: '2026-11-08T23:59:59Z', rule: 'week' },
      { id: 'LATE-2', due: '2026-11-19T23:59:59Z', rule: 'week' },
    ]);
    deepEqual(
      overdue?.related.map(({ message }) => message),
      ['rule week sets the term', 'LATE-1, due 2026-11-08 23:59 UTC', 'LATE-2, due 2026-11-19 23:59 UTC'],
    );
  });
});

describe('problems of one place', () => {
  it('are not added up where they are of one asset', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml':
        'assets:\n  a: { groups: [g, h] }\ngroups:\n  g: { owner: x, os: x }\n  h: { owner: y, os: y }\n',
    });
    deepEqual(
      shown(snapshot).map(({ code, asset: about }) => [code, about]),
      [
        ['name/group-conflict', 'a'],
        ['name/group-conflict', 'a'],
      ],
    );
  });
});

describe('problems of one file', () => {
  const assets = (count: number) =>
    Array.from({ length: count }, (_, nth) => asset(`a${nth}`, '2026-11-03')).join('');

  it('are all there up to a thousand', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml': `assets:\n${assets(1000)}`,
      'p.patch-policy.yaml': policy,
    });
    equal(shown(snapshot).length, 1000);
    ok(shown(snapshot).every(({ code }) => code === 'sla/overdue'));
  });

  it('are at most a thousand, the worst first, the last one counting the rest', () => {
    const text = `assets:\n${asset('soon', '2026-11-16')}${assets(1200)}${asset('worst', '2026-01-01')}  odd: { osx: 1 }\n`;
    const snapshot = snapshotOf({ 'a.inventory.yaml': text, 'p.patch-policy.yaml': policy });
    const problems = shown(snapshot);
    equal(problems.length, 1000);
    equal(problems[0]?.asset, 'worst');
    ok(!problems.some(({ asset: about }) => about === 'soon' || about === 'odd'));
    const last = problems.at(-1);
    equal(last?.code, 'data/more');
    match(last?.message ?? '', /^204 more problems in this file are not shown here/);
    equal(checkAll(snapshot, neverCancelled).length, 1203);
  });

  it('in a file of any name', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml': `assets:\n${asset('a', '2026-11-01')}`,
      '100%25.patch-policy.yaml': policy,
    });
    match(shownLines(snapshot)[0] ?? '', /of 100%\.patch-policy\.yaml\.$/);
  });
});

describe('data/no-kev', () => {
  const asks = 'sla: { rules: [{ name: k, match: { any: [{ kev: true }] }, within: 1d }] }\n';
  const said = (inventory: string) =>
    shownLines(
      snapshotOf({ 'a.inventory.yaml': inventory, 'a.patch-policy.yaml': asks, 'b.patch-policy.yaml': asks }),
    ).filter((line) => line.includes('data/'));

  it('is said once, where nothing is known of KEV', () => {
    deepEqual(said('assets: { a: {}, b: {} }'), [
      'a.patch-policy.yaml:1 data/no-kev: Rule `k` asks for KEV, but nothing here says what is in it: every patch counts as not in KEV.',
    ]);
  });

  it('is not said where any patch has it', () => {
    deepEqual(said('assets: { a: { pending: [{ id: C, kev: { added: 2026-11-23 } }] } }'), []);
  });
});
