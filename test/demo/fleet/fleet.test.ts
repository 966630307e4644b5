// The fleet over the wire, asked by the system's own OpenSSH client with strict host keys: what the
// runner will meet. Without that client these tests can't say anything, so they install it or fail.
import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoFleet, startDemoFleet } from './fleet.ts';

const timing = { packageMs: 0, rebootMs: 600 };

function requireSsh(): void {
  if (spawnSync('ssh', ['-V']).status === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error('these tests need the OpenSSH client: apt-get install openssh-client');
  execFileSync('apt-get', ['-q', '-y', '--no-install-recommends', 'install', 'openssh-client'], {
    stdio: 'inherit',
  });
}

function ssh(fleet: DemoFleet, host: string, command: string, ...options: readonly string[]) {
  const port = fleet.hosts.find(({ name }) => name === host)?.port;
  const fixed = [
    '-F',
    'none',
    '-o',
    'BatchMode=yes',
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    'IdentitiesOnly=yes',
  ];
  const keys = ['-o', `UserKnownHostsFile=${fleet.knownHostsFile}`, '-i', fleet.identityFile];
  const child = spawn('ssh', [...options, ...fixed, ...keys, '-p', String(port), 'patch@127.0.0.1', command]);
  return new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
    child.stdin.end();
  });
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 8000;
  while (!(await what())) ok(Date.now() < end, 'never came true');
}

