// What violates the schema, in words, at its place; and that nothing hostile in a name or key gets further than a diagnostic.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { allProblems, codes, snapshotOf, type Texts } from './fixture.ts';

function checkProblems(files: Texts, ...expected: readonly string[]): void {
  deepEqual(allProblems(snapshotOf(files)), expected);
}

function checkInventory(text: string, ...expected: readonly string[]): void {
  checkProblems({ 'a.inventory.yaml': text }, ...expected.map((line) => `a.inventory.yaml:${line}`));
}

describe('what violates the schema', () => {
  it('is said in words, with what was probably meant', () => {
    checkInventory(
      `assets:
  a: { osx: debian, criticality: hihg, exposure: wan }
  b: [x]
  c: { pending: [{ severity: high }, 7], connection: { port: 70000, become: yes } }
  d: { os: { name: x }, groups: web }
asset: {}
`,
      '2 schema/unknown-key: `osx` is not a key that Patchtide knows here. Did you mean `os`?',
      '2 schema/value: `hihg` is not one of critical, high, medium, low. Did you mean `high`?',
      '2 schema/value: `wan` is not one of internet, partner, internal, isolated.',
      '3 schema/type: This must be a map of keys and values, not a list.',
      '4 schema/missing: `id` is missing here. The advisory (DSA-, RHSA-, USN-, KB, CVE-...), or the package where the scanner names none.',
      '4 schema/type: This must be a map of keys and values, not a single value.',
      '4 schema/value: `70000` is too large; at most 65535.',
      '4 schema/value: `yes` is neither `true` nor `false`.',
      '5 schema/type: This must be a text, not a map.',
      '5 schema/type: This must be a list, not a single value.',
      '6 schema/unknown-key: `asset` is not a key that Patchtide knows here. Did you mean `assets`?',
    );
  });

  it('is never a key that begins with x-, nor anything below labels', () => {
    checkInventory('x-mine: { a: 1 }\nassets:\n  a: { x-note: [1], labels: { osx: { b: c } } }\n');
  });

  it('is a key twice, in a map and as a section', () => {
    checkInventory(
      '# head\nassets:\n  a: { os: x, os: y }\nsources: []\nassets:\n  b: {}\n',
      '3 yaml/duplicate-key: `os` is here twice; the first one counts. Remove or rename one.',
      '5 yaml/duplicate-key: `assets` is here twice. Put what is below both under one.',
    );
    const { assets } = snapshotOf({
      'a.inventory.yaml': 'assets:\n  a: { os: x, os: y }\nassets:\n  b: {}\n',
    });
    deepEqual(
      [...assets.values()].map(({ name, os }) => [name, os]),
      [
        ['a', 'x'],
        ['b', undefined],
      ],
    );
  });

  it('points at the key that is there twice, not at the comment before it', () => {
    const snapshot = snapshotOf({ 'a.inventory.yaml': '# one\n# two\nsources: []\nsources: []\n' });
    const [fault] = [...snapshot.files.values()][0]?.problems ?? [];
    equal(fault?.related?.span.start, '# one\n# two\n'.length);
  });

  it('is said once of what aliases repeat', () => {
    checkInventory(
      'x-base: &base { osx: 1, groups: [gone] }\nassets:\n  a: *base\n  b: *base\n  c: { <<: *base }\n',
      '1 schema/unknown-key: `osx` is not a key that Patchtide knows here. Did you mean `os`?',
      '1 name/unresolved: No group `gone` is defined. Declare it under `groups:` of an inventory (`{}` will do).',
    );
  });

  it('names what a plan must have', () => {
    ok(
      codes(snapshotOf({ 'a.patch-plan.yaml': 'plan: x\n' })).includes('a.patch-plan.yaml:1 schema/missing'),
    );
  });
});

describe('names', () => {
  it('may be those of JavaScript itself', () => {
    const text = `assets:
  __proto__: { os: debian 12, groups: [constructor], labels: { __proto__: { evil: 1 } } }
  constructor: { groups: [toString], pending: [{ id: hasOwnProperty }] }
  toString: { groups: [__proto__] }
groups:
  constructor: { criticality: high }
  toString: {}
  __proto__: { environment: x }
`;
    const { assets } = snapshotOf({ 'a.inventory.yaml': text });
    deepEqual([...assets.keys()], ['__proto__', 'constructor', 'toString']);
    equal(assets.get('__proto__')?.criticality, 'high');
    equal(assets.get('toString')?.environment, 'x');
    equal(({} as { evil?: unknown }).evil, undefined);
    equal((assets.get('__proto__')?.labels as { evil?: unknown } | undefined)?.evil, undefined);
    checkInventory(text);
  });

  it('that could become an option or a path are refused and count for nothing', () => {
    const text =
      'assets:\n  -oProxyCommand=x: {}\n  ../../x: {}\n  ..: {}\n  /etc: {}\n  "a\\nb": {}\n  a/b.c..d: {}\n';
    const snapshot = snapshotOf({ 'a.inventory.yaml': text });
    deepEqual(
      codes(snapshot),
      [2, 3, 4, 5, 6].map((line) => `a.inventory.yaml:${line} schema/value`),
    );
    deepEqual([...snapshot.assets.keys()], ['a/b.c..d']);
  });

  it('and addresses are hosts', () => {
    checkInventory(
      'assets:\n  a: { address: -oProxyCommand=x }\n',
      '2 schema/value: `-oProxyCommand=x` is not an address or a host name: letters, digits, `.`, `-` and `:` only, beginning with a letter or a digit.',
    );
  });
});

