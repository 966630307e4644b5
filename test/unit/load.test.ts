// A real folder read: patterns relative to the inventory, nothing from outside the workspace whatever leads there, nothing that hangs.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { fromPath, relativePath } from '../../server/src/base/uri.ts';
import { checkAll } from '../../server/src/check/checkAll.ts';
import { loadWorkspace } from '../../server/src/load/loadWorkspace.ts';
import { nodeFileSystem } from '../../server/src/platform/nodeFileSystem.ts';

const APT = 'openssl/stable-security 3.0.15-1 amd64 [upgradable from: 3.0.11-1]\n';

describe('loadWorkspace', () => {
  let folder = '';
  let root = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchtide load '));
    root = join(folder, 'work');
    mkdirSync(root);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, content: string | Uint8Array): void {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  async function load() {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const workspace = await loadWorkspace(fromPath(root), { files: nodeFileSystem }, now, neverCancelled);
    const snapshot = workspace.snapshot();
    const problems = checkAll(snapshot, neverCancelled).map(
      ({ at, code, message }) => `${relativePath(snapshot.root, at.place.file)} ${code}: ${message}`,
    );
    const pending = Object.fromEntries(
      [...snapshot.assets].map(([name, { pending }]) => [name, pending.map(({ report }) => report)]),
    );
    return { snapshot, problems, pending };
  }

  it('reads patterns relative to the inventory, in subfolders and above them', async () => {
    write(
      'sites/berlin/a.inventory.yaml',
      `assets: { web-01: {}, web-02: {}, web-03: {}, web-04: {} }
sources: [{ ansible: ../../ansible/hosts }]
findings: [reports/web-0*.txt, ../../shared/web-02.txt, "../../shared/web (3).txt", { file: "../../shared/web [4].txt", asset: web-04 }, ../../folder]
`,
    );
    write('sites/berlin/reports/web-01.txt', APT);
    write('shared/web-02.txt', APT);
    write('shared/web (3).txt', APT);
    write('shared/web [4].txt', APT);
    write('folder/deep/web-03.txt', APT);
    write('ansible/hosts', '[web]\nweb-09\n');
    write('ansible/group_vars/web.yml', 'ansible_user: deploy\n');
    const { pending, problems, snapshot } = await load();
    deepEqual(pending, {
      'web-01': ['sites/berlin/reports/web-01.txt'],
      'web-02': ['shared/web-02.txt'],
      'web-03': ['folder/deep/web-03.txt'],
      'web-04': ['shared/web [4].txt'],
      'web-09': [],
    });
    equal(snapshot.assets.get('web-09')?.connection.user, 'deploy');
    deepEqual(problems, [
      'sites/berlin/a.inventory.yaml source/unmatched: One host in these reports is no asset: web (3) (1). Add the asset or an alias, or name the asset here by `asset:`.',
    ]);
  });

  it('refuses what is outside, by dots, by a wildcard, by links, by absolute paths', async () => {
    writeFileSync(join(folder, 'secret.txt'), APT);
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets', 'web-01.txt'), APT);
    write('in/web-01.txt', 'x');
    symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
    symlinkSync(join(folder, 'secrets'), join(root, 'linked'));
    write(
      'a.inventory.yaml',
      `assets: { web-01: {} }
findings:
  - ../secret.txt
  - "i*/../../secret.txt"
  - link.txt
  - linked/web-01.txt
  - linked/*.txt
  - linked
  - /etc/passwd
`,
    );
    const { pending, problems } = await load();
    deepEqual(pending, { 'web-01': [] });
    deepEqual(problems, [
      'a.inventory.yaml source/refused: `../secret.txt` is outside the workspace folder; nothing of it is read.',
      'a.inventory.yaml source/refused: `i*/../../secret.txt` is outside the workspace folder; nothing of it is read.',
      'a.inventory.yaml source/refused: `link.txt` is outside the workspace folder; nothing of it is read.',
      ...['linked/web-01.txt', 'linked/*.txt', 'linked'].map(
        (path) =>
          `a.inventory.yaml source/refused: \`${path}\` is outside the workspace folder; nothing of it is read.`,
      ),
      'a.inventory.yaml schema/value: `/etc/passwd` is an absolute path; write it relative to this file.',
    ]);
  });

  it('follows no links in patterns: what they lead to is asked for by its own name', async () => {
    writeFileSync(join(folder, 'secret.txt'), APT);
    write('r/web-01.txt', APT);
    symlinkSync(join(folder, 'secret.txt'), join(root, 'r/web-02.txt'));
    symlinkSync('.', join(root, 'r/again'));
    write('a.inventory.yaml', 'assets: { web-01: {}, web-02: {} }\nfindings: ["r/**/*.txt"]\n');
    deepEqual((await load()).pending, { 'web-01': ['r/web-01.txt'], 'web-02': [] });
  });

  it('does not hang on loops of links, on pipes or on folders that are called like files', async () => {
    symlinkSync('loop.txt', join(root, 'loop.txt'));
    mkdirSync(join(root, 'deep'));
    symlinkSync('..', join(root, 'deep/up'));
    mkdirSync(join(root, 'folder.inventory.yaml'));
    if (process.platform !== 'win32')
      execFileSync('mkfifo', [join(root, 'pipe.inventory.yaml'), join(root, 'pipe.txt')]);
    symlinkSync('b.inventory.yaml', join(root, 'b.inventory.yaml'));
    write('a.inventory.yaml', 'assets: { a: {} }\nfindings: [loop.txt, pipe.txt, "deep/**"]\n');
    const { problems, snapshot } = await load();
    deepEqual([...snapshot.assets.keys()], ['a']);
    ok(
      problems.every((problem) => / source\/(?:missing|unreadable|note|refused)/.test(problem)),
      problems.join('\n'),
    );
  });

  it('says what is not text, empty, or there not at all', async () => {
    write('empty.inventory.yaml', '');
    write('binary.inventory.yaml', Buffer.from([0x00, 0x01, 0x02]));
    write('latin.inventory.yaml', Buffer.from('assets: { m\xfcller: {} }\n', 'latin1'));
    write('utf16.inventory.yaml', Buffer.from('\ufeffassets: {}\n', 'utf16le'));
    write('huge.inventory.yaml', Buffer.alloc(16 * 1024 * 1024 + 1, '#'));
    write('r/latin-01.txt', Buffer.from(`${APT}# \xfc\n`, 'latin1'));
    write('r/empty.txt', '');
    write('a.inventory.yaml', 'assets: { latin-01: {} }\nfindings: ["r/*", none.txt]\n');
    const { problems, pending } = await load();
    deepEqual(pending, { 'latin-01': ['r/latin-01.txt'] });
    const said = problems.map((problem) => problem.slice(0, problem.indexOf(': ')));
    deepEqual(said, [
      'a.inventory.yaml source/unreadable',
      'a.inventory.yaml source/note',
      'a.inventory.yaml source/missing',
      'binary.inventory.yaml yaml/not-text',
      'empty.inventory.yaml yaml/empty',
      'huge.inventory.yaml yaml/too-large',
      'latin.inventory.yaml yaml/not-text',
      'utf16.inventory.yaml yaml/not-text',
    ]);
    match(problems.at(-1) ?? '', /save it as UTF-8/);
  });
});
