// What each classic edit costs, exactly: chunks read and taken in, names touched, assets judged, chunks checked, files published.

import { deepEqual, equal, match } from 'node:assert/strict';
import { Counted, type Start, work } from './counted.ts';

const A = 'a.inventory.yaml';
const B = 'b.inventory.yaml';
const P = 'p.patch-policy.yaml';

const policy = `sla:
  clock: vendor-release
  rules:
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: production, match: { environment: production }, within: 2d }
    - { name: rest, match: {}, within: 60d }
maintenanceWindows:
  sunday:
    schedule: Sun 02:00
    duration: 4h
`;
/** In this fleet nothing is to be said of any asset. */
const entry = (name: string, more = '') => `  ${name}:
    os: debian 12
${more}    pending:
      - id: DSA-1
        severity: low
        released: 2026-11-20
        fixed: 1.2
`;
const member = '    groups: [web]\n';
const entries = (letter: string, count: number, members = 0) =>
  Array.from({ length: count }, (_, nth) => entry(`${letter}-${nth}`, nth < members ? member : '')).join('');
const files = {
  [A]: `assets:\n${entries('a', 20, 3)}`,
  [B]: `assets:\n${entries('b', 5)}groups:\n  web:\n    owner: ana\n  db: {}\n`,
  [P]: policy,
};
/** The line `assets:`, the entries, the line `groups:`, the groups. */
const CHUNKS = { [A]: 1 + 20, [B]: 1 + 5 + 1 + 2, [P]: 3 };

/** The inventory that is edited is open, the other one is closed. */
const start = (more: Start = {}) => new Counted(files, { open: [A], ...more });

for (const packed of [false, true]) {
  describe(`an edit of an asset, its file ${packed ? 'from the cache' : 'read here'}, costs`, () => {
    it('its own chunk, where nobody else sees what changed; and no reading to take it back', () => {
      const fleet = start({ packed });
      deepEqual(fleet.edit(A, 'fixed: 1.2', 'fixed: 1.3'), work({ read: 1, checks: 1 }));
      deepEqual(fleet.edit(A, 'fixed: 1.3', 'fixed: 1.2'), work({ checks: 1 }));
      deepEqual(fleet.edit(A, 'fixed: 1.2', 'fixed: 1.3'), work({ checks: 1 }));
    });

    it('one judgement, where selectors may ask what changed', () => {
      const fleet = start({ packed });
      const cost = { linked: 2, keys: 1, judged: 1, checks: 1 };
      deepEqual(fleet.edit(A, 'debian 12', 'debian 13'), work({ ...cost, read: 1 }));
      deepEqual(fleet.edit(A, 'low', 'critical'), work({ ...cost, read: 1, sent: [`${A} 1`] }));
      deepEqual(fleet.edit(A, 'critical', 'low'), work({ ...cost, sent: [`${A} 0`] }));
    });

    it('the chunks that were edited, where several were at once', () => {
      const fleet = start({ packed });
      const all = fleet.text(A);
      const edited = all.replace('fixed: 1.2', 'fixed: 1').replace(/1\.2(?=\n$)/, '2');
      deepEqual(fleet.edit(A, all, edited), work({ read: 2, checks: 2 }));
    });

    it('the chunk in which a line is inserted, and nothing of those below', () => {
      const fleet = start({ packed });
      deepEqual(fleet.edit(A, 'assets:\n', '\nassets:\n'), work({ read: 1, checks: 1 }));
      deepEqual(fleet.edit(A, '  a-10:', '\n  # more\n  a-10:'), work({ read: 1, checks: 1 }));
    });
  });
}

