// What apt-get and dpkg say of failures, downgrades and dependencies. The expected texts are those that
// apt 2.6.2 and dpkg 1.21 gave on Debian 12 for three small packages: fd needs fe in its own version,
// and fb's new version has a postinst that exits 3. Lines on downloads and space are left out.
import { deepEqual, equal, match } from 'node:assert/strict';
import { runCommand } from './commands.ts';
import { freshState } from './hostState.ts';
import { Machine } from './machine.ts';
import { parseShellWords } from './shellWords.ts';
import type { DemoHost, DemoPackage, DemoVersion } from './types.ts';

const both = (name: string, extra: (version: string) => Partial<DemoVersion> = () => ({})): DemoPackage => ({
  name,
  arch: 'all',
  summary: 'x',
  installed: '1.0',
  versions: ['1.0', '1.1'].map((version) => ({ version, origins: ['Lab:1/lab'], ...extra(version) })),
});

const host: DemoHost = {
  name: 'lab',
  os: 'debian-12',
  kernel: '6.1.0-50-amd64',
  packages: [
    both('fb', (version) => (version === '1.1' ? { failingPostinst: 'fb: cannot migrate' } : {})),
    both('fd', (version) => ({ requires: { fe: version } })),
    both('fe'),
    { name: 'hello', versions: [{ version: '2.10-3', origins: ['Debian:12.15/oldstable'] }] },
  ],
};

const reading = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';
const leftOut =
  /^(?:Need to get|After this operation|Get:\d|Fetched|\(Reading database|Preparing to unpack).*\n/gm;

function lab(packageMs = 0): Machine {
  return new Machine(host, { packageMs, rebootMs: 0 }, freshState(host), () => undefined);
}

async function ask(machine: Machine, command: string) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await runCommand(
    machine,
    command,
    (text) => out.push(text),
    (text) => err.push(text),
  );
  return { exit, out: out.join('').replace(leftOut, '').replace(reading, ''), err: err.join('') };
}

const asRoot = (machine: Machine, command: string) => ask(machine, `sudo -n -- env LC_ALL=C ${command}`);
const failure = `fb: cannot migrate
dpkg: error processing package fb (--configure):
 installed fb package post-installation script subprocess returned error exit status 3
Errors were encountered while processing:
 fb
`;

