// The extension wakes for its own files and not before, and gives each its language. First of the suite, while it still sleeps.
import assert from 'node:assert/strict';
import { commands, extensions, workspace } from 'vscode';
import { extensionId } from './extension.ts';
import { problemsOf } from './problems.ts';
import { remove, write } from './workspaceFiles.ts';

describe('activation', () => {
  after(() => remove('activation'));

  it('sleeps while only files of others are opened', async () => {
    assert.ok(extensions.getExtension(extensionId), `${extensionId} isn't installed`);
    await workspace.openTextDocument(await write('activation/values.yaml', 'assets: {}\n'));
    await workspace.openTextDocument(await write('activation/inventory.yml', 'all: {}\n'));
    assert.equal(extensions.getExtension(extensionId)?.isActive, false);
  });

  it('wakes for a file of its own, and judges it', async () => {
    const inventory = await write('activation/a.inventory.yaml', 'assets:\n  awake-01: { gruops: [web] }\n');
    const document = await workspace.openTextDocument(inventory);
    assert.equal(document.languageId, 'patchtide-inventory');
    await problemsOf(inventory, 'schema/unknown-key');
    assert.equal(extensions.getExtension(extensionId)?.isActive, true);
  });

  it('names the language of each file', async () => {
    const languages = {
      'x.inventory.yaml': 'patchtide-inventory',
      'x.inventory.yml': 'patchtide-inventory',
      'x.patch-policy.yaml': 'patchtide-policy',
      'x.patch-policy.yml': 'patchtide-policy',
      'patch-policy.yaml': 'patchtide-policy',
      'patch-policy.yml': 'patchtide-policy',
      'x.patch-plan.yaml': 'patchtide-plan',
      'x.patch-plan.yml': 'patchtide-plan',
      'inventory.yml': 'yaml',
      'policy.yaml': 'yaml',
    };
    // Scoped, for VS Code may keep the documents for as long as the rest of the suite takes.
    const text = 'scope: { environment: activation }\n';
    const found = Object.keys(languages).map(async (name) => {
      const { languageId } = await workspace.openTextDocument(await write(`activation/${name}`, text));
      return [name, languageId];
    });
    assert.deepEqual(Object.fromEntries(await Promise.all(found)), languages);
  });

  it('registers every command of its manifest', async () => {
    const manifest: { contributes: { commands: readonly { command: string }[] } } =
      extensions.getExtension(extensionId)?.packageJSON;
    const declared = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await commands.getCommands(true));
    assert.ok(declared.length >= 10);
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