describe('an edit of an asset’s name costs', () => {
  it('what says the name: the asset, and where it is meant', () => {
    const named = `${policy}exceptions:\n  - { id: EX-1, match: { asset: a-7 }, reason: r, expires: 2027-01-01 }\n`;
    const fleet = new Counted({ ...files, [P]: named }, { open: [A, P] });
    deepEqual(
      fleet.edit(A, 'a-7:', 'a-seven:'),
      work({ read: 1, linked: 2, keys: 1, judged: 1, checks: 2, sent: [`${A} 0`, `${P} 1`] }),
    );
    match(fleet.problems.join(), /p.patch-policy.yaml:\d+ name\/unresolved: No asset `a-7`/);
    deepEqual(
      fleet.edit(A, 'a-seven:', 'a-7:'),
      work({ linked: 2, keys: 2, judged: 1, checks: 2, sent: [`${A} 1`, `${P} 0`] }),
    );
  });

  it('nothing where it is meant, while the name stays', () => {
    const named = `${policy}exceptions:\n  - { id: EX-1, match: { asset: a-0 }, reason: r, expires: 2027-01-01 }\n`;
    const fleet = new Counted({ ...files, [P]: named }, { open: [A, P] });
    deepEqual(
      fleet.edit(A, 'debian 12', 'debian 13'),
      work({ read: 1, linked: 2, keys: 1, judged: 1, checks: 1, sent: [`${A} 1`] }),
    );
  });

  it('the two entries that now have one name', () => {
    const fleet = start();
    // The first one counts: the other asset of that name is gone. Its text was read before, as that of its double.
    deepEqual(
      fleet.edit(A, 'a-8:', 'a-9:'),
      work({ linked: 2, keys: 2, judged: 1, checks: 2, sent: [`${A} 1`] }),
    );
    deepEqual(
      fleet.edit(A, 'a-9:', 'a-8:'),
      work({ linked: 2, keys: 1, judged: 2, checks: 2, sent: [`${A} 0`] }),
    );
  });

  it('the same with an entry in a closed file, which is looked at as a whole', () => {
    const fleet = start();
    const checks = 1 + CHUNKS[B];
    deepEqual(
      fleet.edit(A, 'a-10:', 'b-2:'),
      work({ linked: 2, keys: 2, judged: 1, checks, sent: [`${B} 1`] }),
    );
    deepEqual(
      fleet.edit(A, 'b-2:', 'a-10:'),
      work({ linked: 2, keys: 1, judged: 2, checks, sent: [`${B} 0`] }),
    );
  });
});

describe('an edit of a group costs', () => {
  it('exactly the assets that inherit from it', () => {
    const fleet = start();
    const cost = { judged: 3, checks: CHUNKS[B] + 3 };
    deepEqual(fleet.edit(B, 'owner: ana', 'owner: bo'), work({ ...cost, read: 1 }));
    deepEqual(
      fleet.edit(B, 'owner: bo', 'environment: production'),
      work({ ...cost, read: 1, sent: [`${A} 3`] }),
    );
    deepEqual(fleet.edit(B, 'environment: production', 'owner: bo'), work({ ...cost, sent: [`${A} 0`] }));
  });

  it('no asset, where none is in it, or where they all say otherwise', () => {
    const fleet = start();
    deepEqual(fleet.edit(B, 'db: {}', 'db: { owner: bo }'), work({ read: 1, checks: CHUNKS[B] }));
    deepEqual(
      fleet.edit(B, 'owner: ana', 'os: debian 11\n    owner: ana'),
      work({ read: 1, checks: CHUNKS[B] }),
    );
  });
});

describe('an edit of a policy costs', () => {
  const cost = { read: 1, checks: CHUNKS[P] };

  it('nothing beyond it, where nothing is judged by what changed', () => {
    const fleet = start();
    deepEqual(fleet.edit(P, 'sla:\n', 'sla:\n  # why\n'), work(cost));
    deepEqual(fleet.edit(P, 'Sun 02:00', 'Mon 02:00'), work(cost));
  });

  it('all assets, where a term changed, and no reading of theirs', () => {
    const fleet = start();
    const checks = CHUNKS[P] + 20 + CHUNKS[B];
    deepEqual(fleet.edit(P, '60d', '2d'), work({ read: 1, judged: 25, checks, sent: [`${A} 20`, `${B} 5`] }));
    deepEqual(fleet.edit(P, '2d }\nm', '60d }\nm'), work({ judged: 25, checks, sent: [`${A} 0`, `${B} 0`] }));
  });
});