describe('a selector at fault', () => {
  const inventory = 'assets:\n  a: { pending: [{ id: CVE-1, severity: critical, released: 2026-11-01 }] }\n';
  const policy = (exception: string) => `sla: { rules: [{ name: all, match: {}, within: 7d }] }
exceptions:
  - { id: EX, match: ${exception}, reason: r, expires: 2027-01-01 }
`;

  for (const match of [
    '{ asset: a, advisroy: CVE-2 }',
    '{ asset: a, advisory: }',
    '{ asset: a, severity: hihg }',
    '{ asset: a, not: { severity: hihg } }',
    '{ any: [{ asset: a, sevrity: low }, {}] }',
    '{ asset: a, asset: b }',
    'a',
  ]) {
    it(`excepts nothing, and is an error: ${match}`, () => {
      const snapshot = snapshotOf({ 'a.inventory.yaml': inventory, 'p.patch-policy.yaml': policy(match) });
      equal(snapshot.judgements.get('a')?.state, 'overdue');
      const { chunks } = snapshot.files.get('file:///w/p.patch-policy.yaml') ?? {};
      ok(chunks?.some(({ facts }) => facts.schema.some(({ severity }) => severity === 'error')));
    });
  }

  it('takes keys of one’s own for comments', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml': inventory,
      'p.patch-policy.yaml': policy('{ asset: a, x-why: because }'),
    });
    equal(snapshot.judgements.get('a')?.state, 'excepted');
  });

  it('lets a scope bind nobody', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml': inventory,
      'p.patch-policy.yaml':
        'scope: { enviroment: x }\nsla: { rules: [{ name: all, match: {}, within: 7d }] }\n',
    });
    equal(snapshot.judgements.get('a')?.state, 'ungoverned');
    deepEqual(codes(snapshot), ['p.patch-policy.yaml:1 schema/unknown-key']);
  });
});

describe('texts that are none, or nothing', () => {
  for (const [what, text, expected] of [
    ['nothing', '', ['1 yaml/empty']],
    ['comments', '# a\n\n   # b\n', ['1 yaml/empty']],
    ['a byte order mark', '\uFEFF', ['1 yaml/empty']],
    ['NULs', 'assets:\n  a\0: {}\n', ['1 yaml/not-text']],
    ['a word', 'hello\n', ['1 schema/type']],
    ['a list', '- a\n- b\n', ['1 schema/type']],
    ['half a line', 'assets:\n  a', ['2 schema/type']],
    ['more than is read', '#'.repeat(16 * 1024 * 1024 + 1), ['1 yaml/too-large']],
    ['more entries than are read', `assets:\n${'  a: {}\n'.repeat(200_000)}`, ['1 yaml/too-large']],
    ['more marks than are read', `a: ${'['.repeat(1_000_001)}`, ['1 yaml/limit']],
  ] as const) {
    it(`get a diagnostic: ${what}`, () => {
      deepEqual(
        codes(snapshotOf({ 'a.inventory.yaml': text })),
        expected.map((line) => `a.inventory.yaml:${line}`),
      );
    });
  }

  it('count as lines whatever ends them', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `\uFEFFassets:${end}  a: { osx: 1 }${end}  b: { os: debian 12 }${end}`;
      const snapshot = snapshotOf({ 'a.inventory.yaml': text });
      deepEqual(codes(snapshot), ['a.inventory.yaml:2 schema/unknown-key']);
      equal(snapshot.assets.get('b')?.os, 'debian 12');
    }
  });

  it('leave the other assets readable', () => {
    const text = `assets:
  a: { os: x
  b:
    os: "x
  c:
\tos: x
<<<<<<< HEAD
  d: { os: ours }
=======
  d: { os: theirs }
>>>>>>> x
  e: {os: last}
`;
    const snapshot = snapshotOf({ 'a.inventory.yaml': text });
    equal(snapshot.assets.get('d')?.os, 'ours');
    equal(snapshot.assets.get('e')?.os, 'last');
    deepEqual(codes(snapshot), [
      'a.inventory.yaml:2 yaml/syntax',
      'a.inventory.yaml:4 yaml/syntax',
      'a.inventory.yaml:6 yaml/syntax',
      'a.inventory.yaml:7 yaml/conflict',
    ]);
  });
});
