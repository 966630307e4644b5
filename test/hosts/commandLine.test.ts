/**
 * A morning on the command line, against real hosts: check, plan, look, run, collect, check again. Only what a person
 * types and reads; what is true is asked of the lab.
 */
import assert from 'node:assert/strict';
import type { Report } from '../../server/src/cli/format/report.ts';
import { setScene } from './scene.ts';
import { type Finished, finish } from './shell.ts';
import { only, policy, policyFile, programs, put, putInventory, putReports, ring } from './site.ts';

describe('the command line on real hosts', () => {
  const scene = setScene();

  const patchtide = (...args: readonly string[]): Promise<Finished> =>
    finish([process.execPath, programs.cli, ...args], { cwd: scene.site.folder, timeout: 300_000 });

  const overdue = async (): Promise<readonly (string | undefined)[]> => {
    const { stdout } = await patchtide('check', '--format', 'json');
    const { problems } = JSON.parse(stdout) as Report;
    return problems.filter(({ code }) => code === 'sla/overdue').map(({ asset }) => asset);
  };

  it('finds what is overdue, patches it, and finds only what is left', async () => {
    const { fleet, site } = scene;
    const openssl = scene.update('openssl');
    const packages = ['openssl', 'libssl3'];
    const sla = only({ 'db-01': packages, 'web-01': packages, 'web-02': packages });
    await putReports(site);
    await putInventory(site);
    await put(site, policyFile, policy({ sla, rings: ring(3, 1) }));
    assert.deepEqual(await overdue(), ['db-01', 'web-01', 'web-02']);
    assert.equal((await patchtide('check')).code, 1);

    const planFile = 'openssl.patch-plan.yaml';
    const planned = await patchtide('plan', '--overdue', '--out', planFile);
    assert.equal(planned.code, 0, planned.stderr);
    const access = ['--ssh-config', fleet.sshConfigFile, '--ssh-timeout', '3'];
    const looked = await patchtide('run', planFile, '--dry-run', ...access);
    assert.equal(looked.code, 0, looked.stderr);
    assert.ok(looked.stdout.includes(`openssl ${openssl.old} -> ${openssl.new}`), looked.stdout);
    const asked = await patchtide('run', planFile, ...access);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /patches 3 hosts: db-01, web-01, web-02/);
    assert.equal(await fleet.installedVersion('web-01', 'openssl'), openssl.old);

    fleet.powerOff('db-01');
    const ran = await patchtide('run', planFile, '--yes', ...access);
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(ran.stdout, /web-01 {2}verified.*openssl/);
    assert.match(ran.stdout, /db-01 {2}failed; unreachable, nothing was changed: /);
    assert.match(ran.stdout, /completed with errors: .*1 failed, 2 verified/);
    for (const name of ['web-01', 'web-02'])
      assert.equal(await fleet.installedVersion(name, 'openssl'), openssl.new);
    assert.equal(await fleet.installedVersion('db-01', 'openssl'), openssl.old);

    // Dated as before: had a host still listed the packages, it would still be overdue.
    await putReports(site, ['web-01', 'web-02']);
    assert.deepEqual(await overdue(), ['db-01']);
  });
});
