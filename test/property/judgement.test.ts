// The laws of judging: what time may do, what a missing fact may do, what another rule may do, and when exactly a state changes.

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Asset, PendingPatch } from '../../server/src/model/asset.ts';
import type { AssetJudgement } from '../../server/src/model/judgement.ts';
import type { Exception, Policy, SlaRule } from '../../server/src/model/policy.ts';
import { judgeAsset } from '../../server/src/model/sla.ts';
import type { Match } from '../../server/src/schema/match.ts';
import { clocks, criticalities, exposures, severities } from '../../server/src/schema/vocabulary.ts';
import { anchor, asset, duration, patch, policy } from '../unit/planSamples.ts';

const HOUR = 60 * 60 * 1000;
const START = Date.parse('2026-11-01T00:00:00Z');
const instant = fc.integer({ min: -24 * 20, max: 24 * 60 }).map((hours) => START + hours * HOUR);
const moment = fc.oneof(
  instant.map((at) => new Date(at).toISOString()),
  instant.map((at) => new Date(at).toISOString().slice(0, 10)),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

function without(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

const facts = fc
  .record({
    severity: maybe(fc.constantFrom(...severities)),
    published: maybe(moment),
    released: maybe(moment),
    detected: maybe(moment),
    kev: maybe(fc.record({ added: moment, due: moment })),
  })
  .map(without);

const patches: fc.Arbitrary<PendingPatch> = fc
  .tuple(
    fc.constantFrom('CVE-1', 'CVE-2', 'DSA-3'),
    facts,
    maybe(fc.array(facts, { minLength: 2, maxLength: 3 })),
  )
  .map(([id, more, parts]) =>
    patch(id, {
      ...more,
      ...(parts && { parts: parts.map((part, nth) => ({ id: `CVE-${nth + 1}`, ...part })) }),
    }),
  );

const assets: fc.Arbitrary<Asset> = fc
  .tuple(
    fc
      .record({
        criticality: maybe(fc.constantFrom(...criticalities)),
        exposure: maybe(fc.constantFrom(...exposures)),
      })
      .map(without),
    fc.array(patches, { minLength: 1, maxLength: 3 }),
  )
  .map(([more, pending]) => asset('a', { ...more, pending }));

const simple: fc.Arbitrary<Match> = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...severities).map((severity) => ({ severity })),
  fc.subarray([...criticalities], { minLength: 1 }).map((criticality) => ({ criticality })),
  fc.constant({ exposure: 'internet' as const }),
  fc.constant({ kev: true }),
  fc.constantFrom('CVE-1', 'DSA-3').map((advisory) => ({ advisory })),
);
const matches: fc.Arbitrary<Match> = fc.oneof(
  simple,
  simple.map((not) => ({ not })),
  fc.array(simple, { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
);

const rules: fc.Arbitrary<SlaRule> = fc
  .record({
    name: fc.constantFrom('x', 'y', 'z'),
    match: matches,
    clocks: fc.uniqueArray(fc.constantFrom(...clocks), { minLength: 1, maxLength: 3 }),
    within: fc.constantFrom('1h', '24h', '1d', '7d', '2w', 'P1M', 'P2DT3H').map(duration),
    days: fc.constantFrom('calendar' as const, 'business' as const),
    printed: fc.constantFrom(undefined, undefined, undefined, 'kev.due' as const),
  })
  .map(({ printed, ...rule }) => ({ ...rule, ...(printed && { printed }), at: anchor }));

const exceptions: fc.Arbitrary<Exception> = fc
  .record({ id: fc.constant('EX'), match: matches, expires: instant })
  .map((exception) => ({ ...exception, reason: 'r', at: anchor }));

function policies(excepted: fc.Arbitrary<readonly Exception[]>): fc.Arbitrary<Policy> {
  return fc
    .record({
      rules: fc.array(rules, { maxLength: 4 }),
      exceptions: excepted,
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Auckland'),
      onMissingDate: fc.constantFrom('hold' as const, 'allow' as const),
      holidays: fc.constantFrom(new Set<string>(), new Set(['2026-11-11', '2026-12-25'])),
      scope: maybe(matches),
    })
    .map(({ scope, ...more }) => policy({ ...more, ...(scope && { scope }) }));
}

const severe = fc.array(policies(fc.constant([])), { minLength: 1, maxLength: 2 });
const lenient = fc.array(policies(fc.array(exceptions, { maxLength: 2 })), { minLength: 1, maxLength: 2 });
const runs = { numRuns: 500 };

function states(judgement: AssetJudgement): Readonly<Record<string, string>> {
  return Object.fromEntries(judgement.patches.map(({ patch: one, state }) => [JSON.stringify(one), state]));
}

function shape({ state, patches: judged, due, changesAt }: AssetJudgement): unknown {
  return { state, due, changesAt, patches: judged.map((one) => ({ ...one, rule: undefined })) };
}

/** The asset under each value that its missing facts, and those of its patches, could have. */
function completions(one: Asset): readonly Asset[] {
  const [only] = one.pending;
  if (!only || only.parts) return [];
  const pending = only.severity ? [only] : severities.map((severity) => ({ ...only, severity }));
  return (one.criticality ? [one.criticality] : criticalities).flatMap((criticality) =>
    (one.exposure ? [one.exposure] : exposures).flatMap((exposure) =>
      pending.map((each) => ({ ...one, criticality, exposure, pending: [each] })),
    ),
  );
}

describe('an asset', () => {
  it('is overdue only if it is under every value of its missing facts, and then it is', () => {
    const single = fc
      .tuple(assets, facts)
      .map(([one, more]) => ({ ...one, pending: [patch('CVE-1', more)] }));
    fc.assert(
      fc.property(single, lenient, instant, (one, all, now) => {
        const { state, patches: judged } = judgeAsset(one, all, now);
        const possible = completions(one).map((each) => judgeAsset(each, all, now).state);
        equal(
          state === 'overdue',
          possible.every((each) => each === 'overdue'),
          possible.join(),
        );
        if (state === 'unknown') ok((judged[0]?.missing ?? []).length > 0);
        if (possible.includes('overdue')) ok(state === 'overdue' || state === 'unknown');
      }),
      runs,
    );
  });

  it('is named each fact that decides: stating them all leaves none missing', () => {
    const single = fc
      .tuple(assets, facts)
      .map(([one, more]) => ({ ...one, pending: [patch('CVE-1', more)] }));
    fc.assert(
      fc.property(single, lenient, instant, (one, all, now) => {
        const named = judgeAsset(one, all, now).patches[0]?.missing ?? [];
        for (const each of completions(one)) {
          const left = judgeAsset(each, all, now).patches[0]?.missing ?? [];
          const dates = left.filter((field) => !named.includes(field));
          deepEqual(dates, []);
        }
      }),
      runs,
    );
  });

  it('once overdue stays so as time passes, but for an exception', () => {
    fc.assert(
      fc.property(assets, severe, instant, fc.nat(1000), (one, all, now, hours) => {
        const before = judgeAsset(one, all, now);
        const after = states(judgeAsset(one, all, now + hours * HOUR));
        for (const [key, state] of Object.entries(states(before))) {
          if (state === 'overdue') equal(after[key], 'overdue');
        }
      }),
      runs,
    );
  });

  it('is due no later for another rule', () => {
    fc.assert(
      fc.property(assets, severe, rules, instant, (one, all, rule, now) => {
        const [first, ...others] = all;
        const more = first ? [{ ...first, rules: [...first.rules, rule] }, ...others] : all;
        const before = judgeAsset(one, all, now);
        const after = judgeAsset(one, more, now);
        const later = states(after);
        for (const [key, state] of Object.entries(states(before)))
          if (state === 'overdue') equal(later[key], 'overdue');
        if (before.state === 'overdue') ok((after.due ?? Infinity) <= (before.due ?? -Infinity));
      }),
      runs,
    );
  });

  it('is judged alike whatever the order of policies, rules and exceptions', () => {
    fc.assert(
      fc.property(assets, lenient, instant, (one, all, now) => {
        const reversed = all.toReversed().map((each) => ({
          ...each,
          rules: each.rules.toReversed(),
          exceptions: each.exceptions.toReversed(),
        }));
        const [a, b] = [judgeAsset(one, all, now), judgeAsset(one, reversed, now)];
        deepEqual([states(a), a.due, a.changesAt, a.state], [states(b), b.due, b.changesAt, b.state]);
      }),
      runs,
    );
  });

  it('changes at no moment before changesAt', () => {
    fc.assert(
      fc.property(
        assets,
        lenient,
        instant,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, all, now, share) => {
          const judgement = judgeAsset(one, all, now);
          const until = judgement.changesAt ?? now + 4000 * HOUR;
          ok(until > now);
          for (const between of [until - 1, now + Math.floor(share * (until - 1 - now))]) {
            deepEqual(
              shape({ ...judgeAsset(one, all, between), changesAt: undefined as never }),
              shape({ ...judgement, changesAt: undefined as never }),
            );
          }
        },
      ),
      runs,
    );
  });

  it('reaches an end: nothing changes for ever', () => {
    fc.assert(
      fc.property(assets, lenient, instant, (one, all, start) => {
        let now = start;
        for (let step = 0; step < 200; step++) {
          const { changesAt } = judgeAsset(one, all, now);
          if (changesAt === undefined) return;
          now = changesAt;
        }
        ok(false, 'more changes than there are dates');
      }),
      runs,
    );
  });
});
