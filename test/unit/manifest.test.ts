// The manifest against the code and against what a good extension owes its user.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'package.json'), 'utf8');
const strings = record(JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')));
const manifest = record(JSON.parse(text));
const contributes = record(manifest.contributes);
const commands = list(contributes.commands).map(record);
const settings = list(contributes.configuration).flatMap((part) =>
  Object.entries(record(record(part).properties)).map(([id, value]) => [id, record(value)] as const),
);
const source = readdirSync(join(root, 'client/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'client/src', name), 'utf8'))
  .join('\n');

/** Commands that reach hosts. */
const running = ['patchtide.runPlan', 'patchtide.dryRunPlan', 'patchtide.stopRun'];

describe('manifest', () => {
  it('declares exactly the commands that the code registers', () => {
    const registered = [...source.matchAll(/registerCommand\(\s*[\w.]+,\s*'(patchtide\.\w+)'/g)].map(
      (match) => match[1],
    );
    assert.deepEqual(registered.sort(), commands.map(({ command }) => command).sort());
  });

  it('names every command in one category, without an ellipsis of its own making or an emoji', () => {
    for (const command of commands) {
      assert.equal(command.category, 'Patchtide');
      assert.doesNotMatch(String(strings[unwrapped(command.title)]), /\p{Extended_Pictographic}/u);
    }
  });

  it('enables what reaches hosts only in a trusted workspace on a disk', () => {
    for (const id of running) {
      const enablement = commands.find(({ command }) => command === id)?.enablement;
      assert.match(String(enablement), /isWorkspaceTrusted && !virtualWorkspace/, id);
    }
  });

  it('has a string for every key, and a key for every string', () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map((match) => String(match[1]));
    assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
  });

  it('uses only commands and views that exist in its menus and welcome texts', () => {
    const known = new Set(commands.map(({ command }) => command));
    const menus = Object.values(record(contributes.menus)).flatMap((menu) => list(menu).map(record));
    for (const { command } of menus) assert.ok(known.has(command), String(command));
    for (const [, link] of Object.values(strings)
      .join('\n')
      .matchAll(/\(command:(patchtide\.[\w.]+)\)/g)) {
      assert.ok(known.has(link) || link === 'patchtide.assets.focus', link);
    }
  });

  it('sets every context key that its clauses read', () => {
    const clauses = [...text.matchAll(/"(?:when|enablement)": "([^"]*)"/g)]
      .map((match) => String(match[1]))
      .join(' ');
    const keys = new Set(clauses.match(/(?<!== )\bpatchtide\.\w+/g));
    for (const key of keys) assert.ok(source.includes(`'setContext', '${key}'`), key);
  });

  it('wakes for its own files only', () => {
    const events = list(manifest.activationEvents).map(String);
    assert.ok(events.length > 0);
    for (const event of events)
      assert.match(event, /^workspaceContains:\*\*\/(?:\*\.)?(?:inventory|patch-p(?:olicy|lan))\.ya?ml$/);
  });

  it('scopes and describes every setting, and restricts those that name programs and files', () => {
    const trust = record(record(manifest.capabilities).untrustedWorkspaces);
    assert.equal(trust.supported, 'limited');
    const restricted = new Set(list(trust.restrictedConfigurations));
    for (const [id, setting] of settings) {
      assert.match(id, /^patchtide\./);
      assert.match(String(setting.markdownDescription), /^%.+%$/, id);
      assert.ok('default' in setting, id);
      const names = /program|File$/.test(id);
      assert.equal(restricted.has(id), names, id);
      const scopes = names ? ['machine', 'machine-overridable'] : ['resource', 'window'];
      assert.ok(scopes.includes(String(setting.scope)), id);
    }
    for (const id of ['patchtide.ssh.program', 'patchtide.ssh.configFile']) {
      assert.equal(settings.find(([name]) => name === id)?.[1].scope, 'machine', id);
    }
  });

  it('points at files that exist', () => {
    const paths = [...text.matchAll(/"(?:\.\/)?((?:images|syntaxes)\/[\w.-]+)"/g)].map((match) =>
      String(match[1]),
    );
    assert.ok(paths.length > 5);
    for (const path of paths) assert.ok(existsSync(join(root, path)), path);
  });

  it('reads settings that it declares', () => {
    const declared = settings.map(([id]) => id);
    for (const [, name] of source.matchAll(/settings\.get\('(\w+)'\)|\bpath\('(\w+)'\)/g)) {
      if (name) assert.ok(declared.includes(`patchtide.ssh.${name}`), name);
    }
  });
});

function record(value: unknown): Readonly<Record<string, unknown>> {
  assert.ok(typeof value === 'object' && value !== null);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown): readonly unknown[] {
  assert.ok(Array.isArray(value));
  return value;
}

function unwrapped(value: unknown): string {
  return String(value).replaceAll('%', '');
}