describe('what is known already isn’t read again:', () => {
  it('an entry cut from one file and pasted into another', () => {
    const fleet = start({ packed: true });
    deepEqual(fleet.edit(A, entry('a-12'), ''), work({ linked: 1, keys: 1 }));
    equal(fleet.snapshot.assets.size, 24);
    deepEqual(
      fleet.edit(B, 'groups:\n', `${entry('a-12')}groups:\n`),
      work({ linked: 1, judged: 1, checks: CHUNKS[B] + 1 }),
    );
    equal(fleet.snapshot.assets.size, 25);
  });

  it('a file that is written again as it was', () => {
    for (const packed of [false, true]) {
      const fleet = start({ packed });
      deepEqual(fleet.write({ [A]: fleet.text(A), [B]: fleet.text(B), [P]: fleet.text(P) }), work());
    }
  });

  it('a branch that was left and is taken up again', () => {
    const fleet = start({ packed: true });
    const main = { [A]: fleet.text(A), [B]: fleet.text(B), [P]: fleet.text(P) };
    const branch = {
      [A]: main[A].replaceAll('1.2', '1.3'),
      [B]: main[B].replace('b-2', 'b-22'),
      [P]: undefined,
    };
    const isRead = (files: typeof main | typeof branch) => fleet.write(files).read;
    deepEqual([branch, main, branch, main].map(isRead), [21, 0, 0, 0]);
    deepEqual(fleet.problems, []);
  });

  it('a file that is renamed', () => {
    const fleet = start({ packed: true });
    equal(fleet.write({ [B]: undefined, 'sub/c.inventory.yaml': fleet.text(B) }).read, 0);
  });

  it('of reports those that are as they were', () => {
    const upgrade = (name: string) =>
      `Listing...\n${name}/stable-security 2.0 amd64 [upgradable from: 1.0]\n`;
    const reports = Object.fromEntries(
      Array.from({ length: 5 }, (_, nth) => [`reports/a-${nth}.txt`, upgrade('curl')]),
    );
    const asking = { ...files, [A]: `${files[A]}findings: [reports/*.txt]\n` };
    const collected = new Counted(asking, { open: [A], reports });
    equal(collected.snapshot.assets.get('a-2')?.pending.length, 2);
    deepEqual(collected.report({}), work());
    deepEqual(
      collected.report({ 'reports/a-2.txt': upgrade('openssl') }),
      work({ foreign: 1, judged: 1, checks: 2, sent: [`${A} 5`] }),
    );
    deepEqual(collected.edit(A, 'fixed: 1.2', 'fixed: 1.3'), work({ read: 1, checks: 1, sent: [`${A} 5`] }));
  });
});

