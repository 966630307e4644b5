// What a runner is started with, and what keeps it from being started.

import assert from 'node:assert/strict';
import { Refusal } from '../../server/src/base/refusal.ts';
import { makePlan } from '../../server/src/plan/makePlan.ts';
import { slug } from '../../server/src/plan/name.ts';
import { obstacles } from '../../server/src/plan/obstacles.ts';
import { planDigest, toRunRequest } from '../../server/src/plan/toRunRequest.ts';
import {
  asset,
  duration,
  instant,
  maintenanceWindow,
  patch,
  policy,
  selected,
  windows,
} from './planSamples.ts';

const now = instant('2026-11-23T12:00:00Z');
const sunday = maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin', '30m', 'sunday-night');
const web = asset('web-01', {
  address: '10.20.0.11',
  os: 'debian 12',
  groups: ['web'],
  maintenanceWindow: 'sunday-night',
  connection: { user: 'patch', port: 2222, become: true },
  pending: [patch('DSA-1')],
});
const rules = policy({
  zone: 'Europe/Berlin',
  windows: windows(sunday),
  verification: [
    {
      command: ['check', '{{name}}', 'http://{{ address }}/$&'],
      match: { groups: 'web' },
      within: duration('10m'),
      at: web.at,
    },
    { command: ['other'], match: { groups: 'db' }, at: web.at },
    { prometheus: 'up == 1', at: web.at },
  ],
});
const { plan, notes } = makePlan({
  now,
  name: 'november',
  policyPath: 'patch-policy.yaml',
  policy: rules,
  selected: [selected(web)],
});
const options = {
  now,
  planFile: 'plans/november.patch-plan.yaml',
  dryRun: false,
  by: 'li',
  overrides: [],
  ssh: { connectTimeout: 10 },
};

describe('toRunRequest', () => {
  it('is complete in itself', () => {
    const request = toRunRequest(plan, () => web, rules, options);
    assert.equal(request.id, '20261123T120000Z-november');
    assert.equal(request.digest, planDigest(plan));
    assert.deepEqual(request.waves[0]?.hosts, [
      {
        name: 'web-01',
        address: '10.20.0.11',
        port: 2222,
        user: 'patch',
        become: true,
        os: 'debian 12',
        packages: { openssl: '3.0.15-1~deb12u1' },
        clears: ['DSA-1'],
        verify: [{ command: ['check', 'web-01', 'http://10.20.0.11/$&'], within: 600_000 }],
      },
    ]);
    assert.match(notes.join(), /Prometheus query up == 1 yet: check it on web-01/);
  });

  it('refuses an asset that is gone', () => {
    assert.throws(() => toRunRequest(plan, () => undefined, rules, options), Refusal);
  });

  it('makes names safe for folders', () => {
    assert.equal(slug('…'), 'plan');
    assert.equal(slug('-oProxyCommand=`x`'), 'oproxycommand-x');
  });
});

describe('planDigest', () => {
  it('changes with every part of what is run', () => {
    const [wave] = plan.waves;
    assert.ok(wave);
    assert.notEqual(planDigest({ ...plan, waves: [{ ...wave, maxErrors: 9 }] }), planDigest(plan));
    assert.equal(planDigest(structuredClone(plan)), planDigest(plan));
  });
});

describe('obstacles', () => {
  const open = instant('2026-11-29T02:30:00Z');
  const at = (when: string | number, more = {}) =>
    obstacles(plan, {
      currentInputs: plan.inputs,
      now: typeof when === 'string' ? instant(when) : when,
      zone: 'Europe/Berlin',
      ...more,
    });

  it('lets a fresh plan run in its window, to the last start', () => {
    assert.deepEqual(at(open), []);
    assert.deepEqual(at('2026-11-29T04:30:00Z'), []);
  });

  it('says when the window opens, and that it closed', () => {
    assert.match(at(now)[0]?.message ?? '', /not open yet: it opens on 2026-11-29 02:00 \(Europe\/Berlin\)/);
    const [closed] = at('2026-11-29T04:30:01Z');
    assert.match(closed?.message ?? '', /closed to new hosts on 2026-11-29 05:30/);
    assert.deepEqual([closed?.what, closed?.overridable], ['window', true]);
    assert.deepEqual(at(now, { dryRun: true }), [], 'a dry run needs no window');
  });

  it('tells a stale plan, which a reason may override, from one that cannot run', () => {
    assert.deepEqual(
      at(open, { currentInputs: 'sha256:0', isKnown: () => false }).map(({ what, overridable }) => [
        what,
        overridable,
      ]),
      [
        ['broken', false],
        ['stale', true],
      ],
    );
    const [wave] = plan.waves;
    assert.ok(wave);
    const conditions = { currentInputs: plan.inputs, now: open, zone: 'UTC' };
    const what = (changed: Partial<typeof wave>) =>
      obstacles({ ...plan, waves: [{ ...wave, ...changed }] }, conditions).map((one) => one.what);
    assert.deepEqual(what({ engine: 'helm' }), ['engine']);
    assert.deepEqual(what({ steps: ['preflight', 'drain', 'patch'] }), ['engine']);
    assert.deepEqual(what({ assets: {} }), ['empty']);
  });
});
