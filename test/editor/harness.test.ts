// Proves the harness itself with a throw-away extension: a good suite passes; a failing, a dying and an empty one
// don't; the workbench can be driven and photographed; `npm start`'s module serves. Knows nothing of Patchtide.
// PATCHTIDE_SCREENSHOTS=DIR keeps the pictures.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { serveEditor } from './open.mjs';
import { runSuite, type SuiteOutcome } from './run.ts';
import { openWorkbench, type Workbench } from './ui.ts';
import { mustSkip } from './unavailable.ts';

const manifest = {
  name: 'fixture',
  publisher: 'harness',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
  capabilities: { untrustedWorkspaces: { supported: true } },
  contributes: {
    commands: [{ command: 'fixture.hello', title: 'Hello', category: 'Fixture' }],
    viewsContainers: { activitybar: [{ id: 'fixture', title: 'Fixture', icon: 'icon.svg' }] },
    views: { fixture: [{ id: 'fixture.tree', name: 'Assets' }] },
  },
};

const program = `const vscode = require('vscode');
exports.activate = (context) => {
  const assets = { db1: ['openssl'], web1: [] };
  const problems = vscode.languages.createDiagnosticCollection('fixture');
  const status = vscode.window.createStatusBarItem('fixture', vscode.StatusBarAlignment.Left);
  const say = () => { status.text = vscode.workspace.isTrusted ? 'fixture trusted' : 'fixture restricted'; status.show(); };
  const look = (document) => document.getText().includes('broken') && problems.set(document.uri,
    [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 6), 'broken', vscode.DiagnosticSeverity.Error)]);
  vscode.workspace.textDocuments.forEach(look);
  say();
  context.subscriptions.push(problems, status,
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidGrantWorkspaceTrust(say),
    vscode.commands.registerCommand('fixture.hello', () => {
      void vscode.window.showInformationMessage('hello from the fixture');
      return 'hello';
    }),
    vscode.window.createTreeView('fixture.tree', { treeDataProvider: {
      getChildren: (name) => name === undefined ? Object.keys(assets) : assets[name],
      getTreeItem: (name) => Object.assign(new vscode.TreeItem(name, assets[name]?.length
        ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None), { description: 'an asset' }),
    } }));
};`;

const suites = {
  passing: `import assert from 'node:assert/strict';
    import * as vscode from 'vscode';
    describe('fixture', () => {
      it('answers', async () => { assert.equal(await vscode.commands.executeCommand('fixture.hello'), 'hello'); });
      it('sees the workspace', async () => {
        assert.equal((await vscode.workspace.findFiles('*.yaml')).length, 1);
      });
    });`,
  failing: `import assert from 'node:assert/strict';
    describe('fixture', () => {
      it('is right', () => {});
      it('is wrong', () => { assert.equal(1, 2); });
    });`,
  dying: `describe('fixture', () => { it('dies', () => { process.kill(process.pid, 'SIGKILL'); }); });`,
  leaving: `describe('fixture', () => { it('leaves', async () => { process.reallyExit(0); await new Promise(() => {}); }); });`,
  throwing: `throw new Error('while loading');`,
  empty: `describe('fixture', () => {});`,
} as const;

