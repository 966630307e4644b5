// `patchtide` as a process: what it prints where, what it ends with, and that nothing a file says gets out of hand.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Report } from '../../server/src/cli/format/report.ts';
import { CliProgram } from './cliProgram.ts';

const program = new CliProgram();
before(() => program.build());
after(() => program.remove());

const NOW = '2026-11-23T12:00:00Z';

const FLEET = `assets:
  mail-01:
    os: debian 12
    criticality: high
    groups: [mail, mial]
    pending:
      - { id: DSA-6001-1, severity: critical, released: 2026-11-03, package: exim4, fixed: 4.96-15+deb12u7 }
      - { id: DSA-6002-1, released: 2026-11-19, package: libxml2, fixed: 2.9.14 }
  mail-02:
    groups: [mail]
    pending: [{ id: DSA-6003-1, severity: low, released: 2026-11-16, package: tar, fixed: 1.34 }]
  db-01:
    pending: [{ id: DSA-6004-1, severity: low, released: 2026-11-01, package: zstd, fixed: 1.5.4 }]
groups:
  mail: { maintenanceWindow: nightly, owner: mail-team }
findings:
  - { file: reports/mail-02.txt, asset: mail-02, collected: 2026-11-20T06:00:00Z }
`;

const POLICY = `timezone: Europe/Berlin
sla:
  clock: [vendor-release, detected]
  rules:
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: rest, match: {}, within: 7d }
maintenanceWindows:
  nightly: { schedule: "daily 02:00", duration: 4h }
exceptions:
  - { id: EX-1, match: { asset: db-01 }, reason: replaced soon, approvedBy: kim@example.org, expires: 2027-01-31 }
`;

const APT =
  'Listing...\nopenssl/stable-security 3.0.15-1~deb12u1 amd64 [upgradable from: 3.0.11-1~deb12u2]\n';

function fleet(more: Readonly<Record<string, string>> = {}): string {
  return program.workspace({
    'fleet.inventory.yaml': FLEET,
    'mail.patch-policy.yaml': POLICY,
    'reports/mail-02.txt': APT,
    ...more,
  });
}

async function report(folder: string, ...options: readonly string[]): Promise<Report> {
  const { stdout } = await program.run(['check', folder, '--format', 'json', '--now', NOW, ...options]);
  return JSON.parse(stdout) as Report;
}

describe('patchtide check', () => {
  it('ends with 1 at or above the threshold, else with 0', async () => {
    const late = fleet();
    const warned = program.workspace({ 'a.inventory.yaml': 'assets: { a: { nonsense: 1 } }\n' });
    const clean = program.workspace({ 'a.inventory.yaml': 'assets: { a: {} }\n' });
    const codeOf = async (folder: string, ...options: readonly string[]) =>
      (await program.run(['check', folder, '--now', NOW, ...options])).code;
    assert.equal(await codeOf(late), 1);
    assert.equal(await codeOf(late, '--fail-on', 'never'), 0);
    assert.equal(await codeOf(warned), 0);
    assert.equal(await codeOf(warned, '--fail-on', 'warning'), 1);
    assert.equal(await codeOf(clean, '--fail-on', 'warning'), 0);
  });

  it('prints the whole report as JSON', async () => {
    const { stdout, stderr } = await program.run(['check', fleet(), '--format', 'json', '--now', NOW]);
    const golden = resolve('test/process/golden/check.json');
    if (process.env.UPDATE_GOLDENS) writeFileSync(golden, stdout);
    assert.equal(stdout, readFileSync(golden, 'utf8').replaceAll('\r\n', '\n'));
    assert.equal(stderr, '');
  });

  it('judges by --now', async () => {
    const folder = fleet();
    const overdue = async (now: string) => (await report(folder, '--now', now)).summary.overdue;
    assert.equal(await overdue('2026-11-04T12:00:00Z'), 0);
    assert.equal(await overdue('2026-11-23T12:00:00Z'), 1);
    assert.equal(await overdue('2026-11-25T12:00:00Z'), 2);
    assert.equal(await overdue('2027-03-01'), 3, 'the exception has expired');
  });

  it('prints a line a problem that grep finds, grouped by file, and sums up', async () => {
    const { stdout } = await program.run(['check', '.', '--now', NOW], { cwd: fleet() });
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0] ?? '', /^fleet\.inventory\.yaml:2:3 error sla\/overdue mail-01: 1 patch overdue; /);
    assert.ok(lines.some((line) => /^ {4}mail\.patch-policy\.yaml:5:7 rule critical/.test(line)));
    assert.equal(lines.at(-1), '1 error, 3 warnings, 1 note, 1 hint. 3 assets, 1 out of SLA, 1 not known.');
    assert.ok(!stdout.includes('\u001b'), 'colour where there is no terminal');
  });

  it('names files from the current folder in text, from the checked folder in JSON', async () => {
    const parent = program.workspace({ 'ops/a.inventory.yaml': 'assets: { a: { nonsense: 1 } }\n' });
    const text = await program.run(['check', 'ops'], { cwd: parent });
    assert.match(text.stdout, /^ops\/a\.inventory\.yaml:1:/);
    const annotations = await program.run(['check', 'ops', '--format', 'github'], { cwd: parent });
    assert.match(annotations.stdout, /^::warning file=ops\/a\.inventory\.yaml,line=1,/);
    assert.equal((await report(join(parent, 'ops'))).problems[0]?.file, 'a.inventory.yaml');
  });

  it('survives a reader that has had enough', async () => {
    const assets = Array.from({ length: 5000 }, (_, index) => `  host-${index}: { kind: toaster }`);
    const folder = program.workspace({ 'a.inventory.yaml': `assets:\n${assets.join('\n')}\n` });
    const ended = await program.run(['check', folder, '--format', 'json'], { stopReading: true });
    assert.deepEqual([ended.code, ended.stderr], [1, '']);
  });
});

