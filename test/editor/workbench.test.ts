// What a user does and sees: the extension installed from its package in a real workbench, over the demo fleet. One window from Restricted Mode
// to a patched host, so each test goes on where the one before has ended. PATCHTIDE_SCREENSHOTS=DIR keeps the pictures.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Demo, startDemo } from '../demo/demo.ts';
import { openWorkbench, type Workbench } from './ui.ts';
import { mustSkip } from './unavailable.ts';

const assets = 'Unpatched Assets';
const runs = 'Patch Runs';
const extension = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const say = (line: string): void => void process.stdout.write(`    ${line}\n`);

describe('the workbench', function () {
  this.timeout(180_000);
  this.bail(true);
  const screenshots = process.env.PATCHTIDE_SCREENSHOTS;
  let home = '';
  let demo: Demo | undefined;
  let workbench: Workbench;
  let plan = '';
  let pictures = 0;

  before(async function () {
    if (await mustSkip('The workbench', say)) this.skip();
    home = await mkdtemp(join(tmpdir(), 'pt-workbench-'));
    demo = await startDemo({ home, timing: { packageMs: 400, rebootMs: 1000 } });
    await shortenSoak(demo.workspace);
    workbench = await openWorkbench({
      extension: { folder: extension },
      workspace: demo.workspace,
      settings: demo.settings,
      workspaceTrust: true,
      size: { width: 1280, height: 1000 }, // a tree has only those rows that fit
      say,
    });
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || !workbench) return;
    await picture('failed');
    say(`The window said: ${(await workbench.notifications()).join(' | ') || 'nothing'}`);
  });

  after(async () => {
    await workbench?.close();
    await demo?.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  async function picture(name: string): Promise<void> {
    if (!screenshots) return;
    pictures++;
    await mkdir(screenshots, { recursive: true });
    await workbench.screenshot(join(screenshots, `${String(pictures).padStart(2, '0')}-${name}.png`));
  }

  const labels = async (view: string, level: number): Promise<readonly string[]> =>
    (await workbench.treeRows(view)).filter((row) => row.level === level).map(({ label }) => label);

  describe('in Restricted Mode', () => {
    it('lists what is unpatched, by lateness, with the late ones unfolded and counted', async () => {
      await workbench.showContainer('Patchtide');
      await workbench.treeRow('web-02', assets);
      assert.deepEqual(await labels(assets, 1), [
        'Overdue',
        'Unknown',
        'Due soon',
        'Open',
        'Excepted',
        'Patched',
      ]);
      const late = await labels(assets, 2);
      assert.ok(late.includes('db-01') && late.includes('web-02'), late.join());
      const row = (await workbench.treeRows(assets)).find(({ label }) => label === 'db-01');
      assert.match(row?.description ?? '', /3 patches · \d+ days? late/);
      assert.equal(await workbench.badge('Patchtide'), String(late.length));
      await workbench.statusItem(`${late.length} overdue`);
      assert.ok(
        (await workbench.statusBar()).some((text) => /Patchtide: \d+ of \d+ assets out of SLA/.test(text)),
      );
    });

    it('judges, and runs nothing', async () => {
      await workbench.openFile('demo.inventory.yaml');
      await workbench.awaitSquiggle('error');
      assert.match(await workbench.problems(), /Errors: [1-9]/);
      assert.match(await workbench.welcome(/trusted workspaces only/, runs), /Manage Workspace Trust/);
      const offers = await workbench.paletteOffers('Patchtide:');
      assert.ok(offers.includes('Patchtide: Create Patch Plan'), offers.join());
      for (const title of ['Run Patch Plan', 'Dry-Run Patch Plan', 'Stop Patch Run'])
        assert.equal(offers.includes(`Patchtide: ${title}`), false, title);
      await picture('restricted');
    });

    it('ends with trust', async () => {
      await workbench.trustWorkspace();
      assert.match(await workbench.welcome(/No patch plan yet/, runs), /Create Patch Plan/);
      const offers = await workbench.paletteOffers('Patchtide:');
      for (const title of [
        'Set Up Patchtide',
        'Run Patch Plan',
        'Dry-Run Patch Plan',
        'Show Patch Run',
        'Refresh',
      ])
        assert.ok(offers.includes(`Patchtide: ${title}`), `${title} isn't among ${offers.join()}`);
      assert.equal(offers.includes('Patchtide: Load More'), false);
    });
  });

  describe('the sidebar', () => {
    it('groups as it is told', async () => {
      const first = {
        'by group': 'fleet',
        'by ring': 'broad',
        'by owner': 'data-team',
        'by advisory': 'CVE-2026-90021',
        'by action': 'libssl3',
      };
      for (const [grouping, row] of Object.entries(first)) {
        await workbench.runCommand('Patchtide: Group Unpatched Assets By...');
        await workbench.pickRow(grouping);
        await workbench.treeRow(row, assets);
        await picture(grouping.replace(' ', '-'));
      }
      const actions = await workbench.treeRows(assets);
      assert.match(actions[0]?.description ?? '', /^on 2 hosts · clears \d+ % of what is overdue/);
      await workbench.runCommand('Patchtide: Group Unpatched Assets By...');
      await workbench.pickRow('by lateness');
      await workbench.treeRow('Overdue', assets);
    });

    it('opens the line of an asset', async () => {
      await (await workbench.treeRow('gpu-07', assets)).click();
      const text = await readFile(join(folder(), 'demo.inventory.yaml'), 'utf8');
      const line = text.split('\n').findIndex((each) => each.startsWith('  gpu-07:')) + 1;
      await workbench.statusItem(`Ln ${line}, Col 3`);
      await picture('asset');
    });
  });

  describe('a plan', () => {
    it('is made of the selected rows by their inline action, and opens', async () => {
      await (await workbench.treeRow('web-02', assets)).click();
      await (await workbench.treeRow('db-01', assets)).click({ modifiers: ['ControlOrMeta'] });
      await workbench.rowAction('db-01', 'Create Patch Plan', assets);
      await workbench.treeRow('Plans', runs);
      await workbench.page.locator('.tab.active[data-resource-name$=".patch-plan.yaml"]').waitFor();
      const [row] = (await workbench.treeRows(runs)).filter(({ level }) => level === 2);
      assert.equal(row?.description, 'not run yet');
      plan = row?.label ?? '';
      const text = await readFile(join(folder(), `${plan}.patch-plan.yaml`), 'utf8');
      assert.match(text, /ring: canary[\s\S]*web-02:[\s\S]*ring: broad[\s\S]*db-01:/);
      await picture('plan');
    });

    it('asks before it runs, and takes no for an answer', async () => {
      await workbench.rowAction(plan, 'Run Patch Plan', runs);
      const question = await workbench.dialog();
      assert.match(question, /Patch 2 hosts[\s\S]*First: canary \(web-02\)[\s\S]*reboot/);
      await picture('question');
      await workbench.answer('Cancel');
      assert.deepEqual(await labels(runs, 1), ['Plans']);
    });

    it('runs, in the tree and in a terminal', async () => {
      await workbench.rowAction(plan, 'Run Patch Plan', runs);
      await workbench.dialog();
      await workbench.answer('Run');
      await workbench.treeRow('Running', runs);
      await workbench.treeRow('canary', runs);
      await workbench.treeRow('web-02', runs);
      await workbench.terminalText(/Patch run of .*canary +wave started.*web-02 +preflight/);
      await picture('running');
    });

    it('goes on while the window reloads, and is found again', async () => {
      await workbench.reload();
      await workbench.treeRow('Running', runs);
      await workbench.treeRow('broad', runs);
      await picture('reloaded');
      await workbench.page.locator('.notification-toast').first().waitFor({ timeout: 90_000 });
      const [notice] = await workbench.notifications();
      assert.match(notice ?? '', /Completed with errors\. 1 verified, 1 rolled back/);
      await workbench.treeRow('Past Runs', runs);
      assert.deepEqual(await labels(runs, 1), ['Plans', 'Past Runs']);
    });

    it('is told of afterwards, host by host and line by line', async () => {
      await workbench.setExpanded('Plans', false, runs); // or its row would be the first of that name
      await workbench.setExpanded('Past Runs', true, runs);
      await workbench.setExpanded(plan, true, runs);
      await workbench.setExpanded('broad', true, runs);
      await workbench.treeRow('db-01', runs);
      const row = (await workbench.treeRows(runs)).find(({ label }) => label === 'db-01');
      assert.match(row?.description ?? '', /^rolled back - verification failed/);
      await workbench.runCommand('Patchtide: Show Patch Run');
      await workbench.terminalText(/rolled back: verification failed.*1 verified, 1 rolled back/);
      await picture('ended');
    });

    it('has taken its host off the list', async () => {
      const overdue = (await labels(assets, 2)).filter((label) => label === 'db-01' || label === 'web-02');
      assert.deepEqual(overdue, ['db-01']);
      assert.equal(demo?.fleet.state('web-02').packages.openssl?.version, '3.0.22-1~deb12u2');
    });

    it('is as clear in the dark', async () => {
      await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
      await workbench.page.locator('.monaco-workbench.vs-dark').waitFor();
      await workbench.treeRow('db-01', assets);
      await picture('dark');
    });
  });

  describe('where there is nothing yet', () => {
    it('says how to begin in a folder without an inventory', async () => {
      const empty = join(home, 'empty');
      await mkdir(empty);
      await workbench.goTo(empty);
      await workbench.showContainer('Patchtide');
      assert.match(await workbench.welcome(/No inventory in this workspace yet/, assets), /Set Up Patchtide/);
      assert.ok((await workbench.statusBar()).every((text) => !text.includes('overdue')));
      await picture('no-inventory');
    });

    it('asks for a folder where none is open', async () => {
      await workbench.goTo(undefined);
      await workbench.showContainer('Patchtide');
      assert.match(await workbench.welcome(/Open a folder/, assets), /Open Folder/);
      await picture('no-folder');
    });
  });

  function folder(): string {
    assert.ok(demo);
    return demo.workspace;
  }
});

/** Half a minute between the rings is for people. */
async function shortenSoak(folder: string): Promise<void> {
  const file = join(folder, 'demo.patch-policy.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/soak: \w+/, 'soak: PT3S'));
}
