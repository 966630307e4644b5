// What makes a plan stale, and what doesn't.

import assert from 'node:assert/strict';
import type { Asset } from '../../server/src/model/asset.ts';
import type { Policy } from '../../server/src/model/policy.ts';
import { inputsDigest } from '../../server/src/plan/inputs.ts';
import { makePlan } from '../../server/src/plan/makePlan.ts';
import {
  asset,
  blackout,
  duration,
  instant,
  maintenanceWindow,
  patch,
  policy,
  ring,
  selected,
  windows,
} from './planSamples.ts';

const sunday = maintenanceWindow('Sun 02:00', '4h', 'Europe/Berlin', '30m', 'sunday-night');
const monday = maintenanceWindow('Mon 02:00', '4h', 'Europe/Berlin', undefined, 'monday');
const web = asset('web-01', {
  os: 'debian 12',
  criticality: 'critical',
  maintenanceWindow: 'sunday-night',
  pending: [patch('DSA-1', { severity: 'critical', released: '2026-11-03' })],
});
const rule = {
  name: 'critical',
  match: { severity: 'critical' as const },
  clocks: ['vendor-release' as const],
  within: duration('24h'),
  days: 'calendar' as const,
  at: web.at,
};
const rules = policy({
  windows: windows(sunday, monday),
  rings: [ring('canary', { match: { groups: 'canary' } }), ring('broad', { after: 'canary' })],
  rules: [rule, { ...rule, name: 'low', match: { severity: 'low' } }],
  blackouts: [
    blackout('shop', '2026-12-18T00:00:00Z', '2027-01-04T00:00:00Z', { match: { groups: 'shop' } }),
  ],
  exceptions: [{ id: 'EX-1', match: { asset: 'db-01' }, reason: 'x', expires: 0, at: web.at }],
  verification: [{ command: ['true'], match: { groups: 'db' }, at: web.at }],
});
const { plan } = makePlan({
  now: instant('2026-11-23T12:00:00Z'),
  name: 'november',
  policyPath: 'patch-policy.yaml',
  policy: rules,
  selected: [selected(web)],
});

function isStale(one: Asset | undefined, changed: Partial<Policy> = {}): boolean {
  return inputsDigest(plan, () => one, { ...rules, ...changed }) !== plan.inputs;
}

describe('inputsDigest', () => {
  it('is the same for the same inputs, later and elsewhere in the file', () => {
    const place = { place: { file: 'file:///w/b.yaml', offset: 999 }, span: { start: 5, end: 9 } };
    const moved = { ...web, at: place, pending: web.pending.map((each) => ({ ...each, at: place })) };
    assert.equal(isStale(moved), false);
  });

  it('does not change with what governs others', () => {
    assert.equal(isStale({ ...web, owner: 'someone', labels: { rack: 'b13' } }), false);
    assert.equal(isStale({ ...web, pending: [...web.pending, patch('DSA-9')] }), false, 'a new finding');
    assert.equal(isStale(web, { windows: windows(sunday) }), false);
    assert.equal(isStale(web, { rules: rules.rules.slice(0, 1), blackouts: [], exceptions: [] }), false);
    assert.equal(isStale(web, { verification: [], approval: { count: 2 } }), false);
  });

  it('changes with the asset, its patches, and what governs them', () => {
    const changed: readonly [string, Asset | undefined, Partial<Policy>][] = [
      ['gone', undefined, {}],
      ['address', { ...web, address: '10.0.0.1' }, {}],
      ['connection', { ...web, connection: { port: 2222, become: false } }, {}],
      ['patched', { ...web, pending: [] }, {}],
      ['version', { ...web, pending: [patch('DSA-1', { fixed: '4' })] }, {}],
      ['window', web, { windows: windows({ ...sunday, duration: duration('2h') }) }],
      ['another window', { ...web, maintenanceWindow: 'monday' }, {}],
      ['ring', { ...web, groups: ['canary'] }, {}],
      ['blackout', { ...web, groups: ['shop'] }, {}],
      ['verification', { ...web, groups: ['db'] }, {}],
      ['rule', web, { rules: [{ ...rule, within: duration('12h') }] }],
      ['ring before', web, { rings: rules.rings.map((each) => ({ ...each, soak: duration('5d') })) }],
      ['reboot', web, { reboot: 'never' }],
      ['exception', web, { exceptions: [{ id: 'EX-2', match: {}, reason: 'x', expires: 0, at: web.at }] }],
      ['emergency', web, { emergency: { match: { severity: 'critical' }, bypass: ['window'] } }],
    ];
    for (const [what, one, parts] of changed) assert.equal(isStale(one, parts), true, what);
  });
});
