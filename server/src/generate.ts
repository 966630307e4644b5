// `npm run generate`: writes the generated files into the repository.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generatedFiles.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

for (const [path, text] of generatedFiles()) {
  const target = join(repository, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
