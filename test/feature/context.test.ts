// Where a cursor is: in whole and in half-typed text, as a table; and, for well-formed text, never other than the parser says.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { Document, type Node, visit } from 'yaml';
import { contextAt } from '../../server/src/feature/context.ts';
import { cursorAt } from '../../server/src/feature/cursor.ts';
import type { YamlNode } from '../../server/src/yaml/node.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { whereOf } from './fixture.ts';

function checkContext(marked: string, expected: string): void {
  const { role, path, word, siblings, before, shapes } = contextAt(whereOf('a.inventory.yaml', marked));
  const beside = siblings.length > 0 ? ` beside ${siblings.join(',')}` : '';
  const lead = before === '' ? '' : ` after ${JSON.stringify(before)}`;
  const fits = role !== 'none' && shapes.length === 0 ? ' unknown' : '';
  equal(`${role} /${path.join('/')} ${JSON.stringify(word)}${beside}${lead}${fits}`, expected, marked);
}

const table: readonly (readonly [name: string, marked: string, expected: string])[] = [
  ['an empty file', '$0', 'key / ""'],
  ['a first key half typed', 'ass$0', 'key / "ass"'],
  ['a comment', 'assets: # the $0', 'none / ""'],
  ['the line after a comment', '# head\n$0', 'key / ""'],
  ['a new top-level line after an entry', 'assets:\n  web:\n    os: x\n$0', 'key / ""'],
  ['a new name after an entry', 'assets:\n  web:\n    os: x\n  $0', 'key /assets "" beside web'],
  ['a new key after a key', 'assets:\n  web:\n    os: x # c\n    $0', 'key /assets/web "" beside os'],
  ['a first key, others below', 'assets:\n  web:\n    $0\n    os: x\n', 'value /assets/web "" beside os'],
  ['a first key half typed', 'assets:\n  web:\n    cri$0\n    os: x\n', 'value /assets/web "cri" beside os'],
  [
    'a key between keys',
    'assets:\n  web:\n    os: x\n    cri$0\n    owner: y\n',
    'key /assets/web "cri" beside os,owner',
  ],
  ['a key that is there', 'assets:\n  web:\n    cri$0ticality: high\n', 'key /assets/web "criticality"'],
  ['a value', 'assets:\n  web:\n    criticality: $0\n', 'value /assets/web/criticality ""'],
  ['a value half typed', 'assets:\n  web:\n    criticality: hi$0\n', 'value /assets/web/criticality "hi"'],
  [
    'no space after the colon',
    'assets:\n  web:\n    criticality:$0\n',
    'value /assets/web/criticality "" after " "',
  ],
  ['two words and a space', 'assets:\n  web:\n    os: debian $0\n', 'value /assets/web/os "debian "'],
  [
    'a flow map that is closed',
    'assets:\n  web: { pending: [{ id: X, sev$0 }] }\n',
    'key /assets/web/pending/0 "sev" beside id',
  ],
  [
    'a flow map that is not closed, the next item below',
    'assets:\n  web:\n    pending:\n      - { id: X, sev$0\n      - { id: Y }\n',
    'key /assets/web/pending/0 "sev" beside id',
  ],
  ['a flow value', 'assets:\n  web: { criticality: $0 }\n', 'value /assets/web/criticality ""'],
  [
    'a flow value without a space',
    'assets:\n  web: { criticality:$0}\n',
    'value /assets/web/criticality "" after " "',
  ],
  [
    'keys after the cursor in a flow map',
    'assets:\n  web: { $0, os: x, owner: y }\n',
    'key /assets/web "" beside os,owner',
  ],
  ['after a flow value', 'assets:\n  web: { os: x $0 }\n', 'none / ""'],
  ['after a closed flow map', 'assets:\n  web: { os: x }$0\n', 'none / ""'],
  [
    'a flow list that is not closed',
    'assets:\n  web:\n    groups: [we$0\n    os: x\n',
    'value /assets/web/groups/0 "we"',
  ],
  [
    'a flow list, items around',
    'assets:\n  web:\n    groups: [a, $0, b]\n',
    'value /assets/web/groups/1 "" beside a,b',
  ],
  [
    'a flow list on several lines',
    'assets:\n  web:\n    groups: [\n      a,\n      $0\n    ]\n',
    'value /assets/web/groups/1 "" beside a',
  ],
  [
    'a block list',
    'assets:\n  web:\n    groups:\n      - a\n      - $0\n      - c\n',
    'value /assets/web/groups/1 "" beside a,c',
  ],
  [
    'a block list no deeper than its key',
    'assets:\n  web:\n    groups:\n    - a\n    - $0\n',
    'value /assets/web/groups/1 "" beside a',
  ],
  [
    'a list whose dash is missing',
    'assets:\n  web:\n    groups:\n      $0\n',
    'value /assets/web/groups/0 "" after "- "',
  ],
  [
    'a next item whose dash is missing',
    'assets:\n  web:\n    groups:\n      - a\n      $0\n',
    'value /assets/web/groups/1 "" beside a after "- "',
  ],
  [
    'a dash without a space',
    'assets:\n  web:\n    groups:\n      -$0\n',
    'value /assets/web/groups/0 "" after " "',
  ],
  [
    'a map in a list, first key',
    'assets:\n  web:\n    pending:\n      - $0\n',
    'value /assets/web/pending/0 ""',
  ],
  [
    'a map in a list, second key',
    'assets:\n  web:\n    pending:\n      - id: X\n        $0\n',
    'key /assets/web/pending/0 "" beside id',
  ],
  [
    'a quote that is not closed',
    'assets:\n  web:\n    owner: "we$0\n    os: "x"\n',
    'value /assets/web/owner "we"',
  ],
  [
    'below a quote that is not closed',
    'assets:\n  web:\n    owner: "we\n    os: $0\n',
    'value /assets/web/os ""',
  ],
  ['a quoted item', "assets:\n  web:\n    groups: ['we$0', b]\n", 'value /assets/web/groups/0 "we" beside b'],
  ['a block scalar', 'assets:\n  web:\n    owner: |\n      a: $0b\n', 'none / ""'],
  [
    'below a block scalar',
    'assets:\n  web:\n    owner: |\n      a: b\n    $0\n',
    'key /assets/web "" beside owner',
  ],
  ['a flow root that is not closed', '{ assets: { web: { cri$0', 'key /assets/web "cri"'],
  ['an anchor before the value', 'assets:\n  web: &a\n    os: $0\n', 'value /assets/web/os ""'],
  ['CRLF', 'assets:\r\n  web:\r\n    os: x\r\n    $0\r\n', 'key /assets/web "" beside os'],
  ['a byte order mark', '\ufeffass$0', 'key / "ass"'],
  ['a key that no schema knows', 'assets:\n  web:\n    nope: { $0 }\n', 'key /assets/web/nope "" unknown'],
];

