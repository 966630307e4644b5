// The files that are generated and committed, as text by path: JSON Schemas and the pages of docs/ that say what the program says. generate.ts
// writes them; a test compares them.

import { problemsPage } from './check/problemsPage.ts';
import { rules } from './check/rules.ts';
import { fileKinds } from './schema/fileKinds.ts';
import { jsonSchemaOf } from './schema/jsonSchema.ts';
import { referencePage } from './schema/referencePage.ts';

/** By path relative to the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const schemas = fileKinds.map((kind): [string, string] => [
    `schemas/patchtide-${kind.id}.schema.json`,
    `${JSON.stringify(jsonSchemaOf(kind), undefined, 2)}\n`,
  ]);
  return new Map([
    ...schemas,
    ['docs/problems.md', problemsPage(rules)],
    ['docs/reference.md', referencePage(fileKinds)],
  ]);
}
