// What the planner puts where, and what it says of the rest.

import assert from 'node:assert/strict';
import type { Asset } from '../../server/src/model/asset.ts';
import type { Policy } from '../../server/src/model/policy.ts';
import { makePlan } from '../../server/src/plan/makePlan.ts';
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
  selected,
  windows,
} from './planSamples.ts';

const now = instant('2026-11-23T12:00:00Z');
const sunday = maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin', '30m', 'sunday-night');
const cycle = maintenanceWindow('second Tuesday +4d 22:00', '6h', 'America/New_York', undefined, 'cycle');
const inSunday = { maintenanceWindow: 'sunday-night', pending: [patch('DSA-1')] };

function planOf(assets: readonly Asset[], rules: Partial<Policy>, more = {}) {
  return makePlan({
    now,
    name: 'november',
    policyPath: 'patch-policy.yaml',
    policy: policy(rules),
    selected: assets.map((one) => selected(one)),
    ...more,
  });
}

/** `name: opens .. closes: assets`, in order. */
function waves(assets: readonly Asset[], rules: Partial<Policy>): readonly string[] {
  return planOf(assets, rules).plan.waves.map(
    (wave) => `${wave.name}: ${wave.opens} .. ${wave.closes ?? ''}: ${Object.keys(wave.assets).join(' ')}`,
  );
}

function because(assets: readonly Asset[], rules: Partial<Policy>): string | undefined {
  return Object.values(planOf(assets, rules).plan.unplanned ?? {})[0]?.because;
}

