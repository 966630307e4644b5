// From a folder that has never heard of Patchtide to a plan: set up from an Ansible inventory and an apt report, the first red, group, plan.
import assert from 'node:assert/strict';
import { commands, type Uri, window, workspace } from 'vscode';
import { activated } from './extension.ts';
import { codeOf, one, problemsWhere } from './problems.ts';
import { daysAgo, remove, root, uriOf, write } from './workspaceFiles.ts';

const report = `Listing...
libssl3/oldstable-security 3.0.22-1~deb12u2 amd64 [upgradable from: 3.0.20-1~deb12u2]
openssl/oldstable-security 3.0.22-1~deb12u2 amd64 [upgradable from: 3.0.20-1~deb12u2]
`;

describe('the first five minutes', () => {
  let written: readonly string[] = [];
  const inventory = (): Uri => uriOf(nameEnding('.inventory.yaml'));

  function nameEnding(ending: string): string {
    const name = written.find((uri) => uri.endsWith(ending));
    assert.ok(name, `${ending} isn't among ${written.join()}`);
    return name.slice(name.lastIndexOf('/') + 1);
  }

  before(async () => {
    await activated();
    await write('inventories/production/hosts.ini', '[web]\nweb-01\nweb-02\n\n[db]\ndb-01\n');
    const collected = daysAgo(30).replaceAll('-', '');
    await write(`reports/apt/web-01-${collected}T0600Z.txt`, report);
  });

  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await Promise.all(['inventories', 'reports'].map(remove));
    await Promise.all((await workspace.findFiles('*.yaml')).map((uri) => workspace.fs.delete(uri)));
  });

  it('are set up from what is there, and the first overdue asset appears', async () => {
    const options = { root: root().toString(), confirmed: true };
    written = (await commands.executeCommand<readonly string[]>('patchtide.setUp', options)) ?? [];
    assert.equal(written.length, 2, written.join());
    assert.equal(window.activeTextEditor?.document.uri.path, inventory().path);
    const problems = await problemsWhere(inventory(), (all) =>
      all.some((problem) => codeOf(problem) === 'sla/overdue'),
    );
    assert.match(one(problems, 'sla/overdue').message, /web-01/);
    const policy = await workspace.openTextDocument(uriOf(nameEnding('patch-policy.yaml')));
    assert.match(policy.getText(), /24h[\s\S]*7d/);
  });

  it('are not set up twice', async () => {
    const before = (await workspace.openTextDocument(inventory())).getText();
    const again = commands.executeCommand('patchtide.setUp', { root: root().toString(), confirmed: true });
    assert.equal(await again, undefined);
    assert.equal((await workspace.openTextDocument(inventory())).getText(), before);
  });

  it('regroup by every grouping, and remember', async () => {
    for (const grouping of ['group', 'ring', 'owner', 'advisory', 'action', 'lateness'])
      assert.equal(await commands.executeCommand('patchtide.groupBy', grouping), grouping);
  });

  it('end in a plan that opens and has no problems', async () => {
    const target = { kind: 'assets', assets: ['web-01'] };
    const options = { target, name: 'first', confirmed: true };
    const plan = await commands.executeCommand<string>('patchtide.createPlan', options);
    assert.ok(plan?.endsWith('/first.patch-plan.yaml'), plan);
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), plan);
    assert.equal(document?.languageId, 'patchtide-plan');
    assert.match(document.getText(), /web-01[\s\S]*3\.0\.22-1~deb12u2/);
    await commands.executeCommand('patchtide.refresh');
    assert.deepEqual(await problemsWhere(document.uri, () => true), []);
  });

  it('plan for an advisory and for everything out of SLA without showing it', async () => {
    const active = window.activeTextEditor?.document.uri.toString();
    for (const target of [
      { kind: 'advisory', advisory: 'openssl' },
      { kind: 'overdue', root: root().toString() },
    ]) {
      const options = { target, name: `for-${target.kind}`, confirmed: true, show: false };
      const plan = await commands.executeCommand<string>('patchtide.createPlan', options);
      assert.ok(plan?.endsWith(`/for-${target.kind}.patch-plan.yaml`), plan);
    }
    assert.equal(window.activeTextEditor?.document.uri.toString(), active);
    assert.equal((await workspace.findFiles('*.patch-plan.yaml')).length, 3);
  });

  it('refuse a plan for what does not exist', async () => {
    const target = { kind: 'assets', assets: ['nobody'] };
    assert.equal(
      await commands.executeCommand('patchtide.createPlan', { target, confirmed: true }),
      undefined,
    );
    assert.equal((await workspace.findFiles('*.patch-plan.yaml')).length, 3);
  });

  it('survive a restart of the language server', async () => {
    const uri = inventory();
    await commands.executeCommand('patchtide.restartServer');
    await problemsWhere(uri, (all) => all.some((problem) => codeOf(problem) === 'sla/overdue'));
    const target = { kind: 'assets', assets: ['web-01'] };
    const options = { target, name: 'again', confirmed: true, show: false };
    assert.ok(await commands.executeCommand('patchtide.createPlan', options));
  });
});