describe('demo fleet: apt-get and dpkg', () => {
  it('a postinst that fails leaves iF, the audit says so, and a downgrade heals it', async () => {
    const machine = lab();
    const upgrade = await asRoot(machine, 'apt-get -q -y install --only-upgrade -- fb=1.1');
    deepEqual(upgrade, {
      exit: 100,
      out: `The following packages will be upgraded:
  fb
1 upgraded, 0 newly installed, 0 to remove and 2 not upgraded.
Unpacking fb (1.1) over (1.0) ...
Setting up fb (1.1) ...
`,
      err: `${failure}E: Sub-process /usr/bin/dpkg returned an error code (1)\n`,
    });
    equal(machine.state.packages.fb?.status, 'iF ');
    deepEqual(await ask(machine, 'dpkg --audit'), {
      exit: 0,
      out: `The following packages are only half configured, probably due to problems
configuring them the first time.  The configuration should be retried using
dpkg --configure <package> or the configure menu option in dselect:
 fb                   x

`,
      err: '',
    });
    deepEqual(await asRoot(machine, 'dpkg --configure -a'), {
      exit: 1,
      out: 'Setting up fb (1.1) ...\n',
      err: failure,
    });
    deepEqual(await asRoot(machine, 'apt-get -q -y --allow-downgrades install -- fb=1.0'), {
      exit: 0,
      out: `The following packages will be DOWNGRADED:
  fb
0 upgraded, 0 newly installed, 1 downgraded, 0 to remove and 2 not upgraded.
1 not fully installed or removed.
Unpacking fb (1.0) over (1.1) ...
Setting up fb (1.0) ...
`,
      err: 'dpkg: warning: downgrading fb from 1.1 to 1.0\n',
    });
    deepEqual(await ask(machine, 'dpkg --audit'), { exit: 0, out: '', err: '' });
  });

  it('an older failure is tried again by every later run, and fails it', async () => {
    const machine = lab();
    await asRoot(machine, 'apt-get -q -y install -- fb=1.1');
    const other = await asRoot(machine, 'apt-get -q -y install -- fd=1.1 fe=1.1');
    equal(other.exit, 100);
    match(
      other.out,
      /Setting up fe \(1\.1\) \.\.\.\nSetting up fd \(1\.1\) \.\.\.\nSetting up fb \(1\.1\) \.\.\.\n$/,
    );
    deepEqual(machine.state.packages.fd, { version: '1.1', status: 'ii ', held: false });
  });

  it('refuses downgrades and held packages under -y unless told otherwise, also simulated', async () => {
    const machine = lab();
    await asRoot(machine, 'apt-get -q -y install -- fe=1.1 fd=1.1');
    const refused = 'E: Packages were downgraded and -y was used without --allow-downgrades.\n';
    for (const option of ['', '-s ']) {
      const answer = await asRoot(machine, `apt-get ${option}-q -y install -- fe=1.0 fd=1.0`);
      deepEqual([answer.exit, answer.err], [100, refused]);
    }
    equal((await asRoot(machine, 'apt-mark hold fd')).out, 'fd set on hold.\n');
    const held = await asRoot(machine, 'apt-get -q -y --allow-downgrades install -- fe=1.0 fd=1.0');
    equal(held.err, 'E: Held packages were changed and -y was used without --allow-change-held-packages.\n');
    match(held.out, /The following held packages will be changed:\n {2}fd\n/);
  });

  it('follows dependencies upwards, never downwards, and removes what it cannot keep', async () => {
    const machine = lab();
    const up = await ask(machine, 'apt-get -qq -s install fe=1.1');
    equal(up.out.match(/^Inst \w+/gm)?.join(), 'Inst fe,Inst fd');
    await asRoot(machine, 'apt-get -q -y install -- fd=1.1');
    equal(machine.state.packages.fe?.version, '1.1');
    const unmet = await asRoot(machine, 'apt-get -q -y -s --allow-downgrades install -- fd=1.0');
    deepEqual(
      [unmet.exit, unmet.err],
      [100, 'E: Unable to correct problems, you have held broken packages.\n'],
    );
    match(unmet.out, /\n fd : Depends: fe \(= 1\.0\) but 1\.1 is to be installed\n$/);
    const removing = 'apt-get -q -y -s --allow-downgrades install -- fe=1.0';
    match(
      (await asRoot(machine, removing)).out,
      /REMOVED:\n {2}fd\n.*\nRemv fd \[1\.1\]\nInst fe \[1\.1\] \(1\.0 /s,
    );
    const kept = await asRoot(machine, removing.replace('-s', '-s --no-remove'));
    equal(kept.err, 'E: Packages need to be removed but remove is disabled.\n');
  });

  it('names unknown packages and versions as apt does', async () => {
    const answer = await asRoot(lab(), 'apt-get -q -y install -- fd=zz nope=1');
    equal(answer.exit, 100);
    equal(answer.err, "E: Version 'zz' for 'fd' was not found\nE: Unable to locate package nope\n");
    match(answer.out, /^Package fd is not available, but is referred to by another package\.\n/);
    match(
      (await asRoot(lab(), 'apt-get -y --only-upgrade install hello')).out,
      /^Skipping hello, it is not installed/,
    );
    match(
      (await asRoot(lab(), 'apt-get -y install fd=1.0')).out,
      /^fd is already the newest version \(1\.0\)\.\n0 upg/,
    );
    match(
      (await asRoot(lab(), 'apt-get --frob install fd')).err,
      /^E: Command line option --frob is not understood/,
    );
    match(
      (await asRoot(lab(), 'apt-get -o frob install fd')).err,
      /Configuration item specification must have an =<val>/,
    );
  });

  it('without root it simulates only, without -y it asks nobody, and one apt runs at a time', async () => {
    const machine = lab(200);
    const denied = await ask(machine, 'apt-get -q -y install fe=1.1');
    deepEqual([denied.exit, denied.out], [100, '']);
    match(denied.err, /open \(13: Permission denied\)\n.*are you root\?\n$/);
    const asked = await asRoot(machine, 'apt-get -q install fe=1.1');
    equal(asked.exit, 1);
    match(asked.out, /Do you want to continue\? \[Y\/n\] Abort\.\n$/);
    const first = asRoot(machine, 'apt-get -q -y install fe=1.1 fd=1.1');
    const second = await asRoot(machine, 'apt-get -q -y install fb=1.0');
    equal(second.exit, 100);
    match(
      second.err,
      /^E: Could not get lock \/var\/lib\/dpkg\/lock-frontend\. It is held by process \d+ \(apt-get\)\n/,
    );
    const patient = asRoot(machine, 'apt-get -o DPkg::Lock::Timeout=5 -qq -y install fe=1.1');
    deepEqual([(await first).exit, (await patient).exit], [0, 0]);
  });
});

describe('demo fleet: the shell that is none', () => {
  const words = (command: string) => {
    const parsed = parseShellWords(command);
    return parsed.kind === 'words' ? parsed.words.map(({ text }) => text) : parsed.message;
  };

  it('splits words as POSIX says', () => {
    deepEqual(words(`a 'b  $c' "d \\"e\\" \\n" f\\ g ''`), ['a', 'b  $c', 'd "e" \\n', 'f g', '']);
    deepEqual(words("it''s 'don'\\''t'"), ['its', "don't"]);
  });

  it('refuses what a shell would act on', () => {
    for (const bad of [
      'a; b',
      'a | b',
      'a && b',
      'a > b',
      '$(a)',
      '`a`',
      '"$a"',
      'a *',
      'a\nb',
      '~/a',
      '# a',
    ]) {
      match(String(words(bad)), /^sh: 1: Syntax error: /, bad);
    }
    for (const open of ["'a", '"a', 'a\\'])
      equal(words(open), 'sh: 1: Syntax error: Unterminated quoted string');
  });

  it('says what it does not have', async () => {
    deepEqual(await ask(lab(), 'frobnicate -x'), {
      exit: 127,
      out: '',
      err: 'sh: 1: frobnicate: not found\n',
    });
    deepEqual(await ask(lab(), 'sudo -n -- frob'), {
      exit: 1,
      out: '',
      err: 'sudo: frob: command not found\n',
    });
    deepEqual(await ask(lab(), 'env A=b frob'), {
      exit: 127,
      out: '',
      err: "env: 'frob': No such file or directory\n",
    });
    equal((await ask(lab(), "'true'")).exit, 0);
    equal((await ask(lab(), 'toString')).exit, 127);
  });
});
