// Definition and references, across files; the outline of a file.

import { deepEqual, equal } from 'node:assert/strict';
import { definition, references } from '../../server/src/feature/definition.ts';
import { documentSymbols } from '../../server/src/feature/symbols.ts';
import type { Location } from '../../server/src/text/span.ts';
import { inventory, policy, root, snapshotOf, whereOf, workspace } from './fixture.ts';

const snapshot = snapshotOf(workspace);
const texts: Readonly<Record<string, string>> = workspace;

function shown({ file, span }: Location): string {
  const path = file.slice(root.length + 1);
  const text = texts[path] ?? '';
  const line = text.slice(0, span.start).split('\n').length;
  return `${path}:${line} ${text.slice(span.start, span.end).slice(0, 20)}`;
}

function at(path: string, text: string, needle: string) {
  const offset = text.indexOf(needle);
  return whereOf(path, `${text.slice(0, offset)}$0${text.slice(offset)}`);
}

function checkDefinition(path: string, text: string, needle: string, expected: readonly string[]): void {
  deepEqual(definition(snapshot, at(path, text, needle)).map(shown), expected);
}

describe('feature/definition', () => {
  it('leads from a reference to the definition, across files', () => {
    checkDefinition('a.inventory.yaml', inventory, 'web]', ['a.inventory.yaml:19 web']);
    checkDefinition('a.inventory.yaml', inventory, 'sunday-night', ['p.patch-policy.yaml:8 sunday-night']);
    checkDefinition('p.patch-policy.yaml', policy, 'web-01', ['a.inventory.yaml:2 web-01']);
  });

  it('leads from a definition to the references', () => {
    checkDefinition('p.patch-policy.yaml', policy, 'sunday-night', ['a.inventory.yaml:19 sunday-night']);
  });

  it('leads from an advisory to the pending patches', () => {
    const text = 'exceptions: [{ id: a, match: { advisory: DSA-5532-1 } }]';
    checkDefinition('x.patch-policy.yaml', text, 'DSA', [
      'a.inventory.yaml:8 { id: DSA-5532-1, se',
      'a.inventory.yaml:13 { id: DSA-5532-1, se',
    ]);
  });

  it('finds references, with the definition where wanted', () => {
    const where = at('a.inventory.yaml', inventory, 'web]');
    deepEqual(references(snapshot, where, true).map(shown), [
      'a.inventory.yaml:19 web',
      'a.inventory.yaml:6 web',
      'a.inventory.yaml:11 web',
    ]);
    deepEqual(references(snapshot, where, false).length, 2);
  });

  it('leads to the first of very many uses, and finds all references to them', () => {
    const assets = (from: number, count: number) =>
      Array.from({ length: count }, (_, nth) => `  h${from + nth}: { groups: [big] }\n`).join('');
    const files = {
      'b.inventory.yaml': `assets:\n${assets(400, 400)}`,
      'a.inventory.yaml': `assets:\n${assets(0, 400)}groups:\n  big: {}\n`,
    };
    const big = snapshotOf(files);
    const where = at('a.inventory.yaml', files['a.inventory.yaml'], 'big: {}');
    const first = definition(big, where);
    const all = references(big, where, false);
    equal(first.length, 500);
    equal(all.length, 800);
    deepEqual(first, all.slice(0, 500));
    deepEqual(
      all.map(({ file }) => file),
      [...all.map(({ file }) => file)].sort(),
    );
  });

  it('reads a text by itself where the chunks are those of another', () => {
    const { chunks = [] } = snapshot.files.get(`${root}/p.patch-policy.yaml`) ?? {};
    const text = 'exceptions: [{ id: a, match: { advisory: DSA-5532-1 } }]';
    equal(definition(snapshot, { ...at('p.patch-policy.yaml', text, 'DSA'), chunks }).length, 2);
  });
});

describe('feature/symbols', () => {
  it('outlines a file', () => {
    const outline = documentSymbols(snapshot, `${root}/a.inventory.yaml`).map(
      ({ name, children }) => `${name}: ${children.map((one) => `${one.name} (${one.detail})`).join(', ')}`,
    );
    deepEqual(outline, [
      'assets: web-01 (Overdue), web-02 (Open), db-01 (Unknown), new-01 (Patched)',
      'groups: web (group)',
    ]);
  });

  it('keeps names within their symbols', () => {
    for (const file of snapshot.files.keys()) {
      for (const symbol of documentSymbols(snapshot, file)) {
        for (const { span, nameSpan } of [symbol, ...symbol.children]) {
          deepEqual([span.start <= nameSpan.start, nameSpan.end <= span.end], [true, true]);
        }
      }
    }
  });
});
