// Problems kept chunk by chunk: an edit makes only those anew whose chunk it touched, and what is kept is what a fresh look says.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkFile } from '../../server/src/check/checkAll.ts';
import { ProblemStore } from '../../server/src/check/problemStore.ts';
import type { OwnedFile } from '../../server/src/workspace/ownedFile.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { lineOf, root, type Texts, workspaceOf } from './fixture.ts';

const A = `${root}/a.inventory.yaml`;
const policy = 'sla: { rules: [{ name: week, match: {}, within: 7d }] }\n';
const late = 'pending: [{ id: P, released: 2026-11-01 }]';

interface Watched {
  readonly workspace: Workspace;
  readonly store: ProblemStore;
  readonly edit: (file: string, text: string | undefined) => void;
  /** As lines, of one of the files. */
  readonly problems: (file: string) => readonly string[];
  /** How many chunks were checked since the last time. */
  readonly checks: () => number;
}

function watched(files: Texts, open: readonly string[]): Watched {
  const workspace = workspaceOf(files);
  const store = new ProblemStore((file) => open.includes(file));
  let counted = 0;
  return {
    workspace,
    store,
    edit(file, text) {
      store.touched(workspace.apply({ files: [{ uri: file, text }] }));
    },
    problems(file) {
      const snapshot = workspace.snapshot();
      return store.problemsOf(snapshot, fileOf(snapshot, file)).map((problem) => lineOf(snapshot, problem));
    },
    checks() {
      const since = store.checksRun - counted;
      counted = store.checksRun;
      return since;
    },
  };
}

function fileOf(snapshot: Snapshot, uri: string): OwnedFile {
  const file = snapshot.files.get(uri);
  if (!file) throw new Error(`no such file: ${uri}`);
  return file;
}

describe('kept problems', () => {
  const lines = (middle: string) => `assets:\n  a: { ${late} }\n  b: { ${middle} }\n  c: { osx: 1 }\n`;
  const files = { 'a.inventory.yaml': lines('os: x'), 'p.patch-policy.yaml': policy };

  it('are made anew of the chunk that an edit touched, and of no other', () => {
    const { edit, problems, checks, store } = watched(files, [A]);
    equal(problems(A).length, 2);
    equal(checks(), 4);
    equal(problems(A).length, 2);
    equal(checks(), 0);
    edit(A, lines(late));
    deepEqual(
      problems(A).map((line) => line.slice(0, 36)),
      [
        'a.inventory.yaml:2 sla/overdue: a: 1',
        'a.inventory.yaml:3 sla/overdue: b: 1',
        'a.inventory.yaml:4 schema/unknown-ke',
      ],
    );
    equal(checks(), 1);
    equal(store.filesKept, 1);
  });

  it('go with their chunk, and move with it', () => {
    const { edit, problems, checks } = watched(files, [A]);
    problems(A);
    checks();
    edit(A, `# a line\n${lines('os: x')}`.replace(/ {2}c: .*\n/, ''));
    deepEqual(
      problems(A).map((line) => line.slice(0, 31)),
      ['a.inventory.yaml:3 sla/overdue:'],
    );
  });

  it('are made anew where a file that they read has changed', () => {
    const { edit, problems, checks } = watched(files, [A]);
    problems(A);
    checks();
    edit(`${root}/p.patch-policy.yaml`, policy.replace('7d', '40d'));
    deepEqual(
      problems(A).map((line) => line.slice(0, 31)),
      ['a.inventory.yaml:4 schema/unkno'],
    );
    equal(checks(), 1);
  });

  it('lead to where a thing stands now, though nothing else of it has changed', () => {
    const group = (owner: string, comment: string) => `  ${owner}:${comment}\n    owner: ${owner}\n`;
    const groups = (comment: string) => `groups:\n${group('g', comment)}${group('h', '')}`;
    const { workspace, edit, store } = watched(
      { 'a.inventory.yaml': 'assets:\n  a: { groups: [g, h] }\n', 'g.inventory.yaml': groups('') },
      [A],
    );
    const related = () => {
      const snapshot = workspace.snapshot();
      const found = store.problemsOf(snapshot, fileOf(snapshot, A));
      return found.flatMap((problem) =>
        problem.related.map((one) => lineOf(snapshot, { ...problem, ...one }).slice(0, 18)),
      );
    };
    deepEqual(related(), ['g.inventory.yaml:3', 'g.inventory.yaml:5']);
    edit(`${root}/g.inventory.yaml`, groups('\n    # about it'));
    deepEqual(related(), ['g.inventory.yaml:4', 'g.inventory.yaml:6']);
  });

  it('lead to where the first definition stands now, of which nothing else has changed', () => {
    const first = (gap: string) => `assets:${gap}{ a: {} }\n`;
    const { workspace, edit, store, checks } = watched(
      { 'a.inventory.yaml': first(' '), 'b.inventory.yaml': 'assets:\n  a: {}\n  b: { osx: 1 }\n' },
      [`${root}/b.inventory.yaml`],
    );
    const related = () => {
      const snapshot = workspace.snapshot();
      const found = store.problemsOf(snapshot, fileOf(snapshot, `${root}/b.inventory.yaml`));
      return found.flatMap((problem) =>
        problem.related.map(({ at }) => lineOf(snapshot, { ...problem, at })),
      );
    };
    equal(related().length, 1);
    checks();
    edit(A, first('\n  '));
    deepEqual(
      related().map((line) => line.slice(0, 18)),
      ['a.inventory.yaml:2'],
    );
    equal(checks(), 1);
  });

  it('are not kept of closed files, and of one that was closed only until the next change', () => {
    const open = [A];
    const { edit, problems, checks, store } = watched(files, open);
    problems(A);
    checks();
    open.pop();
    edit(`${root}/p.patch-policy.yaml`, `${policy}# more\n`);
    equal(store.filesKept, 0);
    equal(problems(A).length, 2);
    equal(problems(A).length, 2);
    equal(checks(), 8);
    equal(store.filesKept, 0);
  });
});

