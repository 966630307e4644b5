// Completion, hover and definition at every offset of texts that are being mangled: they never throw, and their spans are within the text.

import { ok } from 'node:assert/strict';
import fc from 'fast-check';
import { completion } from '../../server/src/feature/completion.ts';
import { contextAt } from '../../server/src/feature/context.ts';
import { definition } from '../../server/src/feature/definition.ts';
import { hover } from '../../server/src/feature/hover.ts';
import type { Span } from '../../server/src/text/span.ts';
import { documentOf, inventory, policy, snapshotOf, workspace } from './fixture.ts';

const snapshot = snapshotOf(workspace);

const plan = `plan: x
waves:
  - name: a
    assets:
      web-01: { clears: [DSA-5532-1], packages: { openssl: 1 } }
`;

const documents = [
  ['a.inventory.yaml', inventory],
  ['p.patch-policy.yaml', policy],
  ['x.patch-plan.yaml', plan],
] as const;

const junk = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ': ',
  ':',
  ',',
  '- ',
  '\n',
  '\r\n',
  '  ',
  '\t',
  '#',
  ' #',
  '|\n',
  '>',
  '&a ',
  '*a',
  '!t ',
  '? ',
  '---\n',
  '\ufeff',
  '\0',
  '<<: ',
  'x',
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), put: junk });

function mangled(
  text: string,
  edits: readonly { readonly at: number; readonly cut: number; readonly put: string }[],
): string {
  return edits.reduce((result, { at, cut, put }) => {
    const from = Math.floor(at * result.length);
    return result.slice(0, from) + put + result.slice(from + cut);
  }, text);
}

function within(text: string, span: Span): void {
  ok(0 <= span.start && span.start <= span.end && span.end <= text.length, JSON.stringify({ text, span }));
}

describe('features at any offset of any text', () => {
  it('never throw, and stay within the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.array(edit, { maxLength: 6 }),
        ([path, original], edits) => {
          const text = mangled(original, edits);
          const document = documentOf(path, text);
          for (let offset = 0; offset <= text.length; offset += 3) {
            const where = { ...document, offset };
            const { token } = contextAt(where);
            within(text, token.span);
            for (const { span } of completion(snapshot, where).items) within(text, span);
            const hovered = hover(snapshot, where);
            if (hovered) within(text, hovered.span);
            definition(snapshot, where);
          }
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(120_000);

  it('are quick in hostile texts', () => {
    const hostile = [
      '- '.repeat(50_000),
      `a: ${'['.repeat(50_000)}`,
      `a: ${'{ a: '.repeat(20_000)}`,
      `a${' '.repeat(200_000)}`,
      `a: ${'&a '.repeat(50_000)}`,
      `"${'\\"'.repeat(50_000)}`,
      Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
      `a: "${'x\n '.repeat(50_000)}`,
      'a: "\n'.repeat(20_000),
    ];
    for (const text of hostile) {
      const before = performance.now();
      contextAt({ ...documentOf('a.inventory.yaml', text), offset: text.length });
      ok(performance.now() - before < 2000, text.slice(0, 20));
    }
  }).timeout(60_000);
});
