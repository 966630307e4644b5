// Names across files: defined nowhere, defined twice; and whose first definition counts whatever order the files come in.

import { deepEqual, equal } from 'node:assert/strict';
import { allProblems, codes, snapshotOf, type Texts, workspaceOf } from './fixture.ts';

function checkNames(files: Texts, ...expected: readonly string[]): void {
  deepEqual(
    allProblems(snapshotOf(files)).filter((line) => line.includes(' name/')),
    expected,
  );
}

describe('name/unresolved', () => {
  it('says what is defined nowhere, and how to define it or what was meant', () => {
    checkNames(
      {
        'a.inventory.yaml': `assets:
  web-01: { groups: [wbe, web, batch], maintenanceWindow: sunday }
groups:
  web: { maintenanceWindow: monday-night }
findings:
  - { file: x.txt, asset: web-1 }
`,
        'p.patch-policy.yaml': `maintenanceWindows: { monday-night: { schedule: "Mon 02:00", duration: 4h } }
rings: { lab: { match: { groups: lab, asset: [web-01, db-01] } }, broad: { after: canary } }
approval: { roles: [boss] }
sla: { rules: [{ name: x, match: { advisory: CVE-1 }, within: 1d }] }
`,
      },
      'a.inventory.yaml:2 name/unresolved: No group `wbe` is defined. Did you mean `web`?',
      'a.inventory.yaml:2 name/unresolved: No group `batch` is defined. Declare it under `groups:` of an inventory (`{}` will do).',
      'a.inventory.yaml:2 name/unresolved: No maintenance window `sunday` is defined. Declare it under `maintenanceWindows:` of a policy.',
      'a.inventory.yaml:6 name/unresolved: No asset `web-1` is defined. Did you mean `web-01`?',
      'p.patch-policy.yaml:2 name/unresolved: No group `lab` is defined. Declare it under `groups:` of an inventory (`{}` will do).',
      'p.patch-policy.yaml:2 name/unresolved: No asset `db-01` is defined. Declare it under `assets:` of an inventory, or read it from `sources:`.',
      'p.patch-policy.yaml:2 name/unresolved: No ring `canary` is defined. Declare it under `rings:` of a policy.',
      'p.patch-policy.yaml:3 name/unresolved: No role `boss` is defined. Declare it under `roles:` of a policy.',
    );
  });

  it('waits until everything is loaded', () => {
    const workspace = workspaceOf({ 'a.inventory.yaml': 'assets: { a: { groups: [g] } }' });
    deepEqual(codes(workspace.snapshot()), ['a.inventory.yaml:1 name/unresolved']);
    workspace.apply({ complete: false });
    deepEqual(codes(workspace.snapshot()), []);
  });

  it('resolves a name that another file defines', () => {
    checkNames({
      'a.inventory.yaml': 'assets: { a: { groups: [g] } }',
      'groups/b.inventory.yml': 'groups: { g: {} }',
    });
  });
});

describe('name/duplicate', () => {
  const files = {
    'a.inventory.yaml': 'assets:\n  web: { os: first }\n  web: { os: second }\n',
    'b.inventory.yaml': 'assets:\n  web: { os: third }\ngroups: { g: {} }\n',
    'c.inventory.yaml': 'groups:\n  g: {}\n',
  };
  const expected = [
    'a.inventory.yaml:3 name/duplicate: The asset `web` is already defined; this entry states nothing. Remove or rename one.',
    'b.inventory.yaml:2 name/duplicate: The asset `web` is already defined; this entry states nothing. Remove or rename one.',
    'c.inventory.yaml:2 name/duplicate: The group `g` is already defined; this entry states nothing. Remove or rename one.',
  ];

  it('says so across files and in one, once each', () => {
    checkNames(files, ...expected);
    checkNames(
      { 'a.inventory.yaml': '{ assets: { web: {}, web: {} } }' },
      'a.inventory.yaml:1 name/duplicate: `web` is here twice; the first one counts. Remove or rename one.',
    );
  });

  it('lets the first count whatever order the files come in', () => {
    for (const order of [Object.entries(files), Object.entries(files).reverse()]) {
      const snapshot = snapshotOf(Object.fromEntries(order));
      equal(snapshot.assets.get('web')?.os, 'first');
      deepEqual(allProblems(snapshot), expected);
    }
  });

  it('is one name in one file for windows, rings and the like; two policies may share them', () => {
    const policy = 'maintenanceWindows:\n  n: { schedule: "Sun 02:00", duration: 4h }\nrings:\n  r: {}\n';
    checkNames({ 'a.patch-policy.yaml': policy, 'b.patch-policy.yaml': policy });
    const twice =
      'maintenanceWindows:\n  n: { schedule: "Sun 02:00", duration: 4h }\n  n: { schedule: "Mon 02:00", duration: 1h }\n';
    checkNames(
      { 'a.patch-policy.yaml': twice },
      'a.patch-policy.yaml:3 name/duplicate: The maintenance window `n` is already defined; this entry states nothing. Remove or rename one.',
    );
    const [policyRead] = snapshotOf({ 'a.patch-policy.yaml': twice }).policies;
    equal(policyRead?.windows.get('n')?.duration.milliseconds, 4 * 60 * 60 * 1000);
  });

  it('does not say that a second rule of one name states nothing: a lint changes no due date', () => {
    const rule = '{ name: r, match: {}, within: 7d }';
    checkNames(
      { 'p.patch-policy.yaml': `sla:\n  rules:\n    - ${rule}\n    - ${rule}\n` },
      'p.patch-policy.yaml:4 name/duplicate: The rule `r` is already defined; both count. Remove or rename one.',
    );
  });
});
