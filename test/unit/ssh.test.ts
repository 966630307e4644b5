// Names from an inventory on their way to ssh and to the shell behind it: none is an option, a command or a second word.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { quoteWord, quoteWords } from '../../server/src/engines/shellWords.ts';
import {
  addressProblem,
  explainSsh,
  optionsProblem,
  readResult,
  sshCommand,
} from '../../server/src/engines/ssh.ts';
import { sshEngine } from '../../server/src/engines/sshEngine.ts';
import type { RunHost } from '../../server/src/protocol/runRequest.ts';

const host: RunHost = {
  name: 'web-01',
  address: '10.20.0.11',
  port: 2222,
  user: 'patch',
  become: true,
  packages: { openssl: '3.0.22-1~deb12u2' },
  clears: [],
  verify: [],
};

describe('ssh arguments', () => {
  it('are complete, and end the options before the address', () => {
    const options = { identityFile: '/k/id', knownHostsFile: '/k/100% known', connectTimeout: 3 };
    assert.deepEqual(sshCommand(options, host, ['test', '-e', '/run/reboot-required'], 1000).argv, [
      ...['ssh', '-T', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ConnectTimeout=3'],
      ...[
        '-o',
        'ServerAliveInterval=2',
        '-o',
        'ServerAliveCountMax=2',
        '-o',
        'ControlMaster=no',
        '-o',
        'ControlPath=none',
      ],
      ...['-o', 'ClearAllForwardings=yes', '-o', 'ForwardAgent=no', '-o', 'IdentitiesOnly=yes'],
      ...[
        '-o',
        'UserKnownHostsFile="/k/100%% known"',
        '-i',
        '/k/id',
        '-p',
        '2222',
        '-l',
        'patch',
        '--',
        '10.20.0.11',
      ],
      'test -e /run/reboot-required',
    ]);
  });

  for (const address of [
    '-oProxyCommand=touch /tmp/pwned',
    '-l',
    '',
    'a b',
    'a;b',
    '$(id)',
    '`id`',
    'a\nb',
    'a\0b',
    'root@a',
    'a/b',
    "a'b",
    'ssh://a',
    '../../x',
    'ä.example',
  ]) {
    it(`refuses the address ${JSON.stringify(address)} before anything runs`, async () => {
      assert.ok(addressProblem({ ...host, address }));
      const commands = { run: () => assert.fail('something ran') };
      const ports = { commands, clock: { now: () => 0 }, wait: async () => {} };
      const engine = sshEngine({ connectTimeout: 3 }, ports);
      const session = engine.open({ ...host, address }, () => {}, new AbortController().signal);
      for (const step of [
        session.preflight(),
        session.patch(false),
        session.reboot('always'),
        session.verify(),
        session.rollback({}),
      ]) {
        const result = await step;
        assert.equal(result.ok, false);
      }
    });
  }

  for (const address of ['web-01', 'web_01.example.org', '10.0.0.1', '::1', 'fe80::1%eth0']) {
    it(`takes the address ${address}`, () => assert.equal(addressProblem({ ...host, address }), undefined));
  }

  it('refuses hostile users, ports and paths', () => {
    assert.ok(addressProblem({ ...host, user: '-oProxyCommand=x' }));
    assert.ok(addressProblem({ ...host, user: 'a b' }));
    assert.ok(addressProblem({ ...host, port: 0 }));
    assert.ok(optionsProblem({ connectTimeout: 3, knownHostsFile: '/a" ProxyCommand="x' }));
    assert.ok(optionsProblem({ connectTimeout: 3, identityFile: '/a\n' }));
  });
});

describe('remote words', () => {
  const hostile = fc.oneof(
    fc.string({
      unit: fc.constantFrom(
        "'",
        '"',
        '\\',
        '$',
        '`',
        ';',
        '&',
        '\n',
        ' ',
        '*',
        '~',
        '!',
        '-',
        'a',
        '(',
        '=',
        '\t',
        'ä',
      ),
    }),
    fc.constantFrom('-rf', '~root', '$(touch x)', "'; reboot; '", 'a=~b', '!!', '#x', '{a,b}'),
  );

  it('come out of a POSIX shell as they went in', function () {
    if (process.platform === 'win32') this.skip();
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (words) => {
        const script = `for word in ${quoteWords(words)}; do printf '%s\\0' "$word"; done`;
        const out = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
        assert.deepEqual(out.split('\0').slice(0, -1), words);
      }),
      { numRuns: 60 },
    );
  });

  it('stay readable where nothing is to be quoted', () => {
    assert.equal(quoteWord('openssl=3.0.20-1+deb12u2'), 'openssl=3.0.20-1+deb12u2');
    assert.equal(quoteWord('openssl=3.0.20-1~deb12u2'), "'openssl=3.0.20-1~deb12u2'");
    assert.equal(quoteWord(''), "''");
    assert.throws(() => quoteWords(['a\0b']));
  });
});

describe("ssh's own failures", () => {
  const command = { argv: ['ssh'], timeout: 5000 };
  const answer = { code: 255, stdout: '', stderr: '', timedOut: false };

  it('are told from exit codes of the far side', () => {
    assert.equal(readResult(host, command, { ...answer, code: 100 }).kind, 'exited');
    assert.equal(readResult(host, command, answer).kind, 'lost');
    assert.equal(readResult(host, command, { ...answer, code: 0, timedOut: true }).kind, 'lost');
    assert.equal(
      readResult(host, command, {
        ...answer,
        code: undefined as number | undefined,
        stderr: 'spawn ssh ENOENT',
      }).kind,
      'lost',
    );
  });

  it('say what to do', () => {
    const unknown =
      'No ED25519 host key is known for [10.20.0.11]:2222 and you have requested strict checking.\r\nHost key verification failed.\r\n';
    assert.match(explainSsh(host, unknown), /isn't known.*ssh-keyscan -p 2222 10\.20\.0\.11/);
    const print = `SHA256:${'a'.repeat(43)}`;
    const changed = `@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nThe fingerprint for the ED25519 key sent by the remote host is\n${print}.\nHost key verification failed.`;
    assert.match(explainSsh(host, changed), /has changed \(SHA256:a{43}\).*Find out which/);
    assert.match(
      explainSsh(host, 'patch@10.20.0.11: Permission denied (publickey).\n'),
      /accepts no key of ours for patch/,
    );
    const refused = 'ssh: connect to host 10.20.0.11 port 2222: Connection refused\n';
    assert.equal(explainSsh(host, refused), refused.trim());
  });
});
