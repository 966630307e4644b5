// What a suite leaves when it has ended, passed from the extension host to run.ts as a JSON file. Imports nothing.

export interface SuiteResult {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
  readonly durationMs: number;
  /** VS Code's version. */
  readonly version: string;
}

/** Undefined for anything but a whole result. */
export function decodeSuiteResult(text: string): SuiteResult | undefined {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Record<string, unknown> = { ...value };
  const { passes, failures, pending, durationMs, version } = fields;
  if (typeof passes !== 'number' || typeof failures !== 'number' || typeof pending !== 'number')
    return undefined;
  if (typeof durationMs !== 'number' || typeof version !== 'string') return undefined;
  return { passes, failures, pending, durationMs, version };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
