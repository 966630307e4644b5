// Reports of scanners and package managers in a workspace: whose they are, when they were made, what follows, and where it is said.

import { deepEqual, equal, match } from 'node:assert/strict';
import { lineOf, type Surroundings, shown, shownLines, snapshotOf, verdict } from './fixture.ts';

const OPENSSL = 'openssl/stable-security 3.0.15-1 amd64 [upgradable from: 3.0.11-1]\n';
const POLICY = 'sla: { rules: [{ name: week, match: {}, clock: [vendor-release, detected], within: 7d }] }\n';

function snapshotWith(inventory: string, foreign: Surroundings['foreign'], policy = POLICY) {
  return snapshotOf(
    { 'a.inventory.yaml': inventory, 'p.patch-policy.yaml': policy },
    { foreign: foreign ?? {}, modified: '2026-11-05T00:00:00Z' },
  );
}

describe('findings of apt', () => {
  const patchOf = (line: string, path: string) => {
    const snapshot = snapshotWith(`assets: { web-01: {} }\nfindings:\n  - ${line}\n`, {
      [path]: { [path]: OPENSSL },
    });
    return snapshot.assets.get('web-01')?.pending[0];
  };

  it('have the package for an id, no severity, and note a security suite', () => {
    const patch = patchOf('web-01.txt', 'web-01.txt');
    deepEqual(
      [patch?.id, patch?.package, patch?.fixed, patch?.severity, patch?.securitySuite],
      ['openssl', 'openssl', '3.0.15-1', undefined, true],
    );
  });

  it('were detected when our line says, else by the date in the file name, else by its time', () => {
    const dated = 'web-01-2026-11-04.txt';
    equal(patchOf(`{ file: ${dated}, collected: 2026-11-20 }`, dated)?.detected, '2026-11-20');
    equal(patchOf(dated, dated)?.detected, '2026-11-04');
    equal(patchOf('web-01.txt', 'web-01.txt')?.detected, '2026-11-05T00:00:00.000Z');
  });

  it('are judged with what is known', () => {
    const snapshot = snapshotWith('assets: { web-01: {} }\nfindings: [web-01.txt]\n', {
      'web-01.txt': { 'web-01.txt': OPENSSL },
    });
    equal(verdict(snapshot, 'web-01'), 'overdue 2026-11-12T00:00:00Z');
    const [problem] = shown(snapshot);
    match(problem?.message ?? '', /^web-01: 1 patch overdue; the worst, openssl, by 11 days/);
    deepEqual(
      problem?.related.map((related) => lineOf(snapshot, { ...related, code: '' })),
      ['p.patch-policy.yaml:1 : rule week sets the term', 'web-01.txt:1 : openssl, due 2026-11-12 00:00 UTC'],
    );
  });
});

describe('findings of hosts', () => {
  it('that are no asset are one piece of information, with the list', () => {
    const snapshot = snapshotWith('assets: { web-01: {} }\nfindings: ["r/*"]\n', {
      'r/*': {
        'r/web-01.txt': OPENSSL,
        'r/db-01.txt': OPENSSL,
        'r/db-02.txt': OPENSSL + OPENSSL.replace(/openssl/, 'curl'),
      },
    });
    const said = shown(snapshot).filter(({ code }) => code === 'source/unmatched');
    deepEqual(
      said.map(({ severity, message }) => [severity, message]),
      [
        [
          'information',
          '2 hosts in these reports are no asset: db-01 (1) · db-02 (2). Add the asset or an alias, or name the asset here by `asset:`.',
        ],
      ],
    );
  });

  it('go to the asset that our line names, and to nobody else', () => {
    const inventory = (asset: string) =>
      `assets: { web-01: {}, db.a.example: {} }\nfindings: [{ file: web-01.txt, asset: ${asset} }]\n`;
    const foreign = { 'web-01.txt': { 'web-01.txt': OPENSSL } };
    const named = snapshotWith(inventory('db.a.example'), foreign);
    deepEqual(
      ['web-01', 'db.a.example'].map((name) => named.assets.get(name)?.pending.length),
      [0, 1],
    );
    const wrong = snapshotWith(inventory('db'), foreign);
    deepEqual(
      ['web-01', 'db.a.example'].map((name) => wrong.assets.get(name)?.pending.length),
      [0, 0],
    );
    deepEqual(shownLines(wrong), [
      'a.inventory.yaml:2 name/unresolved: No asset `db` is defined. Declare it under `assets:` of an inventory, or read it from `sources:`.',
    ]);
  });

  it('come together from several lines and files', () => {
    const snapshot = snapshotWith(
      'assets: { web-01: {} }\nfindings: [a/*, { file: b.txt, asset: web-01 }]\n',
      {
        'a/*': { 'a/web-01.txt': OPENSSL },
        'b.txt': { 'b.txt': OPENSSL.replace('3.0.15', '3.0.16') },
      },
    );
    deepEqual(
      snapshot.assets.get('web-01')?.pending.map(({ id, fixed }) => [id, fixed]),
      [['openssl', '3.0.16-1']],
    );
  });
});

