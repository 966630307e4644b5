// Openings that a blackout touches, and the free time between blackouts.

import assert from 'node:assert/strict';
import {
  blackoutAt,
  blackoutsFor,
  excepts,
  nextFreeOpening,
  nextFreeTime,
} from '../../server/src/model/blackout.ts';
import { asset, blackout, instant, maintenanceWindow, patch } from './planSamples.ts';

const freeze = blackout('year-end', '2026-12-18T00:00:00Z', '2027-01-04T23:59:59Z');
const opening = (opens: string, closes: string) => ({ opens: instant(opens), closes: instant(closes) });

describe('blackoutAt', () => {
  it('forbids an opening that the blackout touches at either end, and none beside it', () => {
    const forbids = (opens: string, closes: string) => blackoutAt([freeze], opening(opens, closes))?.name;
    assert.equal(forbids('2026-12-17T22:00:00Z', '2026-12-18T02:00:00Z'), 'year-end');
    assert.equal(forbids('2026-12-17T22:00:00Z', '2026-12-18T00:00:00Z'), undefined);
    assert.equal(forbids('2027-01-04T22:00:00Z', '2027-01-05T02:00:00Z'), 'year-end');
    assert.equal(forbids('2027-01-05T00:00:00Z', '2027-01-05T02:00:00Z'), undefined);
    assert.equal(forbids('2026-12-01T00:00:00Z', '2027-02-01T00:00:00Z'), 'year-end');
  });
});

describe('blackoutsFor', () => {
  it('leaves out blackouts of other assets and those that except the patch', () => {
    const only = blackout('shop', '2026-11-27T00:00:00Z', '2026-11-30T00:00:00Z', {
      match: { groups: 'shop' },
      except: { kev: true },
    });
    const shop = asset('shop-1', { groups: ['shop'] });
    const exploited = patch('DSA-1', { kev: { added: '2026-11-01' } });
    const names = (one: typeof shop, pending: typeof exploited) =>
      blackoutsFor([freeze, only], one, (each) => excepts(each, one, pending)).map(({ name }) => name);
    assert.deepEqual(names(shop, patch('DSA-2')), ['year-end', 'shop']);
    assert.deepEqual(names(shop, exploited), ['year-end']);
    assert.deepEqual(names(asset('web-1'), patch('DSA-2')), ['year-end']);
  });
});

describe('nextFreeOpening', () => {
  const sunday = maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin', '30m');

  it('skips openings in a blackout', () => {
    const found = nextFreeOpening(sunday, instant('2026-12-14T00:00:00Z'), [freeze]);
    assert.equal('opens' in found && found.opens, instant('2027-01-10T01:00:00Z'));
  });

  it('skips an opening whole rather than cutting it', () => {
    const short = blackout('audit', '2026-12-20T04:59:00Z', '2026-12-20T08:00:00Z');
    const found = nextFreeOpening(sunday, instant('2026-12-14T00:00:00Z'), [short]);
    assert.equal('opens' in found && found.opens, instant('2026-12-27T01:00:00Z'));
  });

  it('names the blackout that leaves no opening', () => {
    const forever = blackout('forever', '2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z');
    assert.deepEqual(nextFreeOpening(sunday, instant('2026-12-14T00:00:00Z'), [forever]), {
      barredBy: forever,
    });
  });
});

describe('nextFreeTime', () => {
  it('is now, open-ended, where no blackout is ahead', () => {
    const now = instant('2027-02-01T00:00:00Z');
    assert.deepEqual(nextFreeTime(now, [freeze]), { opens: now });
  });

  it('ends where the next blackout begins', () => {
    const found = nextFreeTime(instant('2026-12-01T00:00:00Z'), [freeze]);
    assert.equal('closes' in found && found.closes, freeze.from);
  });

  it('begins after blackouts that follow on each other, in whatever order they are given', () => {
    const next = blackout('stocktaking', '2027-01-04T12:00:00Z', '2027-01-06T11:59:59Z');
    for (const all of [
      [freeze, next],
      [next, freeze],
    ]) {
      const found = nextFreeTime(instant('2026-12-20T00:00:00Z'), all);
      assert.equal('opens' in found && found.opens, instant('2027-01-06T12:00:00Z'));
    }
  });
});