describe('makePlan: waves', () => {
  it('gathers what opens together and gives each asset its own window, in its zone', () => {
    const declared = { windows: windows(sunday, cycle), zone: 'UTC' };
    const assets = [
      asset('web-02', inSunday),
      asset('gpu-07', { ...inSunday, maintenanceWindow: 'cycle' }),
      asset('web-01', inSunday),
    ];
    assert.deepEqual(waves(assets, declared), [
      'all: 2026-11-29T02:00:00+01:00 .. 2026-11-29T06:00:00+01:00: web-01 web-02',
      'all (2): 2026-12-12T22:00:00-05:00 .. 2026-12-13T04:00:00-05:00: gpu-07',
    ]);
    assert.equal(planOf(assets, declared).plan.waves[0]?.lastStart, '2026-11-29T05:30:00+01:00');
  });

  it('waits for the last close of the ring before and its soak, over rings that have no asset here', () => {
    const rings = [
      ring('broad', { after: 'canary' }),
      ring('lab', { match: { environment: 'staging' }, soak: duration('1d') }),
      ring('canary', { after: 'lab', match: { groups: 'canary' }, soak: duration('8d') }),
    ];
    const lab = asset('lab-1', { ...inSunday, environment: 'staging' });
    const canary = asset('canary-1', { ...inSunday, groups: ['canary'] });
    const broad = asset('web-1', inSunday);
    assert.deepEqual(waves([broad, canary, lab], { windows: windows(sunday), rings }), [
      'lab: 2026-11-29T02:00:00+01:00 .. 2026-11-29T06:00:00+01:00: lab-1',
      'canary: 2026-12-06T02:00:00+01:00 .. 2026-12-06T06:00:00+01:00: canary-1',
      'broad: 2026-12-20T02:00:00+01:00 .. 2026-12-20T06:00:00+01:00: web-1',
    ]);
    assert.deepEqual(waves([broad, lab], { windows: windows(sunday), rings }), [
      'lab: 2026-11-29T02:00:00+01:00 .. 2026-11-29T06:00:00+01:00: lab-1',
      'broad: 2026-12-06T02:00:00+01:00 .. 2026-12-06T06:00:00+01:00: web-1',
    ]);
  });

  it('uses the rest of a window in which the soak ends', () => {
    const long = maintenanceWindow('daily 02:00', '6h', 'UTC', undefined, 'daily');
    const rings = [
      ring('canary', { match: { groups: 'canary' }, soak: duration('20h') }),
      ring('broad', { after: 'canary' }),
    ];
    const daily = { maintenanceWindow: 'daily', pending: [patch('DSA-1')] };
    assert.deepEqual(
      waves([asset('a', { ...daily, groups: ['canary'] }), asset('b', daily)], {
        windows: windows(long),
        rings,
      }),
      [
        'canary: 2026-11-24T02:00:00Z .. 2026-11-24T08:00:00Z: a',
        'broad: 2026-11-25T04:00:00Z .. 2026-11-25T08:00:00Z: b',
      ],
    );
  });

  it('opens now and stays open where the policy has no windows, until a blackout begins', () => {
    const bare = { zone: 'Europe/Berlin' };
    assert.deepEqual(waves([asset('web-01', inSunday)], bare), [
      'all: 2026-11-23T13:00:00+01:00 .. : web-01',
    ]);
    const freeze = blackout('freeze', '2026-12-18T00:00:00Z', '2027-01-04T23:59:59Z');
    assert.deepEqual(waves([asset('web-01', inSunday)], { blackouts: [freeze] }), [
      'all: 2026-11-23T12:00:00Z .. 2026-12-18T00:00:00Z: web-01',
    ]);
  });

  it('deploys in a blackout only what the blackout excepts', () => {
    const freeze = blackout('freeze', '2026-11-28T00:00:00Z', '2026-12-06T23:59:59Z', {
      except: { kev: true },
    });
    const one = asset('web-01', {
      ...inSunday,
      pending: [
        patch('DSA-1', { kev: { added: '2026-11-20' } }),
        patch('DSA-2', { package: 'curl', fixed: '8' }),
      ],
    });
    const { plan } = planOf([one], { windows: windows(sunday), blackouts: [freeze] });
    assert.deepEqual(
      plan.waves.map((wave) => [wave.opens, wave.assets['web-01']?.clears]),
      [
        ['2026-11-29T02:00:00+01:00', ['DSA-1']],
        ['2026-12-13T02:00:00+01:00', ['DSA-2']],
      ],
    );
  });

  it('puts emergencies into waves of their own that say what they skip, and keeps the order of rings', () => {
    const rings = [
      ring('canary', { match: { groups: 'canary' }, soak: duration('2d') }),
      ring('broad', { after: 'canary' }),
    ];
    const pending = [
      patch('DSA-1', { severity: 'critical' }),
      patch('DSA-2', { package: 'curl', fixed: '8' }),
    ];
    const assets = [
      asset('web-01', { ...inSunday, pending }),
      asset('web-00', { ...inSunday, pending, groups: ['canary'] }),
    ];
    const emergency = {
      match: { severity: 'critical' as const },
      bypass: ['soak' as const, 'window' as const],
    };
    assert.deepEqual(waves(assets, { windows: windows(sunday), rings, emergency }), [
      'canary emergency, skips soak and window: 2026-11-23T12:00:00Z .. : web-00',
      'broad emergency, skips soak and window: 2026-11-23T12:00:00Z .. : web-01',
      'canary: 2026-11-29T02:00:00+01:00 .. 2026-11-29T06:00:00+01:00: web-00',
      'broad: 2026-12-06T02:00:00+01:00 .. 2026-12-06T06:00:00+01:00: web-01',
    ]);
    const nothing = waves(assets, {
      windows: windows(sunday),
      rings,
      emergency: { ...emergency, bypass: [] },
    });
    assert.deepEqual(
      nothing.map((line) => line.split(':')[0]),
      ['canary', 'broad'],
    );
  });

  it('still observes a blackout in an emergency that may not skip it', () => {
    const emergency = { match: { kev: true }, bypass: ['window' as const] };
    const freeze = blackout('freeze', '2026-11-20T00:00:00Z', '2026-11-25T23:59:59Z');
    const one = asset('web-01', { ...inSunday, pending: [patch('DSA-1', { kev: { added: '2026-11-20' } })] });
    assert.deepEqual(waves([one], { windows: windows(sunday), emergency, blackouts: [freeze] }), [
      'all emergency, skips window: 2026-11-26T00:00:00Z .. : web-01',
    ]);
  });
});

