// Texts to trees: what is written stays as written, what is broken is a problem at its place, what is hostile is cut short.

import { deepEqual, equal, ok } from 'node:assert/strict';
import type { YamlNode } from '../../server/src/yaml/node.ts';
import { readYaml } from '../../server/src/yaml/read.ts';

/** A tree as plain values: scalars as their texts. */
function plain(node: YamlNode | undefined): unknown {
  switch (node?.kind) {
    case 'scalar':
      return node.text;
    case 'sequence':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
    default:
      return null;
  }
}

function checkRead(text: string, expected: unknown, problems: readonly string[] = []): void {
  const tree = readYaml(text);
  deepEqual(plain(tree.root), expected, text);
  deepEqual(
    tree.problems.map(({ code, span, message }) => `${code} ${quoted(text, span)}: ${message}`),
    problems,
    text,
  );
}

function quoted(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return JSON.stringify(text.slice(start, Math.min(end, start + 20)));
}

describe('readYaml', () => {
  it('keeps scalars as they are written, quoted or not', () => {
    checkRead('{ a: 12.10, b: "2", c: 0x1f, d: 1e3, e: 2026-11-03, f: 418.39, g: true }', {
      a: '12.10',
      b: '2',
      c: '0x1f',
      d: '1e3',
      e: '2026-11-03',
      f: '418.39',
      g: 'true',
    });
    checkRead('a: |\n  one\n  two\nb: >-\n  one\n  two\nc: it\n  goes on\n', {
      a: 'one\ntwo\n',
      b: 'one two',
      c: 'it goes on',
    });
  });

  it('has each value end where the last of what is written in it ends', () => {
    const text =
      'a: # all\n  b: [x, y ] # two\n  c:\n\nd: |\n  one\n  two\n\n# till here\ne:\n- x\n-\n- \n# end\n';
    const broken = `${text}f: "open\n`;
    for (const each of [text, broken]) {
      const { root } = readYaml(each);
      ok(root?.kind === 'map');
      const written = root.entries
        .slice(0, 3)
        .map(({ value }) => value && each.slice(value.span.start, value.span.end));
      deepEqual(written, ['b: [x, y ] # two\n  c', '|\n  one\n  two', '- x']);
    }
  });

  it('knows nothing from an empty text', () => {
    checkRead('a:\nb: ~\nc: null\nd: "null"\ne: ""\n', { a: null, b: null, c: null, d: 'null', e: '' });
  });

  it('reads line ends of every kind and a byte order mark', () => {
    checkRead('a: 1\r\nb:\r\n  c: 2\r\n', { a: '1', b: { c: '2' } });
    checkRead('\uFEFFa: 1\n', { a: '1' });
  });

  it('expands aliases and merges maps: the nearer wins, then the first merged', () => {
    checkRead('x: &x { os: debian, port: 1 }\ny: &y { port: 2, user: u }\na: *x\nb: { <<: *x, port: 3 }\n', {
      x: { os: 'debian', port: '1' },
      y: { port: '2', user: 'u' },
      a: { os: 'debian', port: '1' },
      b: { port: '3', os: 'debian' },
    });
    checkRead('x: &x { port: 1 }\ny: &y { port: 2, user: u }\nc: { <<: [*x, *y] }\n', {
      x: { port: '1' },
      y: { port: '2', user: 'u' },
      c: { port: '1', user: 'u' },
    });
  });

  it('takes the nearest anchor above an alias', () => {
    checkRead('a: &n 1\nb: *n\nc: &n 2\nd: *n\n', { a: '1', b: '1', c: '2', d: '2' });
  });

  it('says which alias stands for nothing or for itself', () => {
    checkRead('a: *gone\nb: 1\n', { a: null, b: '1' }, [
      'yaml/syntax "*gone": `*gone` stands for nothing: no `&gone` is above it.',
    ]);
    checkRead('a: &a [*a, 1]\nb: 1\n', { a: [null, '1'], b: '1' }, [
      'yaml/syntax "*a": `*a` stands inside what it stands for; it isn\'t read.',
    ]);
  });

  it('stops an alias bomb and reads the rest', () => {
    const levels = [...'bcdefghi'].map(
      (name, nth) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[nth]}`)}]`,
    );
    const tree = readYaml(`a: &a [${Array(9).fill('x')}]\n${levels.join('\n')}\nlast: 1\n`);
    deepEqual(
      tree.problems.map(({ code, message }) => `${code} ${message}`),
      ["yaml/limit Aliases expand to more than 500000 values; this one and those below aren't read."],
    );
    equal((plain(tree.root) as { last?: unknown }).last, '1');
  });

  it('stops a chain of aliases that nests ever deeper', () => {
    const chain = Array.from({ length: 200 }, (_, nth) => `k${nth + 1}: &k${nth + 1} { not: *k${nth} }`);
    const tree = readYaml(`k0: &k0 { a: 1 }\n${chain.join('\n')}\n`);
    ok(tree.problems.some(({ message }) => /nests more than 64 levels/.test(message)));
  });

  it('does not count what nothing but length makes large', () => {
    const many = Array.from({ length: 5000 }, (_, nth) => `k${nth}: *a`).join('\n');
    checkRead(`a: &a { os: debian, b: [1, 2, 3] }\n${many}\n`, {
      a: { os: 'debian', b: ['1', '2', '3'] },
      ...Object.fromEntries(
        Array.from({ length: 5000 }, (_, nth) => [`k${nth}`, { os: 'debian', b: ['1', '2', '3'] }]),
      ),
    });
  });

  for (const [name, text] of [
    ['flow', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['block', Array.from({ length: 70 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['dashes', '- '.repeat(5000)],
  ] as const) {
    it(`reads ${name} nesting down to a limit, and what is beside it`, () => {
      const tree = readYaml(name === 'flow' ? `a: ${text}\nb: 1\n` : text);
      ok(tree.problems.some(({ code }) => code === 'yaml/limit'));
      if (name === 'flow') equal((plain(tree.root) as { b?: unknown }).b, '1');
    });
  }

  it('says of what exhausts the reader that it nests too deep', () => {
    const { problems } = readYaml(`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`);
    ok(
      problems.length > 0 &&
        problems.every(({ code, message }) => code === 'yaml/limit' && /nests/.test(message)),
    );
  });

  it('lets brackets in comments and quotes be', () => {
    const text = Array.from({ length: 100 }, (_, nth) => `k${nth}: "[{" # [{`).join('\n');
    deepEqual(readYaml(text).problems, []);
  });

  it('says of a broken text what broke it, once, where something can be underlined', () => {
    checkRead('a: "open\n', { a: 'open' }, [
      'yaml/syntax "n": Something is missing here: a closing quote, bracket or a space after `:`. (Missing closing "quote)',
    ]);
    const { problems } = readYaml('a:\n\tb: [1]: 2\n');
    deepEqual(
      problems.map(({ message }) => message),
      ['A tab indents this line; YAML allows only spaces. (Tabs are not allowed as indentation)'],
    );
  });

  it('keeps messages short whatever the text holds', () => {
    for (const { message } of readYaml('!'.repeat(10_000)).problems) ok(message.length < 400);
  });

  it('reads only the first of several documents, and says so', () => {
    checkRead('a: 1\n---\nb: 2\n', { a: '1' }, [
      'yaml/syntax "---": A second document begins here; only the first one is read. (Source contains multiple documents; please use YAML.parseAllDocuments())',
    ]);
  });
});
