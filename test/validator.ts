// A standard JSON Schema validator over our generated schemas: what other editors see.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { fileKinds } from '../server/src/schema/fileKinds.ts';
import { jsonSchemaOf } from '../server/src/schema/jsonSchema.ts';

/** @returns what the validator says against a document; empty where nothing. */
export type Validator = (document: unknown) => readonly string[];

export function validatorOf(kindId: (typeof fileKinds)[number]['id']): Validator {
  const kind = fileKinds.find(({ id }) => id === kindId);
  if (!kind) throw new Error(`no such kind: ${kindId}`);
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(['markdownDescription']);
  const validate = ajv.compile(jsonSchemaOf(kind));
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
