// One asset from everything that states it: the nearer statement wins, of two groups the first listed, and every field remembers who stated it.

import { deepEqual, equal, match } from 'node:assert/strict';
import { allProblems, codes, snapshotOf } from './fixture.ts';

const HOSTS = `[web]
web-01 ansible_host=10.0.0.1 ansible_user=deploy ansible_port=2222
web-20 ansible_host=10.0.0.20
[ml]
web-01
`;

describe('an asset', () => {
  const snapshot = snapshotOf(
    {
      'a.inventory.yaml': `assets:
  web-01:
    groups: [db, eu]
    criticality: low
    connection: { become: true }
    labels: { rack: b12 }
groups:
  db: { criticality: high, environment: production, owner: dba, connection: { user: pg, port: 23 }, labels: { rack: x, row: 7 } }
  eu: { owner: ops, exposure: internal, maxUnavailable: 10% }
sources:
  - ansible: hosts
`,
    },
    { foreign: { hosts: { hosts: HOSTS } } },
  );
  const asset = snapshot.assets.get('web-01');

  it('says what is nearest: itself, its groups in their order, a source', () => {
    deepEqual(
      [
        asset?.criticality,
        asset?.environment,
        asset?.owner,
        asset?.exposure,
        asset?.maxUnavailable,
        asset?.address,
      ],
      ['low', 'production', 'dba', 'internal', '10%', '10.0.0.1'],
    );
    deepEqual(asset?.connection, { user: 'pg', port: 23, become: true });
    deepEqual(asset?.labels, { rack: 'b12', row: '7' });
  });

  it('is in the groups that any of its statements says, its own first', () => {
    deepEqual(asset?.groups.slice(0, 2), ['db', 'eu']);
    deepEqual([...(asset?.groups ?? [])].sort(), ['db', 'eu', 'ml', 'web']);
  });

  it('remembers who stated what', () => {
    const { criticality, owner, address } = asset?.origins ?? {};
    deepEqual(
      [criticality, owner, address].map((origin) => [origin?.by, origin?.name]),
      [
        ['asset', undefined],
        ['group', 'db'],
        ['source', 'hosts'],
      ],
    );
  });

  it('that only a source has is an asset, too, at the line that names the source', () => {
    const other = snapshot.assets.get('web-20');
    deepEqual(
      [other?.address, other?.at.place.file, other?.kind],
      ['10.0.0.20', 'file:///w/a.inventory.yaml', 'server'],
    );
  });

  it('whose groups disagree gets a warning for each field, that says which counts', () => {
    const lines = allProblems(snapshot).filter((line) => line.includes('group-conflict'));
    equal(lines.length, 1);
    match(lines[0] ?? '', /`web-01` gets `owner` from group `db`, listed first; group `eu` says otherwise/);
  });

  it('of groups that Ansible declares needs no group of ours', () => {
    deepEqual(
      codes(snapshot).filter((line) => line.includes('unresolved')),
      [],
    );
  });
});

describe('groups that disagree', () => {
  function conflicts(assets: string, groups: string) {
    const snapshot = snapshotOf({ 'a.inventory.yaml': `assets: { a: { ${assets} } }\ngroups:\n${groups}` });
    return snapshot
      .conflictsOf('a')
      .map(({ field, counts, ignored }) => `${field}: ${counts.name}, not ${ignored.name}`);
  }
  const groups =
    '  g: { owner: x, data: [personal] }\n  h: { owner: y, data: [personal] }\n  i: { owner: x }\n  j: { owner: z }\n';

  it('are told in the order in which the asset lists them', () => {
    deepEqual(conflicts('groups: [g, h, i, j]', groups), ['owner: g, not h', 'owner: g, not j']);
    deepEqual(conflicts('groups: [h, g]', groups), ['owner: h, not g']);
  });

  it('do not matter where the asset says it itself', () => {
    deepEqual(conflicts('groups: [g, h], owner: me', groups), []);
  });

  it('that say the same, or are one, agree', () => {
    deepEqual(conflicts('groups: [g, i, g]', groups), []);
  });
});