interface SarifLog {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly SarifRule[] } };
    readonly results: readonly SarifResult[];
  }[];
}
interface SarifRule {
  readonly id: string;
  readonly helpUri: string;
  readonly help: { readonly markdown: string };
}
interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>;
  };
}
interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
}

describe('patchtide check --format sarif', () => {
  it('is SARIF 2.1.0: rules with help, levels, regions counted from 1, relative addresses', async () => {
    const folder = fleet({ 'my fleet#1.inventory.yaml': 'assets: { a: { nonsense: 1 } }\n' });
    const { stdout, code } = await program.run(['check', '.', '--format', 'sarif', '--now', NOW], {
      cwd: folder,
    });
    const log = JSON.parse(stdout) as SarifLog;
    const [run] = log.runs;
    assert.ok(run);
    assert.deepEqual([code, log.version, run.results.length], [1, '2.1.0', 7]);
    for (const { ruleId, ruleIndex, level } of run.results) {
      assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
      assert.ok(['error', 'warning', 'note'].includes(level), level);
    }
    for (const { id, help, helpUri } of run.tool.driver.rules) {
      assert.ok(help.markdown.length > 20, id);
      assert.match(helpUri, /^https:\/\/.*\/docs\/problems\.md#[a-z-]+$/);
    }
    const locations = run.results.flatMap(({ locations, relatedLocations = [] }) => [
      ...locations,
      ...relatedLocations,
    ]);
    for (const { physicalLocation } of locations) {
      const { startLine, startColumn, endLine, endColumn } = physicalLocation.region;
      assert.ok(startLine >= 1 && startColumn >= 1 && endLine >= startLine && endColumn >= 1);
      assert.doesNotMatch(physicalLocation.artifactLocation.uri, /^[/\\]|:| |\.\./);
    }
    assert.ok(stdout.includes('my%20fleet%231.inventory.yaml'));
  });
});

describe('what files say', () => {
  const HOSTILE =
    'assets:\n  "a\\e[31m\\r\\n::error::owned\\u202e\\u009b1m": { kind: "x\\e]0;title\\a\\n::add-mask::y%0A##[group]z" }\n';

  for (const format of ['text', 'json', 'sarif', 'github']) {
    it(`acts on no terminal and on no workflow in ${format}`, async () => {
      const folder = program.workspace({ '::warning::a\n::error::b.inventory.yaml': HOSTILE });
      const { stdout, code } = await program.run(['check', '.', '--format', format], { cwd: folder });
      assert.equal(code, 1);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      assert.doesNotMatch(stdout, /##\[/);
      const commands = stdout.split('\n').filter((line) => line.trimStart().startsWith('::'));
      assert.equal(commands.length, format === 'github' ? 1 : 0, stdout);
    });
  }

  it('is escaped as GitHub asks', async () => {
    const folder = program.workspace({ 'a,b:c.inventory.yaml': 'assets: { a: { kind: "1%\\n2" } }\n' });
    const { stdout } = await program.run(['check', '.', '--format', 'github'], { cwd: folder });
    assert.match(
      stdout,
      /^::error file=a%2Cb%3Ac\.inventory\.yaml,line=1,endLine=1,col=\d+,endColumn=\d+,title=schema\/value::/,
    );
    assert.match(stdout, /`1%25%0A2` is not one of/);
  });
});

describe('usage that is wrong', () => {
  const cases: readonly (readonly [args: readonly string[], said: RegExp])[] = [
    [['chekc'], /`chekc` is not a command\. Did you mean `check`\?/],
    [['check', '--formt', 'json'], /`--formt` is not an option .*Did you mean `--format`\?/],
    [
      ['check', '--format', 'yaml'],
      /`--format yaml` is not possible\. Say one of text, json, sarif, github\./,
    ],
    [['check', '--fail-on', 'hint'], /`--fail-on hint` is not possible/],
    [['check', '--now', 'tomorrow'], /`--now tomorrow` is not a moment\. Write `2026-11-23T12:00:00Z`/],
    [['check', '--now'], /--now/],
    [['check', 'nowhere'], /The folder `nowhere` does not exist/],
    [['check', 'a', 'b'], /`b` is one word too many/],
    [['check', 'file\u001b[31m'], /`file\\u001b\[31m` does not exist/],
    [['plan'], /Say one of `--overdue`, `--asset/],
    [['plan', '--overdue', '--asset', 'a'], /more than once/],
    [['run'], /Which plan to run is not said/],
    [['run', 'none.patch-plan.yaml'], /There is no plan `none\.patch-plan\.yaml`/],
    [['schema', 'invntory'], /`invntory` has no schema/],
    [['explain'], /What to explain is not said/],
    [['explain', 'sla/overdu'], /Did you mean `sla\/overdue`\?/],
  ];
  for (const [args, said] of cases) {
    it(`ends with 2 and says so: ${JSON.stringify(args.join(' '))}`, async () => {
      const { code, stdout, stderr } = await program.run(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, said);
    });
  }

  it('a file where a folder is wanted', async () => {
    const { code, stderr } = await program.run(['check', 'fleet.inventory.yaml'], { cwd: fleet() });
    assert.equal(code, 2);
    assert.match(stderr, /is not a folder/);
  });

  it('is told from help and version, which are results', async () => {
    for (const args of [['--help'], ['check', '--help'], ['run', '-h'], ['--version'], []]) {
      const { code, stdout, stderr } = await program.run(args);
      assert.deepEqual([code, stderr], [0, ''], args.join(' '));
      assert.notEqual(stdout, '');
    }
  });
});

describe('patchtide explain', () => {
  it('tells of an asset what is known, who says so, and why each patch is where it is', async () => {
    const { stdout, code } = await program.run(['explain', 'mail-01', '.', '--now', NOW], { cwd: fleet() });
    assert.equal(code, 0);
    assert.match(stdout, /^mail-01: out of SLA at 2026-11-23 12:00 UTC\n {2}fleet\.inventory\.yaml:2:3\n/);
    assert.match(stdout, /owner +mail-team +group mail, fleet\.inventory\.yaml:15:46\n/);
    assert.match(
      stdout,
      /DSA-6001-1 \(critical\): exim4 to 4\.96-15\+deb12u7: out of SLA\n {2}fleet\.inventory\.yaml:7:9\n/,
    );
    assert.match(
      stdout,
      /rule critical: within 24 hours of .*mail\.patch-policy\.yaml:5:7\n {4}began .* the earliest: it counts/,
    );
    assert.match(stdout, /rule critical, which may bind: /);
  });

  it('tells of an excepted patch by which exception', async () => {
    const { stdout } = await program.run(['explain', 'db-01', '.', '--now', NOW], { cwd: fleet() });
    assert.match(stdout, /excepted by EX-1 until 2027-01-31 22:59 UTC {2}mail\.patch-policy\.yaml:10:5/);
  });

  it('tells of a code what it means, in no folder at all', async () => {
    const { stdout, code } = await program.run(['explain', 'sla/overdue']);
    assert.equal(code, 0);
    assert.match(stdout, /^sla\/overdue \(error\): Out of SLA\n/);
  });
});

describe('patchtide schema', () => {
  it('prints what is committed', async () => {
    for (const kind of ['inventory', 'policy', 'plan']) {
      const { stdout } = await program.run(['schema', kind]);
      const committed = readFileSync(`schemas/patchtide-${kind}.schema.json`, 'utf8').replaceAll(
        '\r\n',
        '\n',
      );
      assert.equal(stdout, committed);
    }
  });
});

describe('patchtide plan', () => {
  it('prints a plan that check has nothing against', async () => {
    const folder = fleet();
    const { stdout, code } = await program.run(['plan', folder, '--overdue', '--now', NOW]);
    assert.equal(code, 0);
    writeFileSync(join(folder, 'made.patch-plan.yaml'), stdout);
    const { problems } = await report(folder);
    assert.deepEqual(
      problems.filter(({ file }) => file === 'made.patch-plan.yaml'),
      [],
    );
  });

  it('writes a file once, with its policy relative to it', async () => {
    const folder = fleet({ 'plans/README': '' });
    const args = [
      'plan',
      '--asset',
      'mail-01, mail-02',
      '--name',
      'friday',
      '--out',
      'plans/friday.patch-plan.yaml',
      '--now',
      NOW,
    ];
    const first = await program.run(args, { cwd: folder });
    assert.deepEqual([first.code, first.stdout], [0, '']);
    assert.match(first.stderr, /plan friday: 2 assets in 1 wave/);
    const text = readFileSync(join(folder, 'plans/friday.patch-plan.yaml'), 'utf8');
    assert.match(text, /^policy: \.\.\/mail\.patch-policy\.yaml$/m);
    const second = await program.run(args, { cwd: folder });
    assert.equal(second.code, 2);
    assert.match(second.stderr, /is there already\. `--force` replaces it/);
    assert.equal((await program.run([...args, '--force'], { cwd: folder })).code, 0);
  });

  it('makes none where nothing is out of SLA, and refuses what is not there', async () => {
    const early = await program.run(['plan', fleet(), '--overdue', '--now', '2026-11-04T00:00:00Z']);
    assert.deepEqual([early.code, early.stdout], [0, '']);
    const unknown = await program.run(['plan', fleet(), '--asset', 'mail-9', '--now', NOW]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /No asset is called `mail-9`/);
  });
});

describe('patchtide run', () => {
  const standIn = resolve('test/process/sshStandIn.mjs');
  const inventory = `assets:
  web-01:
    os: debian 12
    pending: [{ id: DSA-1, severity: critical, released: 2026-11-03, package: openssl, fixed: 3.0.22-1~deb12u2 }]
`;
  const policy = 'sla: { rules: [{ name: all, match: {}, within: 24h }] }\n';

  async function planned(...more: readonly string[]): Promise<{
    readonly folder: string;
    readonly env: { PATCHTIDE_STAND_IN: string };
  }> {
    const others = more.map((name) => inventory.replace('web-01', name).replace('assets:\n', ''));
    const text = [inventory, ...others].join('');
    const folder = program.workspace({ 'a.inventory.yaml': text, 'patch-policy.yaml': policy });
    const env = { PATCHTIDE_STAND_IN: program.workspace({ 'calls.jsonl': '' }) };
    const out = 'now.patch-plan.yaml';
    const made = await program.run(['plan', '--overdue', '--out', out, '--now', NOW], { cwd: folder });
    assert.equal(made.code, 0, made.stderr);
    return { folder, env };
  }

  const args = ['run', 'now.patch-plan.yaml', '--ssh-program', standIn];

  it('starts nothing without a word', async () => {
    const { folder, env } = await planned();
    const { code, stderr } = await program.run(args, { cwd: folder, env });
    assert.equal(code, 2);
    assert.match(stderr, /patches 1 host: web-01\.[\s\S]*`--yes` starts it/);
    assert.ok(!existsSync(join(folder, '.patchtide')));
  });

  it('follows the run to its end and ends as it ends', async () => {
    const { folder, env } = await planned();
    const { code, stdout, stderr } = await program.run([...args, '--yes'], { cwd: folder, env });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /web-01 {2}verified/);
    assert.match(stdout, /completed \(1 verified\)\n$/);
  });

  it('asks the run to finish its hosts at the first interruption', async () => {
    const { folder, env } = await planned('web-02');
    const hold = join(env.PATCHTIDE_STAND_IN, 'hold-web-01');
    writeFileSync(hold, '');
    let interrupted = false;
    const onOutput = (output: string, interrupt: () => void) => {
      if (!interrupted && output.includes('web-01  patch')) {
        interrupted = true;
        interrupt();
      }
      if (output.includes('stop requested by')) rmSync(hold, { force: true });
    };
    const { code, stdout, stderr } = await program.run([...args, '--yes'], { cwd: folder, env, onOutput });
    assert.match(stderr, /stopping when the hosts in flight are done; once more stops between steps\./);
    assert.match(stdout, /stopped.* \(1 verified, 1 skipped\)\n$/);
    assert.equal(code, 1);
  });

  it('changes nothing in a dry run', async () => {
    const { folder, env } = await planned();
    const { code, stdout } = await program.run([...args, '--dry-run'], { cwd: folder, env });
    assert.equal(code, 0, stdout);
    assert.ok(!readFileSync(join(env.PATCHTIDE_STAND_IN, 'calls.jsonl'), 'utf8').includes('installed'));
  });

  it('refuses a plan whose inputs have changed, until a reason is given', async () => {
    const { folder, env } = await planned();
    writeFileSync(join(folder, 'a.inventory.yaml'), inventory.replace('debian 12', 'debian 11'));
    const refused = await program.run([...args, '--yes'], { cwd: folder, env });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /have changed\. .*`--override-stale "the reason"`/);
    const overridden = await program.run([...args, '--yes', '--override-stale', 'tested in the lab'], {
      cwd: folder,
      env,
    });
    assert.match(overridden.stdout, /stale overridden: tested in the lab/);
    assert.equal(overridden.code, 0, overridden.stdout);
  });
});
