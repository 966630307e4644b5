// The laws of judging: what time may do, what a missing fact may do, what another rule may do, and when exactly a state changes.

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Asset } from '../../server/src/model/asset.ts';
import type { AssetJudgement } from '../../server/src/model/judgement.ts';
import { judgeAsset } from '../../server/src/model/sla.ts';
import { criticalities, exposures, severities } from '../../server/src/schema/vocabulary.ts';
import { patch } from '../unit/planSamples.ts';
import { assets, exceptions, facts, HOUR, instant, policies, rules } from './judgeSamples.ts';

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

  it('reaches an end: nothing but how late it is changes for ever', () => {
    fc.assert(
      fc.property(assets, lenient, instant, (one, all, start) => {
        const end = start + 9000 * HOUR;
        const last = shape({ ...judgeAsset(one, all, end), changesAt: undefined as never });
        const later = shape({ ...judgeAsset(one, all, 10 * end), changesAt: undefined as never });
        deepEqual(last, later);
        const { changesAt = end + 24 * HOUR, state } = judgeAsset(one, all, end);
        ok(state === 'overdue' ? changesAt <= end + 24 * HOUR : changesAt === end + 24 * HOUR);
      }),
      runs,
    );
  });
});
