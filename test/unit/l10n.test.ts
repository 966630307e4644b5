// The bundle that translators start from holds exactly the strings of the client. UPDATE=1 writes it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundle = join(root, 'l10n/bundle.l10n.json');

/** `t('...')` of pure modules and `l10n.t('...')` alike, in single or double quotes. */
const call = /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

describe('l10n', () => {
  it('has a bundle of the strings in the code', () => {
    const strings = stringsOf(join(root, 'client/src'));
    const text = `${JSON.stringify(Object.fromEntries(strings.map((string) => [string, string])), undefined, 2)}\n`;
    if (process.env.UPDATE) writeFileSync(bundle, text);
    assert.equal(readFileSync(bundle, 'utf8'), text, 'UPDATE=1 npx mocha test/unit/l10n.test.ts');
  });

  it('translates whole messages: none is put together from a variable', () => {
    for (const text of sources(join(root, 'client/src'))) {
      assert.doesNotMatch(text.replace(/\bt\(\s*(?=['"])/g, ''), /\bl10n\.t\(/);
    }
  });
});

function stringsOf(folder: string): readonly string[] {
  const found = sources(folder).flatMap((text) =>
    [...text.matchAll(call)].map(([, one, two]) => one ?? two ?? ''),
  );
  return [...new Set(found.map((string) => string.replace(/\\(.)/g, '$1')))].sort();
}

function sources(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
}
