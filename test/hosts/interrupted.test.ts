/**
 * Runs that are cut short on real hosts: the runner is killed, a host loses its network or its power in the middle
 * of apt, a person stops the run. dpkg's own log on the hosts tells how often a package was really installed.
 */
import assert from 'node:assert/strict';
import { end, hostOf, reach, resume, type StartedRun, start, statesOf, stop } from './follow.ts';
import { setScene } from './scene.ts';
import { until } from './shell.ts';
import { only, plan, policy, policyFile, prepare, put, putInventory, putReports, ring } from './site.ts';

describe('runs cut short on real hosts', () => {
  const scene = setScene();
  const slow = 'fleet-slow';

  /** A run that updates fleet-slow, whose installation takes 5 s, on these hosts. */
  const begin = async (hosts: readonly string[], maxConcurrency: number): Promise<StartedRun> => {
    const { site } = scene;
    await putReports(site);
    await putInventory(site);
    const sla = only(Object.fromEntries(hosts.map((name) => [name, [slow]])));
    await put(site, policyFile, policy({ sla, rings: ring(maxConcurrency, 0) }));
    const prepared = await prepare(site, await plan(site, 'slow'));
    assert.ok(prepared.ready, JSON.stringify(prepared));
    return start(site, prepared.request);
  };

  /** The new version is unpacked, and its postinst runs. */
  const underWay = (name: string) =>
    until(`${slow} half installed on ${name}`, 30_000, async () => {
      const state = await scene.fleet.packageState(name, slow);
      return state?.status === 'iF' && state.version === scene.update(slow).new;
    });

  const upgrades = async (name: string): Promise<number> => {
    const { stdout } = await scene.fleet.exec(name, ['cat', '/var/log/dpkg.log']);
    return stdout.split('\n').filter((line) => line.includes(` upgrade ${slow}:`)).length;
  };

  const assertPatchedOnce = async (name: string): Promise<void> => {
    assert.equal(await scene.fleet.installedVersion(name, slow), scene.update(slow).new);
    assert.equal(await upgrades(name), 1);
  };

  it('killed in the middle of apt and resumed at once, waits for the apt that goes on by itself', async () => {
    const run = await begin(['web-01', 'web-02'], 1);
    await underWay('web-01');
    process.kill(run.pid, 'SIGKILL');
    const resumed = await resume(scene.site, run);
    assert.notEqual(resumed.pid, run.pid);
    const state = await end(run);
    assert.deepEqual(statesOf(state), { 'web-01': 'verified', 'web-02': 'verified' });
    assert.deepEqual([state.outcome, state.resumed], ['completed', 1]);
    assert.deepEqual(hostOf(state, 'web-01').before, { [slow]: scene.update(slow).old });
    await assertPatchedOnce('web-01');
    await assertPatchedOnce('web-02');
  });

  it('calls a host unknown whose network goes in the middle of apt, and asks it when resumed', async () => {
    const { fleet, site } = scene;
    const run = await begin(['web-01', 'web-02'], 2);
    await underWay('web-01');
    await fleet.cut('web-01');
    const cut = await end(run);
    assert.deepEqual(statesOf(cut), { 'web-01': 'unknown', 'web-02': 'verified' });
    assert.equal(cut.outcome, 'failed');
    await fleet.join('web-01');
    await resume(site, run);
    const state = await end(run);
    assert.deepEqual(statesOf(state), { 'web-01': 'verified', 'web-02': 'verified' });
    await assertPatchedOnce('web-01');
    await assertPatchedOnce('web-02');
  });

  it('finishes what a power cut left half installed', async () => {
    const { fleet, site } = scene;
    const run = await begin(['web-01'], 1);
    await underWay('web-01');
    fleet.powerOff('web-01');
    assert.deepEqual(statesOf(await end(run)), { 'web-01': 'unknown' });
    await fleet.powerOn('web-01');
    assert.equal(await fleet.installedVersion('web-01', slow), undefined);
    await resume(site, run);
    const state = await end(run);
    assert.deepEqual(statesOf(state), { 'web-01': 'verified' }, hostOf(state, 'web-01').detail);
    await assertPatchedOnce('web-01');
  });

  it('stops when the hosts in flight are done', async () => {
    const { fleet } = scene;
    const run = await begin(['db-01', 'web-01', 'web-02'], 2);
    await underWay('web-01');
    stop(run, 'finish-hosts');
    await reach(run, 'the stop', ({ stop: asked }) => asked !== undefined);
    const state = await end(run);
    assert.deepEqual(statesOf(state), { 'db-01': 'verified', 'web-01': 'verified', 'web-02': 'skipped' });
    assert.equal(state.outcome, 'stopped');
    assert.match(hostOf(state, 'web-02').detail ?? '', /stopped by li@example\.org/);
    await assertPatchedOnce('db-01');
    await assertPatchedOnce('web-01');
    assert.equal(await fleet.installedVersion('web-02', slow), scene.update(slow).old);
    assert.equal(await upgrades('web-02'), 0);
  });
});
