// apt on the far side, by its recorded words: what a step asks, in which form, and what it makes of the answers.

import assert from 'node:assert/strict';
import { aptSession } from '../../server/src/engines/apt.ts';
import type { Remote } from '../../server/src/engines/aptRemote.ts';
import {
  explainApt,
  packagesProblem,
  readInstalled,
  readSimulation,
} from '../../server/src/engines/aptText.ts';
import { quoteWords } from '../../server/src/engines/shellWords.ts';
import type { RunHost } from '../../server/src/protocol/runRequest.ts';

const host: RunHost = {
  name: 'web-01',
  address: 'web-01',
  port: 22,
  become: true,
  packages: { openssl: '3.0.22-1~deb12u2' },
  clears: [],
  verify: [{ command: ['check-health', "it's"], within: 10_000 }],
};

type Answer = { readonly code?: number; readonly stdout?: string; readonly stderr?: string } | 'lost';

/** A far side that answers by a table: the first key that the command contains; a list is used up. */
function farSide(table: Readonly<Record<string, Answer | readonly Answer[]>>) {
  const asked: string[] = [];
  const turns = new Map<string, number>();
  let now = 0;
  const remote: Remote = {
    async run(words) {
      const line = quoteWords(words);
      asked.push(line);
      const key = Object.keys(table).find((part) => line.includes(part));
      const turn = turns.get(key ?? '') ?? 0;
      turns.set(key ?? '', turn + 1);
      const entry = key === undefined ? {} : table[key];
      const answer = (Array.isArray(entry) ? entry[Math.min(turn, entry.length - 1)] : entry) as Answer;
      if (answer === 'lost') return { kind: 'lost', detail: 'connection refused' };
      const { code = 0, stdout = '', stderr = '' } = answer;
      return { kind: 'exited', code, stdout, stderr };
    },
    now: () => now,
    async pause(milliseconds) {
      now += milliseconds;
    },
    isKilled: () => false,
  };
  return { asked, remote };
}

const old = 'openssl\t3.0.20-1~deb12u2\tii \n';
const fresh = 'openssl\t3.0.22-1~deb12u2\tii \n';
// As apt 2.6 printed it on bookworm (formats/engines/apt).
const upgrade = `Reading package lists...
The following packages will be upgraded:
  libssl3 openssl
Inst libssl3 [3.0.20-1~deb12u2] (3.0.22-1~deb12u2 Debian-Security:12/oldstable-security [amd64])
Inst openssl [3.0.20-1~deb12u2] (3.0.22-1~deb12u2 Debian-Security:12/oldstable-security [amd64])
Conf libssl3 (3.0.22-1~deb12u2 Debian-Security:12/oldstable-security [amd64])
Conf openssl (3.0.22-1~deb12u2 Debian-Security:12/oldstable-security [amd64])
`;
const healthy = {
  boot_id: { stdout: 'boot-1\n' },
  'df --output': { stdout: '      Avail\n8589934592\n' },
  '--simulate': { stdout: upgrade },
};

