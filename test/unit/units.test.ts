// Scalars with units: what is one, and what it means.

import { deepEqual, equal } from 'node:assert/strict';
import { concurrencyOf, errorsOf, parseAmount } from '../../server/src/scalar/amount.ts';
import { addDuration, parseDuration } from '../../server/src/scalar/duration.ts';
import { parseMoment } from '../../server/src/scalar/moment.ts';
import type { Unit } from '../../server/src/schema/annotations.ts';
import { checkUnit } from '../../server/src/schema/units.ts';

const good: Readonly<Record<string, readonly string[]>> = {
  duration: ['30m', '24h', '7d', '2w', 'P7D', 'P1M', 'PT36H', 'P1Y2M3W4DT5H6M7S', '0h', 'P100Y'],
  moment: [
    '2026-11-03',
    '2024-02-29',
    '2026-11-03T08:00:00Z',
    '2026-11-03 08:00',
    '2026-11-03T08:00:00.5+01:00',
  ],
  instant: ['2026-11-29T02:00:00+01:00', '2026-11-29T02:00Z'],
  'time-zone': ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'],
  version: ['2', '12.10', '3.0.15-1~deb12u1', '0:1'],
  amount: ['0', '1', '10%', '2.5%', '100%'],
  comparison: ['>=0.5', '> 7', '<0.1', '=1', '9.8'],
  glob: ['a.txt', '../b/*.nessus', './c'],
  port: ['1', '65535'],
  host: ['web-01', '10.0.0.1', 'fe80::1%eth0', '::1', 'née.example', '_dmarc.example'],
  user: ['root', '_apt', 'li@example.org', 'svc-patch', '1000'],
  name: ['a', 'web 01', '10', 'a/b', 'née', '...x', 'a..b', '__proto__'],
  'cvss-vector': ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'AV:N/AC:L/Au:N/C:P/I:P/A:P'],
};
const bad: Readonly<Record<string, readonly string[]>> = {
  duration: [
    '',
    '24',
    '24 h',
    '1.5d',
    '-1d',
    'P',
    'PT',
    'P1H',
    'd',
    '36526d',
    '99999999999999999999d',
    'P101Y',
  ],
  moment: [
    '',
    '2026-02-30',
    '2026-13-01',
    '20261103',
    '2026-11',
    '2026-11-03T25:00',
    '2026-11-03T08',
    'tomorrow',
    '2026-11-03[u-ca=hebrew]',
    '+012026-11-03',
  ],
  instant: ['2026-11-29', '2026-11-29T02:00', '2026-11-29T02:61Z'],
  'time-zone': ['', 'Berlin', 'Europe/Atlantis', 'CET DST'],
  version: ['', ' '],
  amount: ['', '-1', '101%', '1.5', 'all'],
  comparison: ['', '>', '>=x', '=>1', '1-2'],
  glob: ['', '/etc/passwd', 'C:\\x', '\\\\server\\share', 'a\0b'],
  port: ['0', '65536', '22a'],
  host: ['', '-oProxyCommand=x', 'a b', 'a;b', '$(x)', 'a/b', '.a'],
  user: ['', '-l root', 'a b', 'a;b', '$(id)', 'x'.repeat(65)],
  name: [
    '-oProxyCommand=x',
    '../../x',
    '..',
    '.',
    'a/../b',
    'a/..',
    '/a',
    '\\a',
    'a\nb',
    'a\u0007',
    'x'.repeat(256),
  ],
  'cvss-vector': ['', '9.8', 'CVSS:3.1', 'CVSS:5.0/AV:N'],
};

describe('units', () => {
  for (const unit of Object.keys(good) as Unit[]) {
    it(`tell what a ${unit} is`, () => {
      deepEqual(
        good[unit]?.filter((text) => checkUnit(unit, text) !== undefined),
        [],
      );
      deepEqual(
        bad[unit]?.filter((text) => checkUnit(unit, text) === undefined),
        [],
      );
    });
  }
});

describe('parseMoment', () => {
  const at = (text: string, zone: string, end: 'start' | 'end') => {
    const instant = parseMoment(text, zone, end);
    return instant === undefined ? undefined : new Date(instant).toISOString();
  };

  it('takes a date alone for the start or the last second of its day, in the zone', () => {
    equal(at('2026-11-03', 'UTC', 'end'), '2026-11-03T23:59:59.000Z');
    equal(at('2026-11-03', 'Europe/Berlin', 'start'), '2026-11-02T23:00:00.000Z');
    equal(at('2026-10-25', 'Europe/Berlin', 'end'), '2026-10-25T22:59:59.000Z');
  });

  it('takes a time without an offset for the zone’s, and one with an offset as it is', () => {
    equal(at('2026-11-03T08:00', 'Europe/Berlin', 'end'), '2026-11-03T07:00:00.000Z');
    equal(at('2026-11-03 08:00:00+05:30', 'Europe/Berlin', 'end'), '2026-11-03T02:30:00.000Z');
  });
});

describe('addDuration', () => {
  const holidays = new Set(['2026-12-25', '2026-12-26', '2026-12-28', '2027-01-01']);
  const due = (start: string, term: string, days: 'calendar' | 'business', zone = 'UTC') => {
    const duration = parseDuration(term);
    return (
      duration && new Date(addDuration(Date.parse(start), duration, { zone, days, holidays })).toISOString()
    );
  };

  it('goes round the end of a month', () => {
    equal(due('2026-01-31T10:00:00Z', 'P1M', 'calendar'), '2026-02-28T10:00:00.000Z');
    equal(due('2026-01-31T10:00:00Z', 'P1M1D', 'calendar'), '2026-03-01T10:00:00.000Z');
    equal(due('2024-02-29T10:00:00Z', 'P1Y', 'calendar'), '2025-02-28T10:00:00.000Z');
  });

  it('counts business days one by one: none of a weekend, none of a holiday, from a weekend the next', () => {
    // By hand: Wed 23, Thu 24, Fri 25 (holiday), Mon 28 (holiday), Tue 29, Wed 30, Thu 31, Fri 1 (holiday), Mon 4.
    const rows = ['2026-12-24', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-04', '2027-01-05'];
    deepEqual(
      rows.map((_, nth) => due('2026-12-23T10:00:00Z', `${nth + 1}d`, 'business')?.slice(0, 10)),
      rows,
    );
    equal(due('2026-11-07T10:00:00Z', '1d', 'business'), '2026-11-09T10:00:00.000Z');
    equal(due('2026-11-08T10:00:00Z', '5d', 'business'), '2026-11-13T10:00:00.000Z');
    equal(due('2026-11-06T10:00:00Z', '0d', 'business'), '2026-11-06T10:00:00.000Z');
  });

  it('keeps the time of day across a clock change', () => {
    equal(due('2026-10-23T10:00:00Z', '1d', 'business', 'Europe/Berlin'), '2026-10-26T11:00:00.000Z');
  });
});

describe('amounts of hosts', () => {
  it('round up for concurrency, at least to one, and down for errors', () => {
    const rows = [
      ['10%', 21, 3, 2],
      ['10%', 5, 1, 0],
      ['0%', 5, 1, 0],
      ['0', 5, 1, 0],
      ['3', 100, 3, 3],
    ] as const;
    deepEqual(
      rows.map(([text, total]) => {
        const amount = parseAmount(text);
        return amount && [text, total, concurrencyOf(amount, total), errorsOf(amount, total)];
      }),
      rows,
    );
  });
});
