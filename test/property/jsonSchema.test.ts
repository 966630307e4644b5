// What the schema describes is accepted: by our walk, and by a standard validator under the generated JSON Schema.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { fileKinds } from '../../server/src/schema/fileKinds.ts';
import { walk } from '../../server/src/schema/walk.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { validatorOf } from '../validator.ts';
import { documentOf } from './documents.ts';

describe('a document that the schema describes', () => {
  for (const kind of fileKinds) {
    it(`is a good ${kind.id} file to the program and to a validator`, () => {
      const validate = validatorOf(kind.id);
      fc.assert(
        fc.property(documentOf(kind.schema), (document) => {
          const text = stringify(document);
          const tree = readYaml(text);
          const { problems } = walk(tree.root, kind.schema, false);
          const said = [...tree.problems, ...problems].map(({ code, message }) => `${code}: ${message}`);
          assert.deepEqual(said, [], text);
          assert.deepEqual(validate(parse(text)), [], text);
        }),
        { numRuns: 150 },
      );
    });
  }
});