describe('makePlan: assets of a wave', () => {
  it('updates a package to its highest fixing version and shows the earliest due date', () => {
    const one = asset('web-01', {
      os: 'debian 12',
      pending: [
        patch('DSA-1', { fixed: '3.0.9-1' }),
        patch('DSA-2', { fixed: '3.0.15-1~deb12u1' }),
        patch('DSA-3', { package: 'curl', fixed: '8.0' }),
      ],
    });
    const [first, ...rest] = one.pending.map((each) => judged(each));
    assert.ok(first);
    const { plan } = makePlan({
      now,
      name: 'november',
      policyPath: 'patch-policy.yaml',
      policy: policy(),
      selected: [
        { asset: one, patches: [{ ...first, due: instant('2026-11-30T22:59:59Z') }] },
        { asset: one, patches: rest.map((each) => ({ ...each, due: instant('2026-12-24T00:00:00Z') })) },
      ],
    });
    assert.deepEqual(plan.waves[0]?.assets['web-01'], {
      clears: ['DSA-1', 'DSA-2', 'DSA-3'],
      packages: { curl: '8.0', openssl: '3.0.15-1~deb12u1' },
      due: '2026-11-30T22:59:59Z',
    });
  });

  it('lets a patch go along with an earlier wave that brings its version anyway', () => {
    const emergency = { match: { severity: 'critical' as const }, bypass: ['window' as const] };
    const pending = [
      patch('DSA-2', { severity: 'critical', fixed: '3.0.15' }),
      patch('DSA-1', { fixed: '3.0.9' }),
      patch('DSA-3', { fixed: '3.0.16' }),
    ];
    const { plan } = planOf([asset('web-01', { ...inSunday, pending })], {
      windows: windows(sunday),
      emergency,
    });
    assert.deepEqual(
      plan.waves.map((wave) => wave.assets['web-01']),
      [
        { clears: ['DSA-1', 'DSA-2'], packages: { openssl: '3.0.15' } },
        { clears: ['DSA-3'], packages: { openssl: '3.0.16' } },
      ],
    );
  });

  it('does not make a patch wait for a later wave that brings its version too', () => {
    const freeze = blackout('freeze', '2026-11-28T00:00:00Z', '2026-12-06T23:59:59Z', {
      except: { kev: true },
    });
    const emergency = { match: { severity: 'critical' as const }, bypass: ['soak' as const] };
    const pending = [
      patch('DSA-2', { severity: 'critical', fixed: '3.0.15' }),
      patch('DSA-1', { kev: { added: '2026-11-20' }, fixed: '3.0.9' }),
    ];
    const { plan } = planOf([asset('web-01', { ...inSunday, pending })], {
      windows: windows(sunday),
      blackouts: [freeze],
      emergency,
    });
    assert.deepEqual(
      plan.waves.map((wave) => [wave.opens, wave.assets['web-01']?.clears]),
      [
        ['2026-11-29T02:00:00+01:00', ['DSA-1']],
        ['2026-12-13T02:00:00+01:00', ['DSA-2']],
      ],
    );
  });

  it('takes limits from the ring, and from the groups that may not be down together', () => {
    const limited = ring('broad', { maxConcurrency: { percent: 50 }, maxErrors: { percent: 30 } });
    const origins = {
      maxUnavailable: { by: 'group' as const, name: 'web', at: inSunday.pending[0]?.at ?? fail() },
    };
    const many = Array.from({ length: 7 }, (_, index) => asset(`web-${index}`, inSunday));
    const limits = (assets: readonly Asset[], more = {}) => {
      const wave = planOf(assets, { rings: [limited] }, more).plan.waves[0];
      return [wave?.maxConcurrency, wave?.maxErrors];
    };
    assert.deepEqual(limits(many), [4, 2]);
    const capped = many.map((one) => ({ ...one, maxUnavailable: '10%', origins }));
    assert.deepEqual(limits(capped), [1, 2]);
    assert.deepEqual(limits(capped, { groupSize: () => 30 }), [3, 2]);
    const single = { ...asset('web-0', inSunday), maxUnavailable: '1' };
    const apart = planOf([...many.slice(1), single], { rings: [limited] }).plan.waves;
    assert.deepEqual(
      apart.map((wave) => [Object.keys(wave.assets).length, wave.maxConcurrency]),
      [
        [1, 1],
        [6, 4],
      ],
      'a limited asset slows nobody else',
    );
  });

  it('updates every package of a patch, or says which version is not known', () => {
    const further = (libssl: object) => [
      patch('DSA-1', { furtherPackages: [{ package: 'libssl3', ...libssl }] }),
    ];
    const known = planOf([asset('web-01', { pending: further({ fixed: '3.0.15-1~deb12u1' }) })], {});
    assert.deepEqual(known.plan.waves[0]?.assets['web-01']?.packages, {
      libssl3: '3.0.15-1~deb12u1',
      openssl: '3.0.15-1~deb12u1',
    });
    const open = planOf([asset('web-01', { pending: further({}) })], {});
    assert.match(open.plan.unplanned?.['web-01']?.because ?? '', /which version of libssl3 fixes it/);
  });

  it('tells the reviewer what an earlier ring owes to a later one', () => {
    const rings = [
      ring('canary', { match: { groups: 'canary' }, evidence: 'required' }),
      ring('broad', { after: 'canary' }),
    ];
    const declared = { rings, windows: windows(sunday) };
    const canary = asset('web-01', { groups: ['canary'], pending: [patch('DSA-1')] });
    const broad = asset('web-02', inSunday);
    assert.deepEqual(planOf([canary, broad], declared).notes, [
      'Ring canary comes before broad, and web-01 of it stays out, wholly or in part.',
      'No run checks the evidence that ring canary demands yet: see to it before broad.',
    ]);
    assert.deepEqual(planOf([{ ...canary, ...inSunday }], declared).notes, []);
  });

  it('plans a backup only where the policy says how it is made, and tells the reviewer of the rest', () => {
    const critical = asset('db-01', { ...inSunday, criticality: 'critical' });
    const low = asset('web-01', { ...inSunday, criticality: 'low' });
    const backup = { match: { criticality: 'critical' as const }, kind: 'snapshot' as const };
    const noted = planOf([critical, low], { backup, reboot: 'never' });
    assert.deepEqual(noted.plan.waves[0]?.steps, ['preflight', 'patch', 'verify']);
    assert.match(noted.notes.join(), /snapshot of db-01 and says no command/);
    const made = planOf([critical, low], { backup: { ...backup, command: ['backup-now'] } });
    assert.deepEqual(
      made.plan.waves.map((wave) => [Object.keys(wave.assets), wave.steps]),
      [
        [['db-01'], ['preflight', 'backup', 'patch', 'reboot', 'verify']],
        [['web-01'], ['preflight', 'patch', 'reboot', 'verify']],
      ],
    );
  });
});

