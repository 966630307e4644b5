// The generated files in the repository are what the program would write now.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { explanationAnchor } from '../../server/src/check/explanationUrl.ts';
import { rules } from '../../server/src/check/rules.ts';
import { generatedFiles } from '../../server/src/generatedFiles.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

function committed(path: string): string | undefined {
  try {
    return readFileSync(`${repository}${path}`, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}

describe('generated files', () => {
  for (const [path, text] of generatedFiles()) {
    it(`${path} is fresh`, () => {
      assert.ok(
        committed(path) === text,
        `${path} is stale: run \`npm run generate\` and commit what it writes`,
      );
    });
  }

  it('explain every code under its anchor', () => {
    const page = generatedFiles().get('docs/problems.md') ?? '';
    for (const { code } of rules) assert.ok(page.includes(`<a id="${explanationAnchor(code)}"></a>`), code);
  });
});