describe('test/editor', function () {
  this.timeout(600_000); // the first run prepares VS Code and a browser
  let home = '';

  before(async function () {
    if (await mustSkip('The editor harness', (line) => process.stdout.write(`    ${line}\n`))) this.skip();
    home = await mkdtemp(join(tmpdir(), 'pt-harness-'));
    await write('extension/package.json', JSON.stringify(manifest));
    await write('extension/main.js', program);
    await write(
      'extension/icon.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/></svg>',
    );
    await write('workspace/patches.yaml', 'broken: true\n');
    for (const [name, text] of Object.entries(suites)) await write(`suites/${name}/a.test.ts`, text);
  });

  after(() => rm(home, { recursive: true, force: true }));

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }

  async function run(name: keyof typeof suites): Promise<{ outcome: SuiteOutcome; output: string }> {
    let output = '';
    const outcome = await runSuite({
      extension: join(home, 'extension'),
      suite: join(home, 'suites', name),
      workspace: join(home, 'workspace'),
      host: 'browser',
      write: (text) => {
        output += text;
      },
    });
    return { outcome, output: stripVTControlCharacters(output) };
  }

  describe('a suite in the extension host', () => {
    it('passes where all its tests pass', async () => {
      const { outcome, output } = await run('passing');
      assert.equal(outcome.passed, true);
      assert.deepEqual([outcome.passes, outcome.failures], [2, 0]);
      assert.match(output, /✔ answers[\s\S]*2 passing/);
    });

    it('fails where a test fails, and says where in the source', async () => {
      const { outcome, output } = await run('failing');
      assert.equal(outcome.passed, false);
      assert.deepEqual([outcome.passes, outcome.failures], [1, 1]);
      assert.match(output, /1 failing[\s\S]*suites\/failing\/a\.test\.ts:4:/);
    });

    it('fails where the host is killed', () => assert.rejects(run('dying'), /didn't reach its end/));
    it('fails where the host leaves with code 0', () =>
      assert.rejects(run('leaving'), /didn't reach its end/));
    it('fails where a file throws while it loads', () =>
      assert.rejects(run('throwing'), /didn't reach its end/));
    it('fails where there are no tests', async () =>
      assert.equal((await run('empty')).outcome.passed, false));
  });

  describe('the workbench', () => {
    let workbench: Workbench;

    before(async () => {
      const extension = { folder: join(home, 'extension') };
      workbench = await openWorkbench({
        extension,
        workspace: join(home, 'workspace'),
        workspaceTrust: true,
      });
    });

    after(() => workbench?.close());

    it('is restricted until it is trusted', async () => {
      await workbench.statusItem('fixture restricted');
      assert.equal(await workbench.isRestricted(), true);
      await workbench.trustWorkspace();
      await workbench.statusItem('fixture trusted');
      assert.equal(await workbench.isRestricted(), false);
    });

    it('runs a command', async () => {
      await workbench.runCommand('Fixture: Hello');
      await workbench.page.locator('.notification-toast').first().waitFor();
      assert.deepEqual(await workbench.notifications(), ['hello from the fixture']);
    });

    it('reads a tree', async () => {
      await workbench.showContainer('Fixture');
      await (await workbench.treeRow('db1', 'Assets')).click();
      await workbench.treeRow('openssl');
      assert.deepEqual(await workbench.treeRows('Assets'), [
        { label: 'db1', description: 'an asset', level: 1, expanded: true },
        { label: 'openssl', description: 'an asset', level: 2, expanded: undefined },
        { label: 'web1', description: 'an asset', level: 1, expanded: undefined },
      ]);
    });

    it('opens a file and counts its problems', async () => {
      await workbench.openFile('patches.yaml');
      await workbench.awaitSquiggle('error');
      assert.equal(await workbench.squiggles('error'), 1);
      assert.match(await workbench.problems(), /1/);
      assert.ok((await workbench.statusBar()).some((text) => text.includes('fixture trusted')));
    });

    it('takes a screenshot of a given size', async () => {
      const file = join(process.env.PATCHTIDE_SCREENSHOTS || home, 'harness.png');
      await workbench.screenshot(file, { size: { width: 1000, height: 700 } });
      const png = await readFile(file);
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1000, 700]);
    });
  });

  it('serves the editor for npm start', async () => {
    const folder = join(home, 'workspace');
    const served = await serveEditor({ folder, extension: join(home, 'extension'), say: () => {} });
    try {
      assert.match(served.address, /^http:\/\/127\.0\.0\.1:\d+\/\?folder=\//);
      assert.equal((await fetch(served.address)).status, 200);
    } finally {
      await served.stop();
    }
  });
});