describe('a file that is looked at in slices', () => {
  it('goes on where it was when the workspace has changed meanwhile', () => {
    const assets = (fault: string) =>
      `assets:\n${Array.from({ length: 9 }, (_, nth) => `  a${nth}: { ${nth === 4 ? fault : late} }\n`).join('')}`;
    const { workspace, store, edit, problems, checks } = watched(
      { 'a.inventory.yaml': assets('os: x'), 'p.patch-policy.yaml': policy },
      [],
    );
    const advance = (chunks: number) => {
      const snapshot = workspace.snapshot();
      let left = chunks;
      return store.advance(snapshot, fileOf(snapshot, A), () => left-- > 0);
    };
    equal(advance(6), false);
    edit(A, assets(late));
    equal(advance(2), false);
    equal(advance(20), true);
    equal(problems(A).length, 9);
    // Ten chunks, and one of them twice.
    equal(checks(), 11);
    equal(store.filesKept, 0);
  });
});

describe('kept problems after random edits', () => {
  const entries = [
    '',
    '  a: { groups: [g, h] }\n',
    `  a: { ${late}, groups: [nope] }\n`,
    `  b: { criticality: high, ${late} }\n`,
    '  b: { groups: [g], osx: 1 }\n',
    '  c: { gpu: { driver: 418.39, cuda: 12.8 } }\n',
    '  c: [\n',
    '# a comment\n\n',
  ];
  const groups = [
    '',
    '  g: { owner: x }\n',
    '  h: { owner: y }\n',
    '  h: {}\n',
    '  g: { criticality: low }\n',
    '  # more\n  g: { owner: x }\n',
  ];
  const some = (texts: readonly string[]) => fc.array(fc.constantFrom(...texts), { maxLength: 5 });
  const inventory = fc
    .tuple(some(entries), some(groups))
    .map(([assets, more]) => `assets:\n${assets.join('')}groups:\n${more.join('')}`);
  const policies = fc.constantFrom(
    policy,
    policy.replace('7d', '40d'),
    `# first\n${policy}`,
    'sla: { rules: [{ name: k, match: { kev: true }, within: 1d }] }\n',
    `${policy}exceptions: [{ id: EX, match: { advisory: P }, reason: r, expires: 2027-01-31 }]\n`,
    'extends: [sed-default]\nrings: { r: { match: { groups: gg } }, s: { after: r } }\n',
  );
  const edits = fc.oneof(
    fc.record({ file: fc.constantFrom('a.inventory.yaml', 'b.inventory.yaml'), text: inventory }),
    fc.record({ file: fc.constantFrom('p.patch-policy.yaml', 'q.patch-policy.yaml'), text: policies }),
    fc.record({
      file: fc.constantFrom('b.inventory.yaml', 'q.patch-policy.yaml'),
      text: fc.constant(undefined),
    }),
  );

  it('are what a fresh look says', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 8 }), (script) => {
        const { workspace, store, edit } = watched({ 'a.inventory.yaml': 'assets: {}' }, [
          A,
          `${root}/b.inventory.yaml`,
          `${root}/p.patch-policy.yaml`,
        ]);
        for (const { file, text } of script) {
          edit(`${root}/${file}`, text);
          const snapshot = workspace.snapshot();
          for (const one of snapshot.files.values())
            deepEqual(
              told(snapshot, store.problemsOf(snapshot, one)),
              told(snapshot, checkFile(snapshot, one, neverCancelled)),
            );
        }
      }),
      { numRuns: 100 },
    );
  });
});

function told(snapshot: Snapshot, problems: ReturnType<typeof checkFile>): readonly unknown[] {
  return problems.map((problem) => [
    lineOf(snapshot, problem),
    problem.asset,
    problem.related.map((one) => lineOf(snapshot, { ...problem, ...one })),
  ]);
}
