// Our own requests' parameters from unknown to their types, once, at the boundary.

import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { Refusal } from '../base/refusal.ts';
import { assetGroupings } from '../protocol/requests.ts';

const root = Type.Optional(Type.String());

export const targetParams = Type.Union([
  Type.Object({ kind: Type.Literal('overdue'), root }),
  Type.Object({
    kind: Type.Literal('assets'),
    root,
    assets: Type.Array(Type.String()),
    groups: Type.Optional(Type.Array(Type.String())),
  }),
  Type.Object({ kind: Type.Literal('advisory'), root, advisory: Type.String() }),
]);

export const createPlanParams = Type.Object({ target: targetParams, name: Type.Optional(Type.String()) });

export const prepareRunParams = Type.Object({
  planUri: Type.String(),
  dryRun: Type.Boolean(),
  by: Type.String(),
  ssh: Type.Object({
    program: Type.Optional(Type.String()),
    identityFile: Type.Optional(Type.String()),
    knownHostsFile: Type.Optional(Type.String()),
    configFile: Type.Optional(Type.String()),
    connectTimeout: Type.Number(),
  }),
  overrides: Type.Array(
    Type.Object({ what: Type.Union([Type.Literal('stale'), Type.Literal('window')]), reason: Type.String() }),
  ),
});

export const treeParams = Type.Object({
  grouping: Type.Enum([...assetGroupings]),
  parent: Type.Optional(Type.String()),
  offset: Type.Integer({ minimum: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 1000 }),
});

export const treeTooltipParams = Type.Object({ id: Type.String() });

export const initializationOptions = Type.Object({
  suggestCommand: Type.Optional(Type.String()),
  /** URI of a folder that is the server's own. */
  storage: Type.Optional(Type.String()),
});

export const setUpParams = Type.Object({ root: Type.String() });

/** @throws Refusal where a client sends something else. */
export function decoded<S extends TSchema>(schema: S, params: unknown): Static<S> {
  if (Value.Check(schema, params)) return params;
  throw new Refusal(
    'The request is not in a form that this server knows.',
    'Are client and server of one version?',
  );
}