describe('apt: preflight', () => {
  it('asks in the known forms, refreshes the index, and remembers the dependencies it will change', async () => {
    const { asked, remote } = farSide({
      ...healthy,
      'openssl libssl3': { stdout: `${old}libssl3\t3.0.20-1~deb12u2\tii \n` },
      'dpkg-query': { stdout: old },
    });
    const result = await aptSession(host, remote).preflight();
    assert.deepEqual(result, {
      ok: true,
      bootId: 'boot-1',
      versions: { openssl: '3.0.20-1~deb12u2', libssl3: '3.0.20-1~deb12u2' },
    });
    const settings = 'env DEBIAN_FRONTEND=noninteractive LC_ALL=C';
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
    const format = "'${Package}\\t${Version}\\t${db:Status-Abbrev}\\n'";
    assert.deepEqual(asked, [
      'true',
      'cat /proc/sys/kernel/random/boot_id',
      `${settings} dpkg --audit`,
      `${settings} df --output=avail -B1 /var`,
      `${settings} apt-get update -q`,
      `${settings} apt-get -q -y -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --simulate --only-upgrade --no-install-recommends install -- 'openssl=3.0.22-1~deb12u2'`,
      `${settings} dpkg-query -W -f ${format} -- openssl`,
      `${settings} dpkg-query -W -f ${format} -- openssl libssl3`,
    ]);
  });

  const cases: readonly [string, Parameters<typeof farSide>[0], RegExp][] = [
    ['an unreachable host', { true: 'lost' }, /connection refused/],
    [
      'a sudo that asks',
      { true: { code: 1, stderr: 'sudo: a password is required\n' } },
      /a password is required/,
    ],
    [
      'a half-configured package',
      { '--audit': { stdout: 'The following packages are only half configured\n fleet-bad\n' } },
      /isn't healthy/,
    ],
    ['a full disk', { 'df --output': { stdout: 'Avail\n1048576\n' } }, /only 1 MiB/],
    [
      'a package that is not there',
      { ...healthy, 'dpkg-query': { code: 1, stderr: 'dpkg-query: no packages found' } },
      /openssl isn't installed/,
    ],
    [
      'a removal',
      { ...healthy, '--simulate': { stdout: 'Remv nginx [1.22]\n' }, 'dpkg-query': { stdout: old } },
      /would remove nginx/,
    ],
    [
      'a superseded version',
      {
        ...healthy,
        '--simulate': { code: 100, stderr: "E: Version '3.0.22-1~deb12u2' for 'openssl' was not found\n" },
      },
      /was not found \(the archive no longer has this version/,
    ],
    [
      'a package on hold',
      { ...healthy, '--simulate': { stdout: '0 upgraded\n' }, 'dpkg-query': { stdout: old } },
      /would stay at 3\.0\.20/,
    ],
  ];
  for (const [what, table, expected] of cases) {
    it(`refuses ${what}`, async () => {
      const { remote, asked } = farSide({ ...healthy, ...table });
      const result = await aptSession(host, remote).preflight();
      assert.equal(result.ok, false);
      assert.match(result.ok ? '' : result.detail, expected);
      assert.ok(!asked.some((line) => line.includes(' install ') && !line.includes('--simulate')));
    });
  }
});

describe('apt: backup', () => {
  it('is the command of the policy, and must succeed', async () => {
    const backedUp = { ...host, backup: ['snapshot', '--name', 'before $(date)'] };
    const { remote, asked } = farSide({});
    assert.equal((await aptSession(backedUp, remote).backup()).ok, true);
    assert.deepEqual(asked, ["snapshot --name 'before $(date)'"]);
    const full = farSide({ snapshot: { code: 1, stderr: 'pool is full\n' } });
    const result = await aptSession(backedUp, full.remote).backup();
    assert.match(result.ok ? '' : result.detail, /pool is full \(exit code 1\)/);
  });
});

describe('apt: patch', () => {
  it('believes versions, not exit codes', async () => {
    const { remote } = farSide({ install: { code: 0 }, 'dpkg-query': { stdout: old } });
    const result = await aptSession(host, remote).patch(false);
    assert.deepEqual(result, {
      ok: false,
      detail: 'apt reported success, but openssl is 3.0.20-1~deb12u2, not 3.0.22-1~deb12u2',
      unreachable: false,
    });
  });

  it('waits for a lock, and not for ever', async () => {
    const locked = {
      code: 100,
      stderr: 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 42 (apt-get)\n',
    };
    const patient = farSide({ install: [locked, locked, {}], 'dpkg-query': { stdout: fresh } });
    assert.equal((await aptSession(host, patient.remote).patch(false)).ok, true);
    const never = farSide({ install: locked });
    const result = await aptSession(host, never.remote).patch(false);
    assert.match(result.ok ? '' : result.detail, /held by process 42/);
  });

  it('finishes what a power cut left half done, then goes on', async () => {
    const interrupted =
      "E: dpkg was interrupted, you must manually run 'sudo dpkg --configure -a' to correct the problem.\n";
    const table = { install: [{ code: 100, stderr: interrupted }, {}], 'dpkg-query': { stdout: fresh } };
    const { asked, remote } = farSide(table);
    assert.equal((await aptSession(host, remote).patch(false)).ok, true);
    assert.match(asked[1] ?? '', /dpkg --force-confdef --force-confold --configure -a$/);
    assert.equal(asked[2], asked[0]);
  });

  it('says what a dry run would change', async () => {
    const { remote } = farSide({ ...healthy, 'dpkg-query': { stdout: old } });
    const result = await aptSession(host, remote).patch(true);
    assert.match(result.detail ?? '', /libssl3 3\.0\.20-1~deb12u2 -> 3\.0\.22-1~deb12u2, openssl/);
  });

  it('lets no hostile name reach the far side', async () => {
    for (const packages of [
      { '-oAPT::Update::Pre-Invoke::=id': '1' },
      { 'nginx-': '1' },
      { 'a b': '1' },
      { openssl: '1*' },
      { openssl: '1; reboot' },
      { openssl: '$(id)' },
    ]) {
      assert.ok(packagesProblem(packages));
      const { remote, asked } = farSide({});
      const result = await aptSession({ ...host, packages }, remote).patch(false);
      assert.equal(result.ok, false);
      assert.deepEqual(asked, []);
    }
    for (const name of ['libstdc++6', 'g++', 'libc6:amd64', 'python3.11'])
      assert.equal(packagesProblem({ [name]: '1:2.0-1~x+b1' }), undefined);
  });
});

describe('apt: reboot', () => {
  it('only where required, and waits for a new boot', async () => {
    const calm = farSide({ boot_id: { stdout: 'boot-1\n' }, 'reboot-required': { code: 1 } });
    assert.deepEqual(await aptSession(host, calm.remote).reboot('ifRequired'), {
      ok: true,
      detail: 'no reboot required',
    });
    assert.ok(!calm.asked.some((line) => line.includes('systemctl')));
    const asked = farSide({
      boot_id: [{ stdout: 'boot-1\n' }, { stdout: 'boot-1\n' }, 'lost', { stdout: 'boot-2\n' }],
      'systemctl reboot': 'lost',
    });
    assert.deepEqual(await aptSession(host, asked.remote).reboot('ifRequired'), {
      ok: true,
      detail: 'rebooted',
      bootId: 'boot-2',
    });
  });

  it('not again after an interruption, and gives up at its deadline', async () => {
    const done = farSide({ boot_id: { stdout: 'boot-2\n' } });
    assert.deepEqual(await aptSession(host, done.remote).reboot('always', 'boot-1'), {
      ok: true,
      detail: 'had rebooted',
      bootId: 'boot-2',
    });
    const gone = farSide({ boot_id: [{ stdout: 'boot-1\n' }, 'lost'] });
    const result = await aptSession(host, gone.remote).reboot('always');
    assert.equal(!result.ok && result.unreachable, true);
    assert.match(result.ok ? '' : result.detail, /no new boot within 10 minutes: connection refused/);
  });

  it('never tells what was left undone', async () => {
    const { remote } = farSide({ boot_id: { stdout: 'boot-1\n' } });
    assert.deepEqual(await aptSession(host, remote).reboot('never'), {
      ok: true,
      detail: 'a reboot is required, and was not done',
    });
  });
});

describe('apt: verify and rollback', () => {
  it('gives a check its time, and quotes its words', async () => {
    const { remote, asked } = farSide({
      'dpkg-query': { stdout: fresh },
      'check-health': [{ code: 1 }, { code: 1 }, {}],
    });
    assert.equal((await aptSession(host, remote).verify()).ok, true);
    assert.equal(asked.at(-1), `check-health 'it'\\''s'`);
    const sick = farSide({
      'dpkg-query': { stdout: fresh },
      'check-health': { code: 2, stderr: 'degraded\n' },
    });
    const result = await aptSession(host, sick.remote).verify();
    assert.match(result.ok ? '' : result.detail, /check-health it's: degraded \(exit code 2\)/);
  });

  it('fails on a half-installed package', async () => {
    const { remote } = farSide({ 'dpkg-query': { stdout: fresh.replace('ii ', 'iF ') } });
    const result = await aptSession(host, remote).verify();
    assert.match(result.ok ? '' : result.detail, /half installed/);
  });

  it('goes back to what was there', async () => {
    const { remote, asked } = farSide({ 'dpkg-query': { stdout: old } });
    assert.equal((await aptSession(host, remote).rollback({ openssl: '3.0.20-1~deb12u2' })).ok, true);
    assert.match(
      asked[0] ?? '',
      /--allow-downgrades --only-upgrade --no-install-recommends install -- 'openssl=3\.0\.20-1~deb12u2'$/,
    );
  });
});

describe('apt: text', () => {
  it('is read by its records', () => {
    const text =
      'adduser\t3.134\tii \nfleet-bad\t1.1\tiF \ngone\t1.0\trc \nlibc6\t2.36-9\tii \nlibc6\t2.36-9\tii \n';
    assert.deepEqual(readInstalled(text, ['adduser', 'fleet-bad', 'gone', 'libc6:amd64', 'none']), {
      versions: { adduser: '3.134', 'fleet-bad': '1.1', 'libc6:amd64': '2.36-9' },
      broken: ['fleet-bad'],
    });
    assert.deepEqual(readSimulation('Inst new-one (1.0 Debian:12 [all])\nRemv old-one [2]\n'), {
      changes: [{ name: 'new-one', to: '1.0' }],
      removed: ['old-one'],
    });
    assert.match(
      explainApt('', 'E: Packages were downgraded and -y was used without --allow-downgrades.\n', 100),
      /newer version than planned/,
    );
    assert.equal(explainApt('', '', 7), 'exit code 7');
  });
});
