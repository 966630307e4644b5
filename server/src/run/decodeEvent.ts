// One line of a journal, or of the control file, from text to a value; undefined where it isn't one. By hand and small, not by a schema
// library: the extension host bundles it. Fields are checked by their kind; unknown fields are carried along.

import { hostStates, type RunEvent, type StopRung, stopRungs } from '../protocol/runEvents.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const textMap: Check = (value) => isRecord(value) && Object.values(value).every(text);
function shape(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields);
  return (value) => isRecord(value) && checks.every(([name, check]) => check(value[name]));
}

const events: Readonly<Record<RunEvent['type'], Check>> = {
  'run-started': shape({
    at: text,
    run: text,
    plan: text,
    planFile: text,
    digest: text,
    dryRun: flag,
    by: text,
    pid: number,
    overrides: listOf(shape({ what: oneOf(['stale', 'window']), reason: text })),
    waves: listOf(shape({ name: text, hosts: listOf(text) })),
  }),
  'run-resumed': shape({ at: text, pid: number }),
  'wave-started': shape({ at: text, wave: text }),
  'wave-waiting': shape({ at: text, wave: text, until: text }),
  'step-started': shape({ at: text, host: text, step: text }),
  'step-finished': shape({ at: text, host: text, step: text, ok: flag, detail: optional(text) }),
  'host-changed': shape({
    at: text,
    host: text,
    state: oneOf(hostStates),
    detail: optional(text),
    before: optional(textMap),
    after: optional(textMap),
    bootId: optional(text),
    final: optional((value) => value === true),
  }),
  'wave-finished': shape({ at: text, wave: text, errors: number }),
  'stop-requested': shape({ at: text, rung: oneOf(stopRungs), by: text }),
  'run-finished': shape({
    at: text,
    outcome: oneOf(['completed', 'completed-with-errors', 'failed', 'stopped']),
    detail: optional(text),
  }),
};

export function decodeEvent(line: string): RunEvent | undefined {
  const value = parseJson(line);
  if (!isRecord(value) || typeof value.type !== 'string' || !Object.hasOwn(events, value.type))
    return undefined;
  return isEvent(value) ? value : undefined;
}

export interface StopRequest {
  readonly rung: StopRung;
  readonly by: string;
}

/** A line of the control file. */
export function decodeStop(line: string): StopRequest | undefined {
  const value = parseJson(line);
  return isStop(value) ? { rung: value.rung, by: value.by } : undefined;
}

function isEvent(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & RunEvent {
  return events[value.type as RunEvent['type']](value);
}

const stopShape = shape({ rung: oneOf(stopRungs), by: text });

function isStop(value: unknown): value is StopRequest {
  return stopShape(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
