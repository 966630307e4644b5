// Asking a Debian host: commands over a remote shell and their answers as values, or as the failure that ends a step. Waits while another
// apt holds the lock. Knows neither ssh's arguments nor time; `Remote` has both.

import type { StepResult } from '../run/engine.ts';
import { explainApt, type Installed, isLocked, readInstalled } from './aptText.ts';
import { lastLine, type RemoteResult } from './ssh.ts';

export interface Remote {
  /** Runs one command; `root`: by `sudo -n` where the host asks for it. */
  run(
    words: readonly string[],
    options?: { readonly root?: boolean; readonly timeout?: number },
  ): Promise<RemoteResult>;
  /** Milliseconds since some beginning. */
  now(): number;
  /** At most this many milliseconds; shorter where the run is killed. */
  pause(milliseconds: number): Promise<void>;
  isKilled(): boolean;
}

export type Exited = Extract<RemoteResult, { kind: 'exited' }>;
export type Failure = Extract<StepResult, { ok: false }>;
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

const second = 1000;
export const minute = 60 * second;
export const limits = {
  query: minute,
  update: 10 * minute,
  install: 60 * minute,
  backup: 4 * 60 * minute,
  /** How long another apt may hold the lock. */
  lock: 5 * minute,
  lockPoll: 5 * second,
  reboot: 10 * minute,
  rebootPoll: 2 * second,
  verifyPoll: 5 * second,
};
export const settings = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C'];
export async function installed(remote: Remote, packages: readonly string[]): Promise<Outcome<Installed>> {
  if (packages.length === 0) return { ok: true, value: { versions: {}, broken: [] } };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '${Package}\\t${Version}\\t${db:Status-Abbrev}\\n';
  const result = await remote.run([...settings, 'dpkg-query', '-W', '-f', format, '--', ...packages]);
  if (result.kind === 'lost') return unreachable(result.detail);
  // 1 says that some are missing; the others are printed all the same.
  if (result.code > 1) return refuse(`dpkg-query: ${complaint(result)}`);
  return { ok: true, value: readInstalled(result.stdout, packages) };
}

export function installedResult(result: Outcome<Installed>): StepResult {
  if (!result.ok) return result;
  const { versions, broken } = result.value;
  return { ok: true, versions, ...(broken.length === 0 ? {} : { broken }) };
}

export async function bootId(remote: Remote): Promise<Outcome<string>> {
  const result = await must(remote, ['cat', '/proc/sys/kernel/random/boot_id']);
  return result.ok ? { ok: true, value: result.value.stdout.trim() } : result;
}

/** A command that has to end with 0. */
export async function must(
  remote: Remote,
  words: readonly string[],
  options: { readonly root?: boolean } = {},
): Promise<Outcome<Exited>> {
  const result = await remote.run(words, { ...options, timeout: limits.query });
  if (result.kind === 'lost') return unreachable(result.detail);
  return result.code === 0 ? { ok: true, value: result } : refuse(complaint(result));
}

/** apt as root; waits while another one holds the lock. */
export async function apt(
  remote: Remote,
  words: readonly string[],
  timeout: number,
): Promise<Outcome<Exited>> {
  const deadline = remote.now() + limits.lock;
  for (;;) {
    const result = await remote.run(words, { root: true, timeout });
    if (result.kind === 'lost') return unreachable(result.detail);
    if (result.code === 0) return { ok: true, value: result };
    const waits = isLocked(result.stderr) && remote.now() < deadline && !remote.isKilled();
    if (!waits) return refuse(explainApt(result.stdout, result.stderr, result.code));
    await remote.pause(limits.lockPoll);
  }
}

export function complaint(result: Exited): string {
  const said = lastLine(result.stderr) || lastLine(result.stdout);
  return said === '' ? `exit code ${result.code}` : `${said} (exit code ${result.code})`;
}

export const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

export function refuse(detail: string): Failure {
  return { ok: false, detail, unreachable: false };
}

export function unreachable(detail: string): Failure {
  return { ok: false, detail, unreachable: true };
}
