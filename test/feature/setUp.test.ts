// Set Up Patchtide: what is found in a folder, and that the texts which are written pass our own checks and show the first red.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkAll } from '../../server/src/check/checkAll.ts';
import type { ListedFile } from '../../server/src/feature/listedFile.ts';
import { mayMatter, proposeSetUp } from '../../server/src/feature/setUp.ts';
import type { SetUpResult } from '../../server/src/protocol/requests.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { now } from './fixture.ts';

const apt = 'Listing...\nopenssl/stable-security 3.0.15-1 amd64 [upgradable from: 3.0.11-1]\n';
const ini = '[web]\nweb-01 ansible_host=10.0.0.1\nweb-02\n\n[all:vars]\nansible_user = patch\n';
const nessus =
  '<?xml version="1.0" ?>\n<NessusClientData_v2><Report name="r"><ReportHost name="10.0.0.9"><HostProperties><tag name="host-ip">10.0.0.9</tag></HostProperties></ReportHost></Report></NessusClientData_v2>\n';

function proposed(files: Readonly<Record<string, string>>, folder = 'file:///home/me/fleet'): SetUpResult {
  const listed = Object.entries(files).map(([path, text]): ListedFile => ({ path, text }));
  return proposeSetUp({ root: folder, files: listed, zone: 'Europe/Berlin' });
}

function inventoryOf(files: Readonly<Record<string, string>>): string {
  return proposed(files).files.find(({ uri }) => uri.endsWith('.inventory.yaml'))?.text ?? '';
}

/** The lines below a key of the text. */
function below(text: string, key: string): string[] {
  const lines = text.split('\n');
  const from = lines.indexOf(`${key}:`) + 1;
  if (from === 0) return [];
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => !line.startsWith('  '));
  return rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
}

function checkSources(files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  deepEqual(
    below(inventoryOf(files), 'sources'),
    expected.map((path) => `- ansible: ${path}`),
  );
}

function checkFindings(files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  deepEqual(
    below(inventoryOf(files), 'findings'),
    expected.map((pattern) => `- ${pattern}`),
  );
}

/** Problems other than what the SLA says. */
function faults({ files }: SetUpResult): readonly string[] {
  const workspace = new Workspace('file:///home/me/fleet', now);
  workspace.apply({ files, complete: true });
  const problems = checkAll(workspace.snapshot(), neverCancelled);
  return problems
    .filter(({ code }) => !code.startsWith('sla/'))
    .map(({ code, message }) => `${code} ${message}`);
}

describe('feature/setUp', () => {
  it('writes an example where nothing is found, with something to see', () => {
    const result = proposed({});
    deepEqual(result.found, []);
    deepEqual(
      result.files.map(({ uri }) => uri),
      ['file:///home/me/fleet/fleet.inventory.yaml', 'file:///home/me/fleet/fleet.patch-policy.yaml'],
    );
    deepEqual(faults(result), []);
    const workspace = new Workspace('file:///home/me/fleet', now);
    workspace.apply({ files: result.files, complete: true });
    const states = [...workspace.snapshot().judgements.values()].map(({ state }) => state);
    deepEqual(states, ['overdue', 'patched']);
  });

  it('finds inventories by their folders, files and ansible.cfg', () => {
    checkSources({ hosts: ini }, ['hosts']);
    checkSources({ 'inventories/production/hosts': ini, 'inventories/staging/hosts.ini': ini }, [
      'inventories/production',
      'inventories/staging',
    ]);
    checkSources(
      { 'inventory/hosts.yml': 'all:\n  hosts:\n    a:\n', 'inventory/group_vars/all.yml': 'a: 1\n' },
      ['inventory'],
    );
    checkSources(
      { 'ansible.cfg': '[defaults]\nforks = 5\ninventory = ./env/prod.ini, ../out\n', 'env/prod.ini': ini },
      ['env/prod.ini'],
    );
    checkSources({ 'fleet.yml': 'web:\n  hosts:\n    a: {}\n' }, ['fleet.yml']);
  });

  it('takes nothing else for an inventory', () => {
    const files = {
      'tox.ini': '[tox]\nenvlist = py311\n',
      'site.yml': '- hosts: all\n  tasks: []\n',
      'docker-compose.yml': 'services:\n  web:\n    image: x\n',
      'my.ini': '[mysqld]\nskip-networking\nport = 3306\n',
      'host_vars/web-01.yml': 'ansible_host: 10.0.0.1\n',
      'node_modules/x/hosts': ini,
    };
    checkSources(files, []);
  });

  it('finds reports, as a pattern where they lie together', () => {
    checkFindings({ 'reports/web-01.txt': apt, 'reports/web-02.txt': apt }, ['"reports/*.txt"']);
    checkFindings({ 'reports/web-01.txt': apt, 'reports/web-02.txt': apt, 'reports/notes.txt': 'hello\n' }, [
      'reports/web-01.txt',
      'reports/web-02.txt',
    ]);
    checkFindings({ 'scans/a.nessus': nessus, 'README.md': apt }, ['scans/a.nessus']);
  });

  it('makes assets of the hosts that reports name, where no inventory is', () => {
    deepEqual(below(inventoryOf({ 'reports/web-01.txt': apt }), 'assets'), ['web-01: {}']);
    deepEqual(below(inventoryOf({ 'reports/web-01.txt': apt, hosts: ini }), 'assets'), []);
  });

  it('writes what passes our own checks', () => {
    const files = { hosts: ini, 'a b/web-01.txt': apt, 'a b/web-02.txt': apt, 'x: y/a.nessus': nessus };
    deepEqual(faults(proposed(files)), []);
    deepEqual(faults(proposed({ 'reports/web-01.txt': apt, 'scans/a.nessus': nessus })), []);
  });

  it('overwrites nothing, and says so', () => {
    const result = proposed({ 'x.inventory.yaml': 'assets: {}\n' });
    deepEqual(
      result.files.map(({ uri }) => uri),
      ['file:///home/me/fleet/fleet.patch-policy.yaml'],
    );
    match(result.found.join('\n'), /There is an inventory already, x\.inventory\.yaml/);
    const both = proposed({ 'x.inventory.yaml': '', 'sub/patch-policy.yaml': '' });
    equal(both.files.length, 0);
    equal(both.found.length, 2);
  });

  it('makes a file name of any folder name', () => {
    const [first] = proposed({}, 'file:///home/me/-my%20fleet%20%28old%29').files;
    equal(first?.uri, 'file:///home/me/-my%20fleet%20%28old%29/my-fleet-old.inventory.yaml');
  });

  it('reads only what may matter', () => {
    ok(mayMatter('ansible.cfg') && mayMatter('a/hosts') && mayMatter('scans/x.nessus'));
    ok(!mayMatter('.git/config.ini') && !mayMatter('a/node_modules/b/x.json') && !mayMatter('logo.png'));
  });
});
