// Openings across clock changes, months without the day asked for, and windows that are already open.

import assert from 'node:assert/strict';
import { nextOpening, openings } from '../../server/src/model/calendar.ts';
import type { MaintenanceWindow } from '../../server/src/model/policy.ts';
import { formatInstant } from '../../server/src/scalar/moment.ts';
import { instant, maintenanceWindow } from './planSamples.ts';

/** The first openings as local `opens -> closes`. */
function first(count: number, window: MaintenanceWindow, from: string): readonly string[] {
  const found: string[] = [];
  for (const { opens, closes } of openings(window, instant(from))) {
    found.push(`${formatInstant(opens, window.zone)} -> ${formatInstant(closes, window.zone)}`);
    if (found.length === count) break;
  }
  return found;
}

describe('nextOpening', () => {
  it('opens later where the clock skips the time, and stays open as long as ever', () => {
    const berlin = maintenanceWindow('Sun 02:30', '4h', 'Europe/Berlin');
    assert.deepEqual(first(2, berlin, '2026-03-23T00:00:00Z'), [
      '2026-03-29T03:30:00+02:00 -> 2026-03-29T07:30:00+02:00',
      '2026-04-05T02:30:00+02:00 -> 2026-04-05T06:30:00+02:00',
    ]);
    const newYork = maintenanceWindow('second Sun 02:15', '1h', 'America/New_York');
    assert.deepEqual(first(1, newYork, '2026-03-01T00:00:00Z'), [
      '2026-03-08T03:15:00-04:00 -> 2026-03-08T04:15:00-04:00',
    ]);
    const lordHowe = maintenanceWindow('daily 02:10', '1h', 'Australia/Lord_Howe');
    assert.deepEqual(first(1, lordHowe, '2026-10-03T15:00:00Z'), [
      '2026-10-04T02:40:00+11:00 -> 2026-10-04T03:40:00+11:00',
    ]);
  });

  it('opens at the first where the clock repeats the time; its length is elapsed time', () => {
    const berlin = maintenanceWindow('last Sun 02:30', '4h', 'Europe/Berlin');
    assert.deepEqual(first(1, berlin, '2026-10-19T00:00:00Z'), [
      '2026-10-25T02:30:00+02:00 -> 2026-10-25T05:30:00+01:00',
    ]);
    const newYork = maintenanceWindow('first Sun 01:30', '2h', 'America/New_York');
    assert.deepEqual(first(1, newYork, '2026-10-31T00:00:00Z'), [
      '2026-11-01T01:30:00-04:00 -> 2026-11-01T02:30:00-05:00',
    ]);
    const lordHowe = maintenanceWindow('daily 01:45', '1h', 'Australia/Lord_Howe');
    assert.deepEqual(first(1, lordHowe, '2026-04-04T13:30:00Z'), [
      '2026-04-05T01:45:00+11:00 -> 2026-04-05T02:15:00+10:30',
    ]);
  });

  it('counts an opening that is going on until its last start, and no longer', () => {
    const window = maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin', '30m');
    const opens = (from: string) => {
      const opening = nextOpening(window, instant(from));
      return opening && formatInstant(opening.opens, 'UTC');
    };
    assert.equal(opens('2026-11-29T04:30:00Z'), '2026-11-29T01:00:00Z');
    assert.equal(opens('2026-11-29T04:30:01Z'), '2026-12-06T01:00:00Z');
    const withoutCutoff = maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin');
    assert.notEqual(
      nextOpening(withoutCutoff, instant('2026-11-29T05:00:00Z'))?.closes,
      instant('2026-11-29T05:00:00Z'),
      'a window that closes now is closed',
    );
  });

  it('finds the opening that began yesterday, before midnight or days ago', () => {
    const night = maintenanceWindow('Sat 23:00', '4h', 'UTC');
    assert.equal(nextOpening(night, instant('2026-11-29T01:00:00Z'))?.opens, instant('2026-11-28T23:00:00Z'));
    const weekend = maintenanceWindow('Fri 20:00', 'PT56H', 'UTC');
    assert.equal(
      nextOpening(weekend, instant('2026-11-29T20:00:00Z'))?.opens,
      instant('2026-11-27T20:00:00Z'),
    );
  });

  it('takes Patch Tuesday plus days across the end of a month', () => {
    const cycle = maintenanceWindow('second Tuesday +4d 22:00', '6h', 'Europe/Berlin');
    assert.deepEqual(first(2, cycle, '2026-11-23T12:00:00Z'), [
      '2026-12-12T22:00:00+01:00 -> 2026-12-13T04:00:00+01:00',
      '2027-01-16T22:00:00+01:00 -> 2027-01-17T04:00:00+01:00',
    ]);
    const late = maintenanceWindow('last Tue +10d 22:00', '1h', 'UTC');
    assert.deepEqual(first(1, late, '2026-12-01T00:00:00Z'), [
      '2026-12-04T22:00:00Z -> 2026-12-04T23:00:00Z',
    ]);
  });

  it('skips months without a fifth Tuesday', () => {
    const fifth = maintenanceWindow('fifth Tuesday 01:00', '1h', 'UTC');
    assert.deepEqual(
      first(3, fifth, '2026-10-01T00:00:00Z').map((line) => line.slice(0, 10)),
      ['2026-12-29', '2027-03-30', '2027-06-29'],
    );
  });

  it('opens on each of several weekdays', () => {
    const twice = maintenanceWindow('mon,thu 03:00', '1h', 'UTC');
    assert.deepEqual(
      first(3, twice, '2026-11-23T05:00:00Z').map((line) => line.slice(0, 10)),
      ['2026-11-26', '2026-11-30', '2026-12-03'],
    );
  });

  it('never opens what is all cut-off, has no length or is beyond all bounds, and says so at once', () => {
    for (const window of [
      maintenanceWindow('daily 02:00', '1h', 'UTC', '2h'),
      maintenanceWindow('daily 02:00', '0h', 'UTC'),
      maintenanceWindow('daily 02:00', 'P36000D', 'UTC'),
      maintenanceWindow('daily +999999999d 02:00', '1h', 'UTC'),
    ])
      assert.equal(nextOpening(window, instant('2026-11-23T12:00:00Z')), undefined);
  });
});
