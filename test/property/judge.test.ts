// The judge says of many assets at once, in numbers, what plain judging says of each; what it tells apart are classes that differ, and what it
// remembers from one policy is true under the next. And its arithmetic of dates is the calendar's.

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Asset } from '../../server/src/model/asset.ts';
import { DateTable } from '../../server/src/model/dateTable.ts';
import { Judge, type JudgedRow, type RowVerdict } from '../../server/src/model/judge.ts';
import { type AssetJudgement, slaStates } from '../../server/src/model/judgement.ts';
import { Moments } from '../../server/src/model/moments.ts';
import { judgeBy } from '../../server/src/model/sla.ts';
import { datesKey, profileKey, traitsKey } from '../../server/src/model/traits.ts';
import { TraitTables } from '../../server/src/model/traitTables.ts';
import { addDuration } from '../../server/src/scalar/duration.ts';
import { parseMoment } from '../../server/src/scalar/moment.ts';
import type { PendingPatchText } from '../../server/src/schema/inventory.ts';
import { duration, patch } from '../unit/planSamples.ts';
import { judgePlainly, toldOf } from './judgeReference.ts';
import { assets, exceptions, HOUR, instant, policies } from './judgeSamples.ts';

const fleets = fc.array(assets, { minLength: 1, maxLength: 6 });
const policySets = fc.array(policies(fc.array(exceptions, { maxLength: 2 })), { minLength: 0, maxLength: 2 });
const runs = { numRuns: 300 };

/** What a judgement says, without the asset itself. */
function said({ state, due, changesAt, patches }: AssetJudgement): unknown {
  return { state, due, changesAt, patches };
}

/** Assets as a workspace keeps them: rows, and columns of patches. */
function columnsOf(fleet: readonly Asset[], tables: TraitTables) {
  const idsOf = (one: PendingPatchText) => ({
    traits: tables.traits.idOf(traitsKey(one)),
    dates: tables.dates.idOf(datesKey(one)),
  });
  const all = fleet.flatMap(({ pending }) => pending.map(idsOf));
  let from = 0;
  const rows = fleet.map((one): JudgedRow => {
    const parts = one.pending.flatMap((each, nth) =>
      each.parts ? [[nth, each.parts.map(idsOf)] as const] : [],
    );
    const row = {
      name: one.name,
      profile: tables.profiles.of(profileKey(one)),
      from,
      count: one.pending.length,
      parts: parts.length > 0 ? new Map(parts) : undefined,
    };
    from += row.count;
    return row;
  });
  const columns = {
    traits: Int32Array.from(all, ({ traits }) => traits),
    dates: Int32Array.from(all, ({ dates }) => dates),
    states: new Uint8Array(all.length),
  };
  return { rows, columns };
}

function stateAt(index: number | undefined): string | undefined {
  return slaStates[index ?? -1];
}

describe('a judge', () => {
  it('explains each asset as plain judging does, whatever it judged before', () => {
    fc.assert(
      fc.property(fleets, policySets, instant, (fleet, all, now) => {
        const judge = judgeBy(all, now);
        for (const one of fleet) deepEqual(said(judge(one)), said(judgePlainly(one, all, now)));
      }),
      runs,
    );
  });

  it('says in numbers what it explains, under one state of the policies after another', () => {
    fc.assert(
      fc.property(fleets, fc.tuple(policySets, policySets, policySets), instant, (fleet, edits, now) => {
        const tables = new TraitTables();
        const { rows, columns } = columnsOf(fleet, tables);
        const into: RowVerdict = { worst: 0, present: 0, due: 0, changesAt: 0 };
        for (const all of edits) {
          const judge = new Judge(all, tables);
          rows.forEach((row, nth) => {
            judge.judgeRow(row, columns, now, into);
            const {
              state,
              due = Number.NaN,
              changesAt = Infinity,
              patches,
            } = judgePlainly(fleet[nth] as Asset, all, now);
            deepEqual([stateAt(into.worst), into.due, into.changesAt], [state, due, changesAt]);
            const states = (fleet[nth] as Asset).pending.map((_, at) =>
              stateAt(columns.states[row.from + at]),
            );
            deepEqual(states.toSorted(), patches.map((each) => each.state).toSorted());
            const present = slaStates.filter((_, index) => into.present & (1 << index));
            deepEqual(present.toSorted(), [...new Set(states)].toSorted());
          });
        }
      }),
      runs,
    );
  });

  it('says nothing else, not even in other words, before it says that it changes', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(assets, policySets, instant, share, (one, all, now, part) => {
        const before = judgePlainly(one, all, now);
        const { changesAt: until = now + 4000 * HOUR } = judgeBy(all, now)(one);
        ok(until > now);
        for (const between of [until - 1, now + Math.floor(part * (until - 1 - now))]) {
          const after = judgePlainly(one, all, between);
          deepEqual(
            [after.state, after.due, after.patches, toldOf(after.patches, between)],
            [before.state, before.due, before.patches, toldOf(before.patches, now)],
          );
        }
      }),
      runs,
    );
  });
});

describe('the arithmetic of dates', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'Pacific/Auckland',
    'Africa/Casablanca',
    'America/St_Johns',
    '+05:30',
  );
  const far = fc.integer({ min: Date.parse('1980-01-01'), max: Date.parse('2090-01-01') });
  const days = far.map((at) => new Date(at).toISOString().slice(0, 10));
  const texts = fc.oneof(
    days,
    far.map((at) => new Date(at).toISOString()),
    far.map((at) => new Date(at).toISOString().slice(0, 16)),
    fc
      .tuple(
        days,
        fc.constantFrom('T23:30:00+14:00', ' 02:30', 'T02:30:00', 't02:30Z', 'T24:00', 'T12:00:00.5Z'),
      )
      .map(([day, time]) => day + time),
    fc.constantFrom(
      '2026-02-29',
      '2028-02-29',
      '2026-13-01',
      'soon',
      '2026-11-31T00:00:00Z',
      '0099-01-01',
      '2026-03-29T02:30',
      '2026-10-25T02:30',
    ),
  );
  const lengths = fc.record({
    within: fc.constantFrom('1h', '1d', '7d', '30d', 'P1M', 'P1M3D', 'P1Y', 'P2DT3H', 'P0D').map(duration),
    days: fc.constantFrom('calendar' as const, 'business' as const),
    holidays: fc.constantFrom(new Set<string>(), new Set(['2026-12-25', '2026-12-28', '2027-01-01'])),
  });

  it('is that of the calendar', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), zones, lengths, (all, zone, length) => {
        const dates = new DateTable();
        const moments = new Moments(dates);
        for (const released of all) {
          const text = dates.textAt(dates.idOf(datesKey(patch('CVE-1', { released }))), 1);
          const start = parseMoment(released, zone, 'end');
          equal(moments.in(zone).at(text), start ?? Infinity, released);
          const due = start === undefined ? Infinity : addDuration(start, length.within, { zone, ...length });
          equal(moments.duesOf(zone, length).at(text), due, `${released} in ${zone}`);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