describe('demo fleet over real ssh', function () {
  this.timeout(60_000);
  let dir: string;
  let fleet: DemoFleet;

  before(() => {
    requireSsh();
  });

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'demo-fleet-'));
    fleet = await startDemoFleet({ dir, timing });
  });

  afterEach(async () => {
    await fleet.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('answers its own user and key only, under the host key that known_hosts has', async () => {
    equal(statSync(fleet.identityFile).mode & 0o777, 0o600);
    const good = await ssh(fleet, 'web-01', 'hostname');
    deepEqual([good.code, good.out], [0, 'web-01\n']);
    const other = await ssh(fleet, 'web-01', 'hostname', '-l', 'root');
    deepEqual([other.code, other.out], [255, '']);
    match(other.err, /Permission denied \(publickey\)/);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'stranger')]);
    const stranger = await ssh({ ...fleet, identityFile: join(dir, 'stranger') }, 'web-01', 'hostname');
    match(stranger.err, /Permission denied \(publickey\)/);
    const unknown = await ssh(fleet, 'web-01', 'hostname', '-o', 'HostKeyAlias=elsewhere');
    match(unknown.err, /Host key verification failed/);
  });

  it('updates packages, and remembers it after a restart on the same port', async () => {
    const update =
      'apt-get -q -y --only-upgrade install -- openssl=3.0.22-1~deb12u2 libssl3=3.0.22-1~deb12u2';
    equal((await ssh(fleet, 'web-01', 'sudo -n -- apt-get update -q')).code, 0);
    const done = await ssh(fleet, 'web-01', `sudo -n -- env DEBIAN_FRONTEND=noninteractive ${update}`);
    deepEqual([done.code, done.err], [0, '']);
    match(done.out, /Unpacking libssl3:amd64 \(3\.0\.22-1~deb12u2\) over \(3\.0\.20-1~deb12u2\) \.\.\./);
    const stale = await ssh(fleet, 'web-01', 'needrestart -b');
    match(stale.out, /^NEEDRESTART-SVC: nginx\.service$/m);
    const ports = fleet.hosts;
    await fleet.stop();
    fleet = await startDemoFleet({ dir, timing });
    deepEqual(fleet.hosts, ports);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own syntax
    const query = "dpkg-query -W -f '${Package}\\t${Version}\\t${db:Status-Abbrev}\\n' -- openssl nope";
    const asked = await ssh(fleet, 'web-01', query);
    deepEqual([asked.code, asked.out], [1, 'openssl\t3.0.22-1~deb12u2\tii \n']);
    match(asked.err, /^dpkg-query: no packages found matching nope$/m);
    await fleet.stop();
    fleet = await startDemoFleet({ dir, timing, reset: true });
    equal(fleet.state('web-01').packages.openssl?.version, '3.0.20-1~deb12u2');
    equal(fleet.state('web-01').log.length, 0);
  });

  it('wants a reboot after a kernel, refuses connections meanwhile, and comes back as another boot', async () => {
    const before = await ssh(fleet, 'build-01', 'cat /proc/sys/kernel/random/boot_id');
    equal((await ssh(fleet, 'build-01', 'test -e /run/reboot-required')).code, 1);
    equal(
      (await ssh(fleet, 'build-01', 'sudo -n -- apt-get -q -y install linux-image-amd64=6.1.192-2')).code,
      0,
    );
    equal((await ssh(fleet, 'build-01', 'test -e /run/reboot-required')).code, 0);
    equal(fleet.state('build-01').rebootRequired, true);
    match(
      (await ssh(fleet, 'build-01', 'needrestart -b')).out,
      /KEXP: 6\.1\.0-56-amd64\nNEEDRESTART-KSTA: 3$/m,
    );
    equal((await ssh(fleet, 'build-01', 'systemctl reboot')).code, 1);
    equal((await ssh(fleet, 'build-01', 'sudo -n -- systemctl reboot')).code, 255);
    match((await ssh(fleet, 'build-01', 'true')).err, /Connection refused/);
    await until(async () => (await ssh(fleet, 'build-01', 'true')).code === 0);
    notEqual((await ssh(fleet, 'build-01', 'cat /proc/sys/kernel/random/boot_id')).out, before.out);
    equal((await ssh(fleet, 'build-01', 'uname -r')).out, '6.1.0-56-amd64\n');
    equal((await ssh(fleet, 'build-01', 'test -e /run/reboot-required')).code, 1);
    deepEqual(
      fleet.state('build-01').log.find(({ exit }) => exit === null)?.command,
      'sudo -n -- systemctl reboot',
    );
  });

  it('db-01 passes apt and fails its check, until it is rolled back', async () => {
    const install = (version: string) =>
      `sudo -n -- apt-get -q -y --allow-downgrades install -- postgresql-15=${version} postgresql-client-15=${version}`;
    equal((await ssh(fleet, 'db-01', 'check-health postgresql')).code, 0);
    equal((await ssh(fleet, 'db-01', install('15.20-0+deb12u1'))).code, 0);
    const sick = await ssh(fleet, 'db-01', 'check-health postgresql');
    deepEqual([sick.code, sick.out.slice(0, 8)], [1, 'CRITICAL']);
    equal((await ssh(fleet, 'db-01', 'systemctl is-active postgresql')).out, 'active\n');
    const back = await ssh(fleet, 'db-01', install('15.18-0+deb12u1'));
    deepEqual([back.code, back.err.match(/downgrading/g)?.length], [0, 2]);
    equal((await ssh(fleet, 'db-01', 'check-health postgresql')).code, 0);
  });

  it('gpu-07 cannot use its GPUs between a driver update and the reboot', async () => {
    match(
      (await ssh(fleet, 'gpu-07', 'nvidia-smi -L')).out,
      /^(?:GPU \d: NVIDIA H100 80GB HBM3 \(UUID: GPU-[0-9-]+\)\n){8}$/,
    );
    equal((await ssh(fleet, 'gpu-07', 'sudo -n -- apt-get -q -y dist-upgrade')).code, 0);
    equal((await ssh(fleet, 'gpu-07', 'nvidia-smi -L')).code, 18);
    equal((await ssh(fleet, 'gpu-07', 'systemctl is-active nvidia-fabricmanager')).out, 'failed\n');
    await ssh(fleet, 'gpu-07', 'sudo -n -- shutdown -r now');
    await until(async () => (await ssh(fleet, 'gpu-07', 'true')).code === 0);
    const query = 'nvidia-smi --query-gpu=driver_version --format=csv,noheader';
    equal((await ssh(fleet, 'gpu-07', query)).out, '570.195.03\n'.repeat(8));
    equal((await ssh(fleet, 'gpu-07', 'check-health nvidia-fabricmanager')).code, 0);
  });

  it('a cut host hangs without closing, and is there again when joined', async () => {
    fleet.cut('cache-01');
    const silent = await ssh(fleet, 'cache-01', 'true', '-o', 'ConnectTimeout=1');
    deepEqual([silent.code, silent.out], [255, '']);
    match(silent.err, /timed out/i);
    const patient = ssh(fleet, 'cache-01', 'hostname');
    setTimeout(() => fleet.join('cache-01'), 300);
    deepEqual((await patient).out, 'cache-01\n');
  });

  it('an update goes on when its client is cut off', async () => {
    await fleet.stop();
    fleet = await startDemoFleet({ dir, timing: { packageMs: 800, rebootMs: 0 } });
    const install = 'sudo -n -- apt-get -q -y install redis-server=5:7.0.15-1~deb12u10';
    const running = ssh(
      fleet,
      'cache-01',
      install,
      '-o',
      'ServerAliveInterval=1',
      '-o',
      'ServerAliveCountMax=1',
    );
    await until(async () => fleet.state('cache-01').packages['redis-tools']?.status === 'iU ' || pause(20));
    fleet.cut('cache-01');
    const lost = await running;
    equal(lost.code, 255);
    await until(async () => fleet.state('cache-01').packages['redis-server']?.status === 'ii ' || pause(20));
    fleet.join('cache-01');
    equal((await ssh(fleet, 'cache-01', 'check-health redis-server')).code, 0);
    equal(fleet.state('cache-01').packages['redis-server']?.version, '5:7.0.15-1~deb12u10');
  });

  it('measures free space and answers many at once', async () => {
    const space = await ssh(fleet, 'build-01', 'df --output=avail -B1 /var /boot');
    deepEqual(space.out.split('\n'), ['      Avail', '24315617280', '  187654144', '']);
    const names = fleet.hosts.map(({ name }) => name);
    const answers = await Promise.all(names.map((name) => ssh(fleet, name, 'hostname')));
    deepEqual(
      answers.map(({ out }) => out.trim()),
      names,
    );
  });
});

async function pause(milliseconds: number): Promise<false> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return false;
}
