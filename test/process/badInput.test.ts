// Files that no person writes on purpose, and some that people do: each gives a finding or is read; none an internal error, a hang, or a look
// outside the folder.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../server/src/cli/format/report.ts';
import { CliProgram } from './cliProgram.ts';

const program = new CliProgram();
before(() => program.build());
after(() => program.remove());

interface Checked {
  readonly code: number | null;
  readonly codes: readonly string[];
  readonly report: Report;
}

async function check(folder: string, ...options: readonly string[]): Promise<Checked> {
  const { code, stdout, stderr } = await program.run(['check', folder, '--format', 'json', ...options]);
  assert.ok(code === 0 || code === 1, `exit code ${code}\n${stderr}`);
  const report = JSON.parse(stdout) as Report;
  return { code, codes: [...new Set(report.problems.map((problem) => problem.code))].sort(), report };
}

function inventory(content: string | Uint8Array): string {
  return program.workspace({ 'a.inventory.yaml': content });
}

const MISSPELT = 'assets:\n  a: { pnding: [] }\n';

function aliasBomb(): string {
  const layers = Array.from({ length: 9 }, (_, index) => {
    const aliases = Array.from({ length: 10 }, () => `*a${index}`).join(',');
    return `x-${index + 1}: &a${index + 1} [${aliases}]`;
  });
  return ['x-0: &a0 [x]', ...layers, 'assets: *a9', ''].join('\n');
}

describe('a file that is unusual', () => {
  const cases: Readonly<Record<string, readonly [content: string | Uint8Array, codes: readonly string[]]>> = {
    empty: ['', ['yaml/empty']],
    'only a comment': ['# nothing yet\n', ['yaml/empty']],
    'with a byte order mark': [`\ufeff${MISSPELT}`, ['schema/unknown-key']],
    'with CRLF': [MISSPELT.replaceAll('\n', '\r\n'), ['schema/unknown-key']],
    'with names of JavaScript': ['assets:\n  __proto__: {}\n  constructor: {}\n  toString: { os: x }\n', []],
    'one line of 8 MB': [`assets:\n  a: { os: "${'x'.repeat(8_000_000)}" }\n`, []],
  };
  for (const [name, [content, codes]] of Object.entries(cases)) {
    it(`${name} is read`, async () => {
      assert.deepEqual((await check(inventory(content), '--fail-on', 'never')).codes, codes);
    });
  }
});

describe('a file that is broken or hostile', () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256);
  const cases: Readonly<Record<string, readonly [content: string | Uint8Array, code: string]>> = {
    binary: [noise, 'yaml/not-text'],
    'with NULs': ['assets:\n  a: {}\n  b\0: {}\n', 'yaml/not-text'],
    'in Latin-1': [Buffer.from('assets:\n  m\u00fcller: {}\n', 'latin1'), 'yaml/not-text'],
    'in UTF-16': [Buffer.from(`\ufeff${MISSPELT}`, 'utf16le'), 'yaml/not-text'],
    'indented by tabs': ['assets:\n\ta:\n\t\tkind: server\n', 'yaml/syntax'],
    'half written': ['assets:\n  a:\n    pending:\n      - { id: X, sev\n', 'yaml/syntax'],
    'no map': ['only words\n', 'schema/type'],
    'an alias bomb': [aliasBomb(), 'yaml/limit'],
    'an alias of itself': ['assets: &a\n  b: *a\n', 'yaml/'],
    'nested in flow': [`assets: ${'['.repeat(100_000)}`, 'yaml/limit'],
    'nested in dashes': [`assets:\n  ${'- '.repeat(50_000)}a\n`, 'yaml/limit'],
    'nested by indentation': [
      `assets:\n${Array.from({ length: 3000 }, (_, index) => `${' '.repeat(index + 1)}a:`).join('\n')}\n`,
      'yaml/limit',
    ],
    'with keys twice': ['assets:\n  a: { os: x, os: y }\n', 'yaml/duplicate-key'],
    'with an asset twice': ['assets:\n  a: {}\n  a: {}\n', 'name/duplicate'],
    'with a section twice': ['assets:\n  a: {}\ngroups: {}\nassets: {}\n', 'yaml/duplicate-key'],
    'with an option as an address': ['assets:\n  a: { address: "-oProxyCommand=id" }\n', 'schema/value'],
  };
  for (const [name, [content, expected]] of Object.entries(cases)) {
    it(`${name} is a finding of ${expected}`, async () => {
      const { code, codes } = await check(inventory(content));
      assert.equal(code, 1);
      assert.ok(
        codes.some((found) => found.startsWith(expected)),
        codes.join(', '),
      );
    });
  }

  it('does not blind its neighbours', async () => {
    const text = 'assets:\n  a:\n    pending:\n      - { id: X, sev\n  b: { pnding: [] }\n';
    const { report } = await check(inventory(text));
    assert.ok(report.problems.some(({ asset, code }) => asset === 'b' && code === 'schema/unknown-key'));
  });

  it('with 20,000 faults is reported whole in JSON and in short in text', async () => {
    const assets = Array.from({ length: 20_000 }, (_, index) => `  host-${index}: { pnding: [] }`);
    const folder = inventory(`assets:\n${assets.join('\n')}\n`);
    assert.equal((await check(folder)).report.problems.length, 20_000);
    const { stdout } = await program.run(['check', folder]);
    assert.equal(stdout.split('\n').filter((line) => line.includes('schema/unknown-key')).length, 999);
    assert.match(stdout, /19001 more problems in this file/);
  });
});

describe('a folder', () => {
  it('with links in circles is read once', async () => {
    const folder = inventory(MISSPELT);
    symlinkSync('one', join(folder, 'other'));
    symlinkSync('other', join(folder, 'one'));
    symlinkSync('.', join(folder, 'self'));
    symlinkSync('loop.inventory.yaml', join(folder, 'loop.inventory.yaml'));
    assert.equal(
      (await check(folder)).report.problems.filter(({ code }) => code === 'schema/unknown-key').length,
      1,
    );
  });

  it('that is named like an inventory holds none', async () => {
    const folder = program.workspace({});
    mkdirSync(join(folder, 'a.inventory.yaml'));
    const { code, stderr } = await program.run(['check', folder]);
    assert.equal(code, 0);
    assert.match(stderr, /no inventory and no policy/);
  });

  it('is never left: not by a link, not by a path', async () => {
    const outside = program.workspace({
      'secret.inventory.yaml': 'assets: { secret-host: { pnding: [] } }\n',
      'apt.txt': 'openssl/stable 3 amd64 [upgradable from: 2]\n',
    });
    const folder = inventory('assets:\n  a: {}\nfindings: [linked.txt, ../apt.txt, linked/apt.txt]\n');
    symlinkSync(join(outside, 'secret.inventory.yaml'), join(folder, 'b.inventory.yaml'));
    symlinkSync(join(outside, 'apt.txt'), join(folder, 'linked.txt'));
    symlinkSync(outside, join(folder, 'linked'));
    const { report, codes } = await check(folder);
    assert.ok(codes.includes('source/refused'), codes.join(', '));
    assert.equal(report.summary.assets, 1);
    assert.ok(!JSON.stringify(report).includes('secret-host'));
  });
});