describe('feature/context', () => {
  for (const [name, marked, expected] of table) it(name, () => checkContext(marked, expected));

  it('agrees with the parser on well-formed text', () => {
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.boolean()), (value, flows) => {
        const text = written(value, flows);
        const { root, problems } = readYaml(text);
        fc.pre(problems.length === 0);
        if (root) checkNode(text, root, []);
      }),
      { numRuns: 300 },
    );
  });
});

const word = fc
  .stringMatching(/^[a-z][a-z-]{0,8}$/)
  .filter((text) => !/^(?:null|true|false|yes|no|on|off|y|n)$/.test(text));
const scalar = fc.oneof(
  word,
  fc.constantFrom(
    'two words',
    'a: b',
    '# no comment',
    "it's",
    'say "x"',
    '[a',
    '{',
    '- x',
    '12.10',
    'x:y',
    '  pad',
    'a, b',
    '*',
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.dictionary(word, tie('value'), { minKeys: 1, maxKeys: 4 }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    tie('tree'),
  ),
}));

function written(value: unknown, flows: Iterator<boolean>): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node) => {
      (node as Node & { flow?: boolean }).flow = flows.next().value === true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function checkNode(text: string, node: YamlNode, path: readonly (string | number)[]): void {
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      checkScalar(text, key, 'key', path);
      if (value) checkNode(text, value, [...path, key.text]);
    }
  } else if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) if (item) checkNode(text, item, [...path, index]);
  } else checkScalar(text, node, 'value', path);
}

function checkScalar(
  text: string,
  { span, style }: Extract<YamlNode, { kind: 'scalar' }>,
  role: 'key' | 'value',
  path: readonly (string | number)[],
): void {
  if (style === 'block') return;
  for (const offset of [span.start, span.end]) {
    const cursor = cursorAt({ text, span: { start: 0, end: text.length }, section: undefined, offset });
    deepEqual(
      { role: cursor.role, path: cursor.path, span: cursor.token.span },
      { role, path, span },
      `${JSON.stringify(text)} at ${offset}`,
    );
  }
}