describe('a patch of several findings', () => {
  const trivy = JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'web-01',
    Results: [
      {
        Target: 'web-01',
        Class: 'os-pkgs',
        Type: 'debian',
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-2023-1',
            PkgName: 'openssl',
            InstalledVersion: '1',
            FixedVersion: '2',
            Severity: 'LOW',
            PublishedDate: '2023-01-01T00:00:00Z',
          },
          {
            VulnerabilityID: 'CVE-2026-1',
            PkgName: 'openssl',
            InstalledVersion: '1',
            FixedVersion: '3',
            Severity: 'CRITICAL',
            PublishedDate: '2026-11-23T00:00:00Z',
          },
        ],
      },
    ],
  });
  const policy = (exceptions: string) => `sla:
  clock: published
  rules: [{ name: critical, match: { severity: critical }, within: 24h }, { name: low, match: { severity: low }, within: P5Y }]
${exceptions}`;
  const judged = (exceptions = '', now = '2026-11-23T12:00:00Z') =>
    verdict(
      snapshotOf(
        {
          'a.inventory.yaml': 'assets: { web-01: {} }\nfindings: [web-01.json]\n',
          'p.patch-policy.yaml': policy(exceptions),
        },
        { now, foreign: { 'web-01.json': { 'web-01.json': trivy } } },
      ),
      'web-01',
    );

  it('is not late by the date of one and the severity of another', () => {
    equal(judged(), 'open 2026-11-24T00:00:00Z');
    equal(judged('', '2026-11-24T00:00:01Z'), 'overdue 2026-11-24T00:00:00Z');
  });

  it('is late for what an exception does not cover', () => {
    const exception = (id: string) =>
      `exceptions: [{ id: E, match: { advisory: ${id} }, reason: r, expires: 2030-01-01 }]`;
    equal(judged(exception('CVE-2026-1'), '2026-12-01T00:00:00Z'), 'open 2028-01-01T00:00:00Z');
    equal(judged(exception('CVE-2023-1'), '2026-12-01T00:00:00Z'), 'overdue 2026-11-24T00:00:00Z');
    match(judged(exception('[CVE-2023-1, CVE-2026-1]'), '2026-12-01T00:00:00Z'), /^excepted/);
  });
});

describe('assets that live only in a source', () => {
  const hosts = `${Array.from({ length: 8 }, (_, nth) => `h${nth}`).join('\n')}\n`;
  const reports = Object.fromEntries(Array.from({ length: 8 }, (_, nth) => [`r/h${nth}.txt`, OPENSSL]));
  const snapshot = snapshotWith('sources:\n  - ansible: hosts\nfindings: ["r/*"]\n', {
    hosts: { hosts },
    'r/*': reports,
  });

  it('have their problems added up on the line that names the source, and it leads to the source', () => {
    const [problem, ...others] = shown(snapshot);
    deepEqual(others, []);
    equal(problem?.code, 'sla/overdue');
    match(
      problem?.message ?? '',
      /^8 assets\. The worst: h0: 1 patch overdue; .* Also: h1, h2, h3, h4, h5 and 2 more\.$/,
    );
    equal(problem && lineOf(snapshot, problem).split(' ')[0], 'a.inventory.yaml:2');
    deepEqual(new Set(problem?.related.map(({ at }) => at.place.file)), new Set(['file:///w/hosts']));
  });
});

describe('hosts of a source', () => {
  it('whose names or addresses could be taken for options or paths are left out, and told', () => {
    const hosts =
      'good ansible_host=10.0.0.1\nh1 ansible_host=-oProxyCommand=id\n../../x\nh2 ansible_user="-l root"\n';
    const snapshot = snapshotWith('sources: [{ ansible: hosts }]\n', { hosts: { hosts } });
    deepEqual([...snapshot.assets.keys()], ['good']);
    const [problem] = shown(snapshot).filter(({ code }) => code === 'source/unreadable');
    match(problem?.message ?? '', /`-oProxyCommand=id` is not an address.*`-l root` is not a user/s);
  });
});