function fail(): never {
  throw new Error('no sample');
}

describe('makePlan: what stays out', () => {
  const one = asset('web-01', inSunday);

  it('names the exception and its end, in the zone of the policy', () => {
    const exception = {
      id: 'EX-17',
      match: {},
      reason: 'vendor',
      expires: instant('2027-01-31T22:59:59Z'),
      at: one.at,
    };
    const { plan } = makePlan({
      now,
      name: 'november',
      policyPath: 'patch-policy.yaml',
      policy: policy({ zone: 'Europe/Berlin' }),
      selected: [selected(one, { state: 'excepted', exception })],
    });
    assert.deepEqual(plan.unplanned, {
      'web-01': { advisories: ['DSA-1'], because: 'excepted by EX-17 until 2027-01-31' },
    });
    assert.deepEqual(plan.waves, []);
  });

  it('holds what has no date only where the policy says so and a date is what is missing', () => {
    const reason = (onMissingDate: 'hold' | 'allow', missing: readonly string[]) => {
      const { plan } = makePlan({
        now,
        name: 'november',
        policyPath: 'patch-policy.yaml',
        policy: policy({ onMissingDate }),
        selected: [selected(one, { state: 'unknown', missing })],
      });
      return plan.unplanned?.['web-01']?.because;
    };
    assert.equal(reason('hold', ['released']), 'held: `released` is missing');
    assert.equal(reason('allow', ['released']), undefined);
    assert.equal(reason('hold', ['severity']), undefined);
  });

  it('says what a patch lacks', () => {
    const lacking = (pending: ReturnType<typeof patch>) =>
      because([asset('web-01', { pending: [pending] })], {});
    const { fixed: _fixed, ...unfixed } = patch('DSA-1');
    const { package: _package, ...nameless } = patch('DSA-1');
    assert.match(lacking(unfixed) ?? '', /nothing says which version of openssl fixes it; add `fixed:`/);
    assert.match(lacking(nameless) ?? '', /nothing says which package fixes it/);
  });

  it('says which window an asset lacks, and which there are', () => {
    const declared = { windows: windows(sunday, cycle) };
    assert.match(
      because([asset('web-01', { pending: one.pending })], declared) ?? '',
      /names no maintenance window; add `maintenanceWindow:` with one of cycle, sunday-night/,
    );
    assert.match(
      because([{ ...one, maintenanceWindow: 'sundays' }], declared) ?? '',
      /window sundays is not in the policy, which has cycle, sunday-night/,
    );
  });

  it('says which blackout leaves no opening', () => {
    const forever = blackout('forever', '2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z');
    assert.match(
      because([one], { windows: windows(sunday), blackouts: [forever] }) ?? '',
      /blackout forever leaves maintenance window sunday-night no opening/,
    );
    assert.match(because([one], { blackouts: [forever] }) ?? '', /blackout forever leaves it no opening/);
  });

  it('tells of rings that never come', () => {
    const loop = [ring('a', { after: 'b', match: { groups: 'x' } }), ring('b', { after: 'a' })];
    assert.match(because([one], { rings: loop }) ?? '', /ring b never comes: b waits for a waits for b/);
    const lost = [ring('b', { after: 'lab' })];
    assert.match(because([one], { rings: lost }) ?? '', /ring b comes after lab, a ring that the policy/);
    const other = [ring('a', { match: { groups: 'x' } })];
    assert.match(because([one], { rings: other }) ?? '', /no ring of the policy takes it/);
  });

  it('leaves out operating systems that no engine patches, and tries the unknown', () => {
    assert.match(because([{ ...one, os: 'rhel 9' }], {}) ?? '', /no engine patches rhel 9 yet/);
    for (const os of ['debian 12', 'Ubuntu 24.04', 'raspbian 12', 'linuxmint 22', undefined])
      assert.equal(
        because([{ ...asset('web-01', inSunday), ...(os !== undefined && { os }) }], {}),
        undefined,
      );
  });

  it('gives each advisory its reason where they differ, and plans the rest', () => {
    const { fixed: _fixed, ...unfixed } = patch('DSA-2', { package: 'curl' });
    const { package: _package, ...nameless } = patch('DSA-3');
    const { plan } = planOf([asset('web-01', { pending: [patch('DSA-1'), nameless, unfixed] })], {});
    assert.deepEqual(plan.waves[0]?.assets['web-01']?.clears, ['DSA-1']);
    assert.deepEqual(plan.unplanned?.['web-01'], {
      advisories: ['DSA-2', 'DSA-3'],
      because:
        'DSA-3: nothing says which package fixes it; add `package:` and `fixed:`. DSA-2: nothing says which version of curl fixes it; add `fixed:`',
    });
  });
});
