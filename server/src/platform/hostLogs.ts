// One log a host in a run's folder: what was executed there, and what came back. Bounded: past the bound a log says so and takes no more.
// What must not be written is taken out line by line, by the hook. A log that can't be written never stops a run: the journal is the truth.

import { appendFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logFileName } from '../protocol/logName.ts';

export interface LogOptions {
  /** Bytes a host. */
  readonly limit: number;
  /** Takes secrets out of a line. */
  readonly redact: (line: string) => string;
}

export const usualLogs: LogOptions = { limit: 8 * 1024 * 1024, redact: redactSecrets };

/** @returns for a host, where its output goes; one writer a host, however often it's asked for. */
export function hostLogs(folder: string, options: LogOptions): (host: string) => (chunk: string) => void {
  mkdirSync(folder, { recursive: true });
  const writers = new Map<string, (chunk: string) => void>();
  return (host) => {
    const writer = writers.get(host) ?? logWriter(join(folder, logFileName(host)), options);
    writers.set(host, writer);
    return writer;
  };
}

function logWriter(path: string, { limit, redact }: LogOptions): (chunk: string) => void {
  let written = sizeOf(path);
  let partial = '';
  return (chunk) => {
    partial += chunk;
    // A secret may straddle two chunks, never two lines; a line without an end is cut.
    const end = partial.length > 64 * 1024 ? partial.length : partial.lastIndexOf('\n') + 1;
    if (end === 0 || written >= limit) return;
    const text = partial.slice(0, end).split('\n').map(redact).join('\n');
    partial = partial.slice(end);
    const room = Buffer.from(text).subarray(0, limit - written);
    written += Buffer.byteLength(text);
    append(
      path,
      written >= limit ? Buffer.concat([room, Buffer.from('\n[the log ends here: it is full]\n')]) : room,
    );
  };
}

function append(path: string, bytes: Buffer): void {
  try {
    appendFileSync(path, bytes);
  } catch {
    // A full disk is told by the journal.
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** `password=...`, `token: ...`, `Authorization: Bearer ...`, URLs with a password. */
export function redactSecrets(line: string): string {
  return line
    .replace(
      /\b(password|passwd|passphrase|secret|token|api[_-]?key|authorization)(["']?\s*[=:]\s*)(?:bearer |basic )?\S+/gi,
      '$1$2***',
    )
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@/]+@/gi, '$1:***@');
}
