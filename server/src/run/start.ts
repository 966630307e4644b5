// The boundary of a runner: `run.json` from unknown to a request, and what no request may ask for. Pure.

import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { isRunId } from '../protocol/runLaunch.ts';
import type { RunRequest } from '../protocol/runRequest.ts';
import { stepProblems } from './steps.ts';

const text = Type.String({ minLength: 1 });
const instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' });
const texts = Type.Array(Type.String());

const hostSchema = Type.Object({
  name: text,
  address: text,
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  user: Type.Optional(text),
  become: Type.Boolean(),
  os: Type.Optional(Type.String()),
  packages: Type.Record(Type.String(), text),
  clears: texts,
  backup: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  verify: Type.Array(
    Type.Object({ command: Type.Array(Type.String(), { minItems: 1 }), within: Type.Number({ minimum: 0 }) }),
  ),
});

const waveSchema = Type.Object({
  name: text,
  opens: instant,
  closes: Type.Optional(instant),
  lastStart: Type.Optional(instant),
  engine: text,
  maxConcurrency: Type.Integer({ minimum: 1 }),
  maxErrors: Type.Integer({ minimum: 0 }),
  steps: texts,
  hosts: Type.Array(hostSchema),
});

const requestSchema = Type.Object({
  version: Type.Literal(1),
  id: text,
  plan: text,
  planFile: text,
  digest: text,
  dryRun: Type.Boolean(),
  reboot: Type.Enum(['ifRequired', 'never', 'always']),
  rollback: Type.Enum(['verification-failed', 'never']),
  by: text,
  overrides: Type.Array(Type.Object({ what: Type.Enum(['stale', 'window']), reason: text })),
  waitForWindow: Type.Boolean(),
  ssh: Type.Object({
    program: Type.Optional(text),
    identityFile: Type.Optional(text),
    knownHostsFile: Type.Optional(text),
    configFile: Type.Optional(text),
    connectTimeout: Type.Integer({ minimum: 1, maximum: 600 }),
  }),
  waves: Type.Array(waveSchema, { minItems: 1 }),
});

export type DecodedRequest =
  | { readonly ok: true; readonly request: RunRequest }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Decodes and checks a request. */
export function decodeRequest(value: unknown): DecodedRequest {
  if (!Value.Check(requestSchema, value)) {
    const problems = Value.Errors(requestSchema, value).map(
      (error) => `${error.instancePath || '/'}: ${error.message}`,
    );
    return { ok: false, problems: problems.slice(0, 10) };
  }
  const request: RunRequest = value;
  const problems = requestProblems(request);
  return problems.length === 0 ? { ok: true, request } : { ok: false, problems };
}

/** What a well-formed request still may not ask for; also for whoever makes one. */
export function requestProblems(request: RunRequest): readonly string[] {
  return [
    ...(isRunId(request.id) ? [] : [`the run id ${JSON.stringify(request.id)} is refused`]),
    ...request.waves.flatMap((wave) => stepProblems(wave, request.dryRun)),
    ...request.waves.flatMap(instantProblems),
    ...request.waves.flatMap(backupProblems),
    ...twice(
      'wave',
      request.waves.map((wave) => wave.name),
    ),
    ...twice(
      'host',
      request.waves.flatMap((wave) => wave.hosts.map((host) => host.name)),
    ),
    ...request.waves.flatMap((wave) =>
      wave.hosts
        .filter((host) => Object.keys(host.packages).length === 0)
        .map((host) => `${host.name} has no packages to update`),
    ),
  ];
}

function instantProblems(wave: RunRequest['waves'][number]): readonly string[] {
  return [wave.opens, wave.closes, wave.lastStart]
    .filter((at) => at !== undefined && Number.isNaN(Date.parse(at)))
    .map((at) => `wave ${wave.name}: ${at} is no instant`);
}

function backupProblems({ steps, hosts }: RunRequest['waves'][number]): readonly string[] {
  if (!steps.includes('backup')) return [];
  return hosts
    .filter(({ backup }) => backup === undefined)
    .map(({ name }) => `${name} has no command to back it up`);
}

/** Events name hosts and waves, so that a name must mean one of them. */
function twice(kind: string, names: readonly string[]): readonly string[] {
  const again = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...again].map((name) => `the ${kind} ${name} is there twice`);
}