describe('of a file that', () => {
  const chunksOf = (fleet: Counted) => fleet.snapshot.files.get(`file:///w/${A}`)?.chunks.length;

  it('has an anchor for a while all is read, and then nothing', () => {
    const fleet = start();
    const cost = { linked: CHUNKS[A] + 1, keys: 20, judged: 20 };
    deepEqual(fleet.edit(A, 'os: debian 12', 'os: &os debian 12'), work({ ...cost, read: 1, checks: 1 }));
    equal(chunksOf(fleet), 1);
    deepEqual(fleet.edit(A, 'os: debian 12', 'os: *os'), work({ read: 1, checks: 1 }));
    equal(fleet.snapshot.assets.get('a-1')?.os, 'debian 12');
    fleet.edit(A, 'os: *os', 'os: debian 12');
    deepEqual(fleet.edit(A, 'os: &os debian 12', 'os: debian 12'), work({ ...cost, checks: CHUNKS[A] }));
    equal(chunksOf(fleet), CHUNKS[A]);
    deepEqual(fleet.problems, []);
  });

  it('has CRLF line ends no more than the chunk is read that was edited', () => {
    const crlf = new Counted({ ...files, [A]: files[A].replaceAll('\n', '\r\n') }, { open: [A] });
    equal(chunksOf(crlf), CHUNKS[A]);
    deepEqual(crlf.edit(A, 'fixed: 1.2', 'fixed: 1.3'), work({ read: 1, checks: 1 }));
    deepEqual(crlf.edit(A, '  a-19:', '\r\n  a-19:'), work({ read: 1, checks: 1 }));
    equal(chunksOf(crlf), CHUNKS[A]);
  });

  it('has a thousand entries one is read, one is checked', () => {
    const large = new Counted({ [A]: `assets:\n${entries('a', 1000)}`, [P]: policy }, { open: [A] });
    deepEqual(large.edit(A, '  a-500:\n    os: debian 12', '  a-500:\n    os: debian 13'), {
      ...work({ read: 1, linked: 2, keys: 1, judged: 1, checks: 1 }),
    });
    deepEqual(large.edit(A, '  a-500:\n', '  a-500:\n    # here\n'), work({ read: 1, checks: 1 }));
  });
});

describe('when a folder is loaded', () => {
  it('each chunk is taken in once and each asset judged once, where the policy and the groups come first', () => {
    const { [A]: a, [B]: b, [P]: p } = files;
    const fleet = new Counted({}, { isLoading: true });
    deepEqual(fleet.load({ [P]: p, [B]: b, [A]: a }), [
      work({ linked: CHUNKS[P], checks: CHUNKS[P] }),
      work({ linked: CHUNKS[B], judged: 5, checks: CHUNKS[B] }),
      work({ linked: CHUNKS[A], judged: 20, checks: CHUNKS[A] }),
    ]);
    deepEqual(fleet.apply({ complete: true }), work());
  });

  it('only chunks with names that nobody defines are looked at again', () => {
    const asking = { ...files, [A]: files[A].replace('[web]', '[wbe]') };
    const fleet = new Counted(asking, { open: [A], isLoading: true });
    deepEqual(fleet.problems, []);
    deepEqual(fleet.apply({ complete: true }), work({ checks: 1, sent: [`${A} 1`] }));
  });
});

describe('a workspace', () => {
  it('knows of hosts that findings are asked for again only those that are still there', () => {
    const report = {
      'reports/www.txt': 'Listing...\ncurl/stable-security 2.0 amd64 [upgradable from: 1.0]\n',
    };
    const asking = (...names: readonly string[]) =>
      `assets:\n${names.map((name) => `  ${name}: { aliases: [www] }\n`).join('')}findings: [reports/*.txt]\n`;
    const fleet = new Counted({ [A]: asking('web-1', 'web-2') }, { reports: report });
    match(fleet.problems.join(), /source\/unmatched/);
    fleet.write({ [A]: undefined });
    fleet.write({ [A]: asking('web-3') });
    fleet.report({});
    equal(fleet.snapshot.assets.get('web-3')?.pending.length, 1);
    deepEqual(
      fleet.problems.filter((line) => line.includes('unmatched')),
      [],
    );
  });

  it('moves all of a file from which a byte order mark goes', () => {
    const text = 'assets: { a: { osx: 1 } }';
    const fleet = new Counted({ [A]: `\uFEFF${text}` });
    const columns = () => fleet.snapshot.files.get(`file:///w/${A}`)?.chunks.map(({ offset }) => offset);
    deepEqual(columns(), [1]);
    deepEqual(fleet.write({ [A]: text }), work({ checks: 1, sent: [`${A} 1`] }));
    deepEqual(columns(), [0]);
  });
});
