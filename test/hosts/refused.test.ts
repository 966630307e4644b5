/**
 * What isn't done to real hosts: a dry run changes nothing, a wrong host key is no way in, a plan whose inputs have
 * changed or whose window is closed isn't run, unless somebody says why. The hosts' package databases are compared.
 */
import assert from 'node:assert/strict';
import type { RunOptions } from '../../server/src/plan/toRunRequest.ts';
import type { RunState } from '../../server/src/run/state.ts';
import { end, events, hostOf, start, statesOf } from './follow.ts';
import { setScene } from './scene.ts';
import {
  only,
  plan,
  policy,
  policyFile,
  prepare,
  put,
  putInventory,
  putReports,
  ring,
  sshOptions,
  type WrittenPlan,
} from './site.ts';

describe('what is refused on real hosts', () => {
  const scene = setScene();
  const sla = only({ 'web-01': ['fleet-demo', 'openssl'] });

  const written = async (more: Parameters<typeof policy>[0] = {}): Promise<WrittenPlan> => {
    const { site } = scene;
    await putReports(site);
    await putInventory(site);
    await put(site, policyFile, policy({ sla, rings: ring(1, 0), ...more }));
    return plan(site, 'demo');
  };

  const run = async (made: WrittenPlan, options: Partial<RunOptions>) => {
    const prepared = await prepare(scene.site, made, options);
    assert.ok(prepared.ready, JSON.stringify(prepared));
    const started = await start(scene.site, prepared.request);
    return { started, state: await end(started) };
  };

  const obstaclesOf = async (made: WrittenPlan, options: Partial<RunOptions> = {}) => {
    const prepared = await prepare(scene.site, made, options);
    return prepared.ready ? [] : prepared.obstacles;
  };

  /** Every package with its version and state. */
  const packagesOf = async (name: string): Promise<string> =>
    (
      await scene.fleet.exec(name, [
        'dpkg-query',
        '--show',
        '--showformat=$' + '{db:Status-Abbrev} $' + '{Package} $' + '{Version}\n',
      ])
    ).stdout;

  it('changes nothing in a dry run, and says what would change', async () => {
    const { fleet } = scene;
    const [demo, openssl, libssl] = ['fleet-demo', 'openssl', 'libssl3'].map(scene.update);
    assert.ok(demo && openssl && libssl);
    const made = await written();
    const [packages, boot] = [await packagesOf('web-01'), await fleet.bootId('web-01')];
    const { state } = await run(made, { dryRun: true });
    assert.deepEqual(statesOf(state), { 'web-01': 'prechecked' });
    assert.equal(state.outcome, 'completed');
    const detail = hostOf(state, 'web-01').detail ?? '';
    assert.match(detail, /^would change: /);
    // libssl3 comes along: openssl depends on it.
    for (const update of [demo, openssl, libssl])
      assert.ok(detail.includes(`${update.package} ${update.old} -> ${update.new}`), detail);
    assert.equal(await packagesOf('web-01'), packages);
    assert.equal(await fleet.bootId('web-01'), boot);
  });

  it('goes nowhere where the host key is another host’s, or unknown', async () => {
    const { fleet, site } = scene;
    const made = await written();
    const packages = await packagesOf('web-01');
    const [target] = fleet.hosts.filter(({ name }) => name === 'web-01');
    assert.ok(target);
    const other = await fleet.exec('web-02', ['cat', '/etc/ssh/ssh_host_ed25519_key.pub']);
    const wrong = await put(site, 'wrong_known_hosts', `${target.address} ${other.stdout}`);
    const none = await put(site, 'no_known_hosts', '');
    const detailWith = async (knownHostsFile: string): Promise<string> => {
      const { state } = await run(made, { ssh: { ...sshOptions(fleet), knownHostsFile } });
      assert.deepEqual([statesOf(state), state.outcome], [{ 'web-01': 'failed' }, 'failed']);
      return hostOf(state, 'web-01').detail ?? '';
    };
    assert.match(await detailWith(wrong), /host key of \S+ has changed \(SHA256:/);
    assert.match(await detailWith(none), /host key of \S+ isn't known/);
    assert.equal(await packagesOf('web-01'), packages);
  });

  it('says that a plan is stale, and runs it for a reason that the journal keeps', async () => {
    const made = await written();
    assert.deepEqual(await obstaclesOf(made), []);
    await putInventory(scene.site, { facts: { 'web-02': { owner: 'web-team' } } });
    assert.deepEqual(await obstaclesOf(made), [], 'another asset is no concern of the plan');
    await putInventory(scene.site, { facts: { 'web-01': { os: 'debian' } } });
    const [stale, ...more] = await obstaclesOf(made);
    assert.deepEqual([stale?.what, stale?.overridable, more.length], ['stale', true, 0]);
    assert.match(stale?.message ?? '', /Since plan demo was made/);
    const override = { what: 'stale', reason: 'only the name of the system was corrected' } as const;
    const { started, state } = await run(made, { overrides: [override] });
    await assertPatchedBy(started, state, [override]);
  });

  it('says that a window is closed, and runs in it for a reason that the journal keeps', async () => {
    const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
    const day = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(
      new Date(tomorrow),
    );
    const maintenanceWindows = { night: { schedule: `${day} 02:00`, duration: '4h', cutoff: '30m' } };
    const facts = { 'web-01': { maintenanceWindow: 'night' } };
    await putReports(scene.site);
    await putInventory(scene.site, { facts });
    await put(scene.site, policyFile, policy({ sla, rings: ring(1, 0), maintenanceWindows }));
    const made = await plan(scene.site, 'demo');
    assert.equal(Date.parse(made.plan.waves[0]?.opens ?? ''), Date.parse(`${tomorrow}T02:00:00Z`));

    const [early, ...more] = await obstaclesOf(made);
    assert.deepEqual([early?.what, early?.overridable, more.length], ['window', true, 0]);
    assert.match(early?.message ?? '', /is not open yet: it opens on .*02:00/);
    const [late] = await obstaclesOf(made, { now: Date.parse(`${tomorrow}T05:31:00Z`) });
    assert.match(late?.message ?? '', /closed to new hosts on .*05:30/);
    const override = { what: 'window', reason: 'exploited since this morning, CHG-4711' } as const;
    const { started, state } = await run(made, { overrides: [override] });
    await assertPatchedBy(started, state, [override]);
  });

  async function assertPatchedBy(
    started: Parameters<typeof events>[0],
    state: RunState,
    overrides: RunOptions['overrides'],
  ): Promise<void> {
    assert.deepEqual(statesOf(state), { 'web-01': 'verified' });
    const [first] = events(started);
    assert.ok(first?.type === 'run-started');
    assert.deepEqual([first.overrides, first.by], [overrides, 'ana@example.org']);
    const { installedVersion } = scene.fleet;
    assert.equal(await installedVersion('web-01', 'openssl'), scene.update('openssl').new);
  }
});
