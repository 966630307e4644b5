// What holds of every plan: nothing is lost, nothing runs outside its window, rings keep their order, and the order of the input doesn't show.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { blackoutAt } from '../../server/src/model/blackout.ts';
import { openings } from '../../server/src/model/calendar.ts';
import type { Policy } from '../../server/src/model/policy.ts';
import { inputsDigest } from '../../server/src/plan/inputs.ts';
import { makePlan, type PlanInput } from '../../server/src/plan/makePlan.ts';
import { writePlan } from '../../server/src/plan/writePlan.ts';
import {
  asset,
  blackout,
  duration,
  instant,
  judged,
  maintenanceWindow,
  patch,
  policy,
  ring,
  windows,
} from '../unit/planSamples.ts';

const now = instant('2026-11-23T12:00:00Z');
const declared = windows(
  maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin', '30m', 'berlin'),
  maintenanceWindow('second Tue +4d 22:00', '6h', 'America/New_York', undefined, 'new-york'),
  maintenanceWindow('daily 02:10', '5h', 'Australia/Lord_Howe', '1h', 'lord-howe'),
);
const freeze = blackout('freeze', '2026-12-18T00:00:00Z', '2027-01-04T23:59:59Z', { except: { kev: true } });
const rings = [
  ring('broad', { after: 'canary' }),
  ring('canary', { after: 'lab', match: { groups: 'canary' }, soak: duration('2d') }),
  ring('lab', { match: { groups: 'lab' }, soak: duration('1d') }),
];

const patches = fc
  .record({
    id: fc.constantFrom('DSA-1', 'DSA-2', 'DSA-3', 'CVE-2026-1'),
    package: fc.option(fc.constantFrom('openssl', 'curl'), { nil: undefined, freq: 9 }),
    fixed: fc.option(fc.constantFrom('1.0', '1.00', '1.10', '1.9~rc1', '2:0.1'), { nil: undefined, freq: 9 }),
    kev: fc.boolean(),
    state: fc.constantFrom('overdue' as const, 'open' as const, 'unknown' as const, 'excepted' as const),
  })
  .map(({ id, package: name, fixed, kev, state }) => {
    const { package: _package, fixed: _fixed, ...bare } = patch(id);
    const pending = {
      ...bare,
      ...(name !== undefined && { package: name }),
      ...(fixed !== undefined && { fixed }),
      ...(kev && { kev: { added: '2026-11-20' } }),
    };
    return judged(pending, { state, missing: state === 'unknown' ? ['released'] : [] });
  });

const assets = fc.uniqueArray(
  fc
    .record({
      name: fc.integer({ min: 0, max: 30 }).map((n) => `host-${n}`),
      window: fc.constantFrom('berlin', 'new-york', 'lord-howe', 'undeclared', undefined),
      group: fc.constantFrom('lab', 'canary', 'web'),
      os: fc.constantFrom('debian 12', 'rhel 9', undefined),
      patches: fc.array(patches, { minLength: 1, maxLength: 6 }),
    })
    .map(({ name, window, group, os, patches: own }) => ({
      asset: asset(name, {
        groups: [group],
        ...(window !== undefined && { maintenanceWindow: window }),
        ...(os !== undefined && { os }),
        pending: own.map((each) => each.patch),
      }),
      patches: own,
    })),
  { selector: ({ asset: { name } }) => name, maxLength: 15 },
);

const policies: fc.Arbitrary<Policy> = fc
  .record({
    windows: fc.constantFrom(declared, new Map()),
    blackouts: fc.constantFrom([], [freeze]),
    rings: fc.constantFrom([], rings),
    bypass: fc.subarray(['soak' as const, 'window' as const, 'blackout' as const]),
  })
  .map(({ bypass, ...parts }) => policy({ ...parts, emergency: { match: { kev: true }, bypass } }));

const inputs = fc
  .record({ policy: policies, selected: assets })
  .map((parts): PlanInput => ({ now, name: 'p', policyPath: 'patch-policy.yaml', ...parts }));

const millis = (text: string) => Date.parse(text);

describe('every plan', () => {
  it('is the same for any order of the input', () => {
    const shuffled = inputs.chain((input) =>
      fc
        .shuffledSubarray([...input.selected], { minLength: input.selected.length })
        .map((selected) => [input, selected] as const),
    );
    fc.assert(
      fc.property(shuffled, ([input, order]) => {
        const selected = order.map((one) => ({ ...one, patches: [...one.patches].reverse() }));
        assert.deepEqual(makePlan({ ...input, selected }).plan, makePlan(input).plan);
      }),
    );
  });

  it('plans each selected patch or says why not, and brings a version that fixes it', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { plan } = makePlan(input);
        for (const { asset: one, patches: own } of input.selected) {
          for (const { patch: each, state } of own) {
            const planned = plan.waves.some(
              (wave) =>
                wave.assets[one.name]?.clears.includes(each.id) &&
                wave.assets[one.name]?.packages[each.package ?? ''] !== undefined,
            );
            const left = plan.unplanned?.[one.name];
            assert.ok(planned || left?.advisories.includes(each.id), `${one.name} ${each.id} is lost`);
            if (state === 'excepted') assert.ok(left?.advisories.includes(each.id));
            assert.notEqual(left?.because, '');
          }
        }
      }),
    );
  });

  it('opens no wave outside the window of its assets, in a blackout that holds, or too late to start', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const wave of makePlan(input).plan.waves) {
          if (wave.closes === undefined || wave.name.includes('emergency')) continue;
          const [opens, closes] = [millis(wave.opens), millis(wave.closes)];
          assert.ok(millis(wave.lastStart ?? wave.closes) >= Math.max(opens, now));
          for (const [name, planned] of Object.entries(wave.assets)) {
            const selection = input.selected.find((one) => one.asset.name === name);
            const window = input.policy.windows.get(selection?.asset.maintenanceWindow ?? '');
            if (window) {
              const around = [...openings(window, opens)].find((one) => one.closes === closes);
              assert.ok(around && around.opens <= opens, `${wave.name} is outside ${window.name}`);
            }
            const spared = selection?.patches.some(
              ({ patch: each }) => each.kev !== undefined && planned.clears.includes(each.id),
            );
            if (!spared) assert.equal(blackoutAt(input.policy.blackouts, { opens, closes }), undefined);
          }
        }
      }),
    );
  });

  it('opens no ring before the one before it has closed and soaked', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const waves = makePlan(input).plan.waves.filter((wave) => !wave.name.includes('emergency'));
        if (input.policy.windows.size === 0) return;
        const soak = { lab: 1, canary: 2 } as const;
        const after = { broad: ['lab', 'canary'], canary: ['lab'], lab: [] } as const;
        for (const wave of waves) {
          for (const before of after[(wave.ring ?? 'lab') as keyof typeof after]) {
            for (const earlier of waves.filter((one) => one.ring === before)) {
              const ready = millis(earlier.closes ?? earlier.opens) + soak[before] * 24 * 3_600_000;
              assert.ok(millis(wave.opens) >= ready, `${wave.name} opens before ${before} has soaked`);
            }
          }
        }
      }),
    );
  });

  it('is not stale when it was just made, and reads back from its text', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { plan } = makePlan(input);
        const assetOf = (name: string) => input.selected.find((one) => one.asset.name === name)?.asset;
        assert.equal(inputsDigest(plan, assetOf, input.policy), plan.inputs);
        assert.deepEqual(parse(writePlan(plan)), plan);
      }),
    );
  });
});
