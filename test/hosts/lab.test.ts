/**
 * Proves that the lab is what the tests on real hosts take it for: real Debian, reached by ssh with checked
 * host keys, outdated, breakable and rebootable. Knows the lab and nothing of the product.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fleet, startFleet } from './lab.ts';
import { finish } from './shell.ts';

describe('the lab of real Debian hosts', () => {
  let fleet: Fleet;

  before(async () => {
    fleet = await startFleet({ hosts: 3 });
  });

  after(() => fleet?.stop());

  /** One of the real outdated packages, whichever versions the archive has today. */
  const openssl = () => {
    const update = fleet.outdated.find((candidate) => candidate.package === 'openssl') ?? fleet.outdated[0];
    assert.ok(update, 'the security suite has fixed nothing since the release was frozen');
    return update;
  };

  it('answers ssh with its own checked key, as patch with sudo and as root', async () => {
    for (const { name } of fleet.hosts) {
      const patch = await fleet.ssh(name, 'hostname; id -un; sudo -n id -un');
      assert.deepEqual(patch, { code: 0, stdout: `${name}\npatch\nroot\n`, stderr: '' });
      const root = await fleet.ssh(name, 'id -un', { user: 'root' });
      assert.deepEqual(root, { code: 0, stdout: 'root\n', stderr: '' });
    }
  });

  it('is refused where the known key is another host’s', async () => {
    const [first, second] = fleet.hosts;
    assert.ok(first && second);
    const { stdout } = await fleet.exec(second.name, ['cat', '/etc/ssh/ssh_host_ed25519_key.pub']);
    const wrong = join(fleet.knownHostsFile, '..', 'wrong_known_hosts');
    await writeFile(wrong, `${first.address} ${stdout}`);
    const options = ['-F', fleet.sshConfigFile, '-o', `UserKnownHostsFile=${wrong}`];
    const { code, stderr } = await finish(['ssh', ...options, first.name, 'true']);
    assert.equal(code, 255);
    assert.match(stderr, /Host key verification failed/);
  });

  it('runs a whole systemd without failed units', async () => {
    for (const { name } of fleet.hosts) {
      const { stdout } = await fleet.exec(name, ['systemctl', 'is-system-running', '--wait']);
      const failed = await fleet.exec(name, ['systemctl', '--failed', '--no-legend']);
      assert.equal(stdout, 'running\n', failed.stdout);
    }
  });

  it('is outdated, as apt sees it', async () => {
    const { code, stdout } = await fleet.ssh('host-1', 'sudo apt-get -q update && apt list --upgradable');
    assert.equal(code, 0);
    for (const update of [openssl(), ...fleet.demoPackages]) {
      const line = stdout.split('\n').find((text) => text.startsWith(`${update.package}/`));
      assert.ok(line, `${update.package} in\n${stdout}`);
      assert.ok(line.includes(`security ${update.new} `) && line.includes(`from: ${update.old}]`), line);
    }
  });

  it('upgrades a real package and takes it back', async () => {
    const { package: name, old, new: fixed } = openssl();
    const install = (version: string) =>
      fleet.ssh(
        'host-1',
        `sudo DEBIAN_FRONTEND=noninteractive apt-get -qq -y --allow-downgrades install ${name}=${version}`,
      );
    assert.equal(await fleet.installedVersion('host-1', name), old);
    assert.equal((await install(fixed)).code, 0);
    assert.equal(await fleet.installedVersion('host-1', name), fixed);
    assert.equal((await install(old)).code, 0);
    assert.equal(await fleet.installedVersion('host-1', name), old);
  });

  it('has demo packages whose updates behave as they say', async () => {
    const upgrade = (pkg: string) => fleet.ssh('host-2', `sudo apt-get -qq -y install --only-upgrade ${pkg}`);
    assert.equal((await fleet.ssh('host-2', 'fleet-broken --check')).code, 0);
    assert.equal((await upgrade('fleet-broken')).code, 0);
    assert.equal((await fleet.ssh('host-2', 'fleet-broken --check')).code, 1);
    assert.equal((await upgrade('fleet-bad')).code, 100);
    assert.equal((await fleet.packageState('host-2', 'fleet-bad'))?.status, 'iF');
    assert.equal(await fleet.installedVersion('host-2', 'fleet-bad'), undefined);
    assert.equal(
      (await fleet.ssh('host-2', 'sudo apt-get -qq -y --allow-downgrades install fleet-bad=1.0')).code,
      0,
    );
    assert.equal(await fleet.installedVersion('host-2', 'fleet-bad'), '1.0');
    assert.equal((await upgrade('fleet-demo')).code, 0);
    assert.equal((await fleet.ssh('host-2', 'fleet-demo')).stdout, 'fleet-demo 1.1+sec1\n');
  });

  it('reboots when an update asks for it', async () => {
    const before = await fleet.bootId('host-2');
    assert.equal((await fleet.ssh('host-2', 'sudo apt-get -qq -y install fleet-kernel')).code, 0);
    assert.equal((await fleet.exec('host-2', ['test', '-e', '/run/reboot-required'])).code, 0);
    await fleet.ssh('host-2', 'sudo systemctl reboot');
    await fleet.untilUp('host-2', { after: before });
    assert.notEqual(await fleet.bootId('host-2'), before);
    assert.equal((await fleet.exec('host-2', ['test', '-e', '/run/reboot-required'])).code, 1);
    assert.equal(await fleet.installedVersion('host-2', 'fleet-kernel'), '6.1.2+sec1');
  });

  it('can be cut off and joined again', async () => {
    await fleet.cut('host-3');
    const cut = await fleet.ssh('host-3', 'true', { connectTimeout: 1 });
    assert.equal(cut.code, 255);
    assert.match(cut.stderr, /timed out|No route to host/);
    assert.equal((await fleet.ssh('host-1', 'true')).code, 0);
    assert.equal((await fleet.exec('host-3', ['hostname'])).stdout, 'host-3\n');
    await fleet.join('host-3');
    await fleet.untilUp('host-3', { timeout: 5_000 });
  });

  it('loses power and comes back with its disk', async () => {
    const before = await fleet.bootId('host-3');
    await fleet.exec('host-3', ['touch', '/var/tmp/written']);
    fleet.powerOff('host-3');
    await assert.rejects(fleet.exec('host-3', ['true']), /isn't running/);
    assert.equal(await fleet.installedVersion('host-3', 'fleet-demo'), '1.0');
    await fleet.powerOn('host-3');
    assert.notEqual(await fleet.bootId('host-3'), before);
    assert.equal((await fleet.exec('host-3', ['test', '-e', '/var/tmp/written'])).code, 0);
  });

  it('is reset to its first state', async () => {
    await fleet.reset('host-2');
    for (const demo of fleet.demoPackages) {
      assert.equal(await fleet.installedVersion('host-2', demo.package), demo.old);
    }
  });
});
