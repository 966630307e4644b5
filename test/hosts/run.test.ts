/**
 * The product's own chain on real hosts: what their apt says becomes overdue assets, a plan, a run by a detached
 * runner over ssh, and other versions on the hosts. What the product says is compared with what the lab knows.
 */
import assert from 'node:assert/strict';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkAll } from '../../server/src/check/checkAll.ts';
import { end, events, hostOf, start, statesOf } from './follow.ts';
import { setScene } from './scene.ts';
import {
  daysAgo,
  longAgo,
  only,
  plan,
  policy,
  policyFile,
  prepare,
  put,
  putInventory,
  putReports,
  readSite,
  ring,
  type WrittenPlan,
} from './site.ts';

describe('plans run on real hosts', () => {
  const scene = setScene();

  const run = async (written: WrittenPlan) => {
    const prepared = await prepare(scene.site, written);
    assert.ok(prepared.ready, JSON.stringify(prepared));
    const started = await start(scene.site, prepared.request);
    return { started, state: await end(started) };
  };

  it('patches all that is overdue, ring by ring; a host out of reach is left as it was', async () => {
    const { fleet, site } = scene;
    const openssl = scene.update('openssl');
    await putReports(site);
    const advisory = { id: 'DSA-1', severity: 'critical', released: longAgo, package: 'openssl' };
    await putInventory(site, { facts: { 'web-01': { pending: [{ ...advisory, fixed: openssl.new }] } } });
    const faulty = ['fleet-bad', 'fleet-broken', 'fleet-kernel', 'fleet-slow'];
    await put(
      site,
      policyFile,
      policy({
        rings: {
          canary: { match: { asset: 'web-01' }, maxErrors: '0' },
          broad: { after: 'canary', maxConcurrency: '2', maxErrors: '1' },
        },
        verification: [{ command: ['openssl', 'version'], within: 'PT1S' }],
        exceptions: [
          { id: 'EX-1', match: { advisory: faulty }, reason: 'known to fail', expires: daysAgo(-30) },
        ],
      }),
    );

    const overdue = checkAll(await readSite(site), neverCancelled).filter(
      ({ code }) => code === 'sla/overdue',
    );
    assert.deepEqual(overdue.map(({ asset }) => asset).sort(), ['db-01', 'web-01', 'web-02']);
    const web01 = overdue.find(({ asset }) => asset === 'web-01');
    assert.equal(web01?.advisories?.find(({ id }) => id === 'DSA-1')?.rule, 'critical');

    const assets = fleet.hosts.map(({ name }) => name);
    const written = await plan(site, 'everything', { kind: 'assets', assets });
    const updates = [...fleet.outdated, scene.update('fleet-demo')];
    const planned = Object.fromEntries(updates.map((update) => [update.package, update.new]));
    assert.deepEqual(
      written.plan.waves.map(({ name, assets }) => [name, Object.keys(assets)]),
      [
        ['canary', ['web-01']],
        ['broad', ['db-01', 'web-02']],
      ],
    );
    assert.deepEqual(written.plan.waves[0]?.assets['web-01']?.packages, planned);
    assert.match(written.plan.unplanned?.['db-01']?.because ?? '', /excepted by EX-1/);

    await fleet.cut('db-01');
    const { state } = await run(written);
    assert.deepEqual(statesOf(state), { 'web-01': 'verified', 'db-01': 'failed', 'web-02': 'verified' });
    assert.equal(state.outcome, 'completed-with-errors');
    assert.match(
      hostOf(state, 'db-01').detail ?? '',
      /^unreachable, nothing was changed: .*(timed out|No route to host)/,
    );
    for (const update of updates) {
      assert.equal(await fleet.installedVersion('web-01', update.package), update.new);
      assert.equal(await fleet.installedVersion('web-02', update.package), update.new);
      assert.equal(await fleet.installedVersion('db-01', update.package), update.old);
      assert.equal(hostOf(state, 'web-01').before?.[update.package], update.old);
      assert.equal(hostOf(state, 'web-01').after?.[update.package], update.new);
    }
    assert.equal(await fleet.installedVersion('web-01', 'fleet-broken'), scene.update('fleet-broken').old);
  });

  it('takes back what fails its verification, dependencies too, and repairs what fails to install', async () => {
    const { fleet, site } = scene;
    const [broken, bad] = [scene.update('fleet-broken'), scene.update('fleet-bad')];
    const [openssl, libssl] = [scene.update('openssl'), scene.update('libssl3')];
    await putReports(site);
    await putInventory(site);
    const sla = only({ 'web-01': ['openssl'], 'web-02': ['fleet-broken'], 'db-01': ['fleet-bad'] });
    const isOld = ['sh', '-c', `openssl version | grep -F ${openssl.old.replace(/-.*/, '')}`];
    const verification = [
      { match: { asset: 'web-01' }, command: isOld, within: 'PT1S' },
      { match: { asset: 'web-02' }, command: ['fleet-broken', '--check'], within: 'PT1S' },
    ];
    await put(site, policyFile, policy({ sla, verification, rings: ring(3, 3) }));

    const written = await plan(site, 'three-failures');
    assert.deepEqual(written.plan.waves[0]?.assets['web-01']?.packages, { openssl: openssl.new });
    const { state } = await run(written);
    assert.deepEqual(statesOf(state), {
      'db-01': 'rolled-back',
      'web-01': 'rolled-back',
      'web-02': 'rolled-back',
    });
    assert.equal(state.outcome, 'completed-with-errors');
    const [web01, web02, db01] = ['web-01', 'web-02', 'db-01'].map((name) => hostOf(state, name));
    assert.match(web02?.detail ?? '', /^verification failed: fleet-broken --check: .*does not answer/);
    assert.match(web01?.detail ?? '', /^verification failed: sh -c /);
    assert.match(db01?.detail ?? '', /^patching failed: /);
    // libssl3 isn't in the plan: it came along, and goes back with what it came for.
    assert.deepEqual(web01?.after, { openssl: openssl.old, libssl3: libssl.old });
    const standing = (name: string, pkg: string) => fleet.packageState(name, pkg);
    assert.deepEqual(await standing('web-01', 'openssl'), { version: openssl.old, status: 'ii' });
    assert.deepEqual(await standing('web-01', 'libssl3'), { version: libssl.old, status: 'ii' });
    assert.deepEqual(await standing('web-02', 'fleet-broken'), { version: broken.old, status: 'ii' });
    assert.deepEqual(await standing('db-01', 'fleet-bad'), { version: bad.old, status: 'ii' });
    for (const { name } of fleet.hosts)
      assert.equal((await fleet.exec(name, ['dpkg', '--audit'])).stdout, '');
  });

  it('reboots where an update asks for it and the policy lets it', async () => {
    const { fleet, site } = scene;
    const kernel = scene.update('fleet-kernel');
    const before = await fleet.bootId('web-01');
    await putReports(site);
    await putInventory(site);
    const sla = only({ 'web-01': ['fleet-kernel'], 'web-02': ['fleet-demo'] });
    await put(site, policyFile, policy({ sla, rings: ring(2, 0) }));
    const untouched = await fleet.bootId('web-02');

    const { state } = await run(await plan(site, 'new-kernel'));
    assert.deepEqual(statesOf(state), { 'web-01': 'verified', 'web-02': 'verified' });
    assert.equal(state.outcome, 'completed');
    const after = await fleet.bootId('web-01');
    assert.notEqual(after, before);
    assert.equal(await fleet.bootId('web-02'), untouched);
    assert.match(hostOf(state, 'web-01').detail ?? '', /^rebooted/);
    assert.equal(await fleet.installedVersion('web-01', 'fleet-kernel'), kernel.new);
  });

  it('never reboots where the policy says so', async () => {
    const { fleet, site } = scene;
    const before = await fleet.bootId('web-01');
    await putReports(site);
    await putInventory(site);
    const sla = only({ 'web-01': ['fleet-kernel'] });
    await put(site, policyFile, policy({ sla, reboot: 'never', rings: ring(1, 0) }));
    const { state } = await run(await plan(site, 'no-reboot'));
    assert.deepEqual(statesOf(state), { 'web-01': 'verified' });
    assert.equal(await fleet.bootId('web-01'), before);
    assert.equal(await fleet.installedVersion('web-01', 'fleet-kernel'), scene.update('fleet-kernel').new);
    assert.equal((await fleet.exec('web-01', ['test', '-e', '/run/reboot-required'])).code, 0);
  });

  it('stops at the first failure more than the ring tolerates', async () => {
    const { fleet, site } = scene;
    await putReports(site);
    await putInventory(site);
    const sla = only({ 'db-01': ['fleet-bad'], 'web-01': ['fleet-demo'], 'web-02': ['fleet-demo'] });
    const rings = {
      canary: { match: { asset: ['db-01', 'web-01'] }, maxConcurrency: '1', maxErrors: '0' },
      broad: { after: 'canary' },
    };
    await put(site, policyFile, policy({ sla, rings }));
    const { started, state } = await run(await plan(site, 'stops'));
    assert.deepEqual(statesOf(state), { 'db-01': 'rolled-back', 'web-01': 'skipped', 'web-02': 'skipped' });
    assert.equal(state.outcome, 'failed');
    assert.match(hostOf(state, 'web-01').detail ?? '', /1 host failed in wave canary; tolerated: 0/);
    assert.match(hostOf(state, 'web-02').detail ?? '', /1 host failed in wave canary/);
    const touched = new Set(
      events(started).flatMap((event) => (event.type === 'step-started' ? event.host : [])),
    );
    assert.deepEqual([...touched], ['db-01']);
    for (const name of ['web-01', 'web-02'])
      assert.equal(await fleet.installedVersion(name, 'fleet-demo'), scene.update('fleet-demo').old);
  });
});
