// Debian's package manager over a remote shell: the steps of one host as remote commands, and what their answers mean. A step trusts no
// exit code for what was installed: it reads the versions back. Knows neither ssh's arguments nor time; `Remote` has both.

import type { Versions } from '../protocol/runEvents.ts';
import type { RunHost, RunRequest } from '../protocol/runRequest.ts';
import type { HostSession, StepResult } from '../run/engine.ts';
import {
  apt,
  bootId,
  complaint,
  type Exited,
  type Failure,
  firstLine,
  installed,
  installedResult,
  limits,
  minute,
  must,
  type Outcome,
  type Remote,
  refuse,
  settings,
  unreachable,
} from './aptRemote.ts';
import {
  type Installed,
  isInterrupted,
  packagesProblem,
  readSimulation,
  type Simulation,
} from './aptText.ts';
import { lastLine } from './ssh.ts';

const aptGet = [
  ...settings,
  'apt-get',
  '-q',
  '-y',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
];

const finishDpkg = [...settings, 'dpkg', '--force-confdef', '--force-confold', '--configure', '-a'];

/** Free bytes on /var below which nothing is begun. */
const enoughDisk = 200 * 1024 * 1024;

export function aptSession(host: RunHost, remote: Remote): HostSession {
  const problem = packagesProblem(host.packages);
  const guarded = async (step: () => Promise<StepResult>): Promise<StepResult> =>
    problem === undefined ? step() : refuse(problem);
  return {
    preflight: () => guarded(() => preflight(host, remote)),
    backup: () => backup(host, remote),
    patch: (dryRun) => guarded(() => (dryRun ? simulate(host, remote) : patch(host, remote))),
    reboot: (mode, since) => reboot(remote, mode, since),
    verify: () => guarded(() => verify(host, remote)),
    rollback: (before) => guarded(() => rollback(remote, before)),
    versions: async (packages) => installedResult(await installed(remote, packages)),
  };
}

async function preflight(host: RunHost, remote: Remote): Promise<StepResult> {
  const reached = await must(remote, ['true'], { root: true });
  if (!reached.ok) return reached;
  const boot = await bootId(remote);
  if (!boot.ok) return boot;
  const audit = await must(remote, [...settings, 'dpkg', '--audit']);
  if (!audit.ok) return audit;
  if (audit.value.stdout.trim() !== '') return refuse(`dpkg isn't healthy: ${firstLine(audit.value.stdout)}`);
  const disk = await diskProblem(remote);
  if (disk !== undefined) return disk;
  const update = await apt(remote, [...settings, 'apt-get', 'update', '-q'], limits.update);
  if (!update.ok) return update;
  const planned = await simulation(host, remote);
  if (!planned.ok) return planned;
  const names = [...Object.keys(host.packages), ...planned.value.changes.map((change) => change.name)];
  const before = await installed(remote, [...new Set(names)]);
  if (!before.ok) return before;
  const stale = staleIndex(update.value);
  return {
    ok: true,
    versions: before.value.versions,
    bootId: boot.value,
    ...(stale === undefined ? {} : { detail: stale }),
  };
}

async function backup({ backup: command }: RunHost, remote: Remote): Promise<StepResult> {
  if (command === undefined) return refuse('no command to back it up');
  const result = await remote.run(command, { root: true, timeout: limits.backup });
  if (result.kind === 'lost') return unreachable(result.detail);
  return result.code === 0 ? { ok: true } : refuse(`${command.join(' ')}: ${complaint(result)}`);
}

async function diskProblem(remote: Remote): Promise<Failure | undefined> {
  const disk = await must(remote, [...settings, 'df', '--output=avail', '-B1', '/var']);
  if (!disk.ok) return disk;
  const free = Number(lastLine(disk.value.stdout));
  if (free >= enoughDisk) return undefined;
  return refuse(`only ${Math.floor(free / 1024 / 1024)} MiB are free on /var`);
}

/** apt-get update ends with 0 even where a mirror didn't answer. */
function staleIndex({ stdout, stderr }: Exited): string | undefined {
  return /Failed to fetch|Some index files failed to download/.test(stdout + stderr)
    ? 'the package index is older than it could be: a source did not answer'
    : undefined;
}

function installWords(packages: Versions, ...options: readonly string[]): readonly string[] {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}=${version}`);
  return [...aptGet, ...options, '--only-upgrade', '--no-install-recommends', 'install', '--', ...wanted];
}

/** What patching would change, dependencies included; refused where something would be removed or a package isn't there. */
async function simulation(host: RunHost, remote: Remote): Promise<Outcome<Simulation>> {
  const result = await apt(remote, installWords(host.packages, '--simulate'), limits.query);
  if (!result.ok) return result;
  const simulated = readSimulation(result.value.stdout);
  if (simulated.removed.length > 0) return refuse(`it would remove ${simulated.removed.join(', ')}`);
  const now = await installed(remote, Object.keys(host.packages));
  if (!now.ok) return now;
  for (const [name, version] of Object.entries(host.packages)) {
    const present = now.value.versions[name];
    if (present === undefined) return refuse(`${name} isn't installed`);
    const change = simulated.changes.find((other) => other.name === name || other.name === bare(name));
    if (present !== version && change?.to !== version)
      return refuse(`${name} would stay at ${present}, planned is ${version}`);
  }
  return { ok: true, value: simulated };
}

const bare = (name: string): string => name.replace(/:.*$/, '');

async function simulate(host: RunHost, remote: Remote): Promise<StepResult> {
  const planned = await simulation(host, remote);
  if (!planned.ok) return planned;
  const changes = planned.value.changes.map(({ name, from, to }) => `${name} ${from ?? 'new'} -> ${to}`);
  return {
    ok: true,
    detail: changes.length === 0 ? 'nothing would change' : `would change: ${changes.join(', ')}`,
  };
}

async function patch(host: RunHost, remote: Remote): Promise<StepResult> {
  const result = await install(remote, installWords(host.packages));
  if (!result.ok) return result;
  const now = await installed(remote, Object.keys(host.packages));
  if (!now.ok) return now;
  const wrong = deviation(host.packages, now.value);
  return wrong === undefined ? installedResult(now) : refuse(`apt reported success, but ${wrong}`);
}

/** A host that lost its power, or its dpkg, in the middle lets nothing be installed until what was begun is finished. */
async function install(remote: Remote, words: readonly string[]): Promise<Outcome<Exited>> {
  const result = await apt(remote, words, limits.install);
  if (result.ok || !isInterrupted(result.detail)) return result;
  const finished = await apt(remote, finishDpkg, limits.install);
  // What can't be finished may still be replaced by a better version: apt has the last word.
  return !finished.ok && finished.unreachable ? finished : apt(remote, words, limits.install);
}

/** The first package that isn't as it should be. */
function deviation(wanted: Versions, { versions, broken }: Installed): string | undefined {
  for (const [name, version] of Object.entries(wanted)) {
    if (versions[name] !== version) return `${name} is ${versions[name] ?? 'not installed'}, not ${version}`;
    if (broken.includes(name)) return `${name} is half installed`;
  }
  return undefined;
}

async function reboot(
  remote: Remote,
  mode: RunRequest['reboot'],
  since: string | undefined,
): Promise<StepResult> {
  const boot = await bootId(remote);
  if (!boot.ok) return boot;
  if (since !== undefined && boot.value !== since)
    return { ok: true, detail: 'had rebooted', bootId: boot.value };
  const required = await remote.run(['test', '-e', '/run/reboot-required']);
  if (required.kind === 'lost') return unreachable(required.detail);
  const asked = required.code === 0;
  if (mode === 'never')
    return { ok: true, ...(asked ? { detail: 'a reboot is required, and was not done' } : {}) };
  if (mode === 'ifRequired' && !asked) return { ok: true, detail: 'no reboot required' };
  const begun = await remote.run(['systemctl', 'reboot'], { root: true });
  // The connection usually goes down with the host before an exit code comes.
  if (begun.kind === 'exited' && begun.code !== 0)
    return refuse(`the reboot was refused: ${complaint(begun)}`);
  return comeBack(remote, boot.value);
}

async function comeBack(remote: Remote, before: string): Promise<StepResult> {
  const deadline = remote.now() + limits.reboot;
  let why = 'it is still in the boot before';
  while (remote.now() < deadline && !remote.isKilled()) {
    await remote.pause(limits.rebootPoll);
    const boot = await bootId(remote);
    if (boot.ok && boot.value !== before) return { ok: true, detail: 'rebooted', bootId: boot.value };
    if (!boot.ok) why = boot.detail;
  }
  return unreachable(`no new boot within ${limits.reboot / minute} minutes: ${why}`);
}

async function verify(host: RunHost, remote: Remote): Promise<StepResult> {
  const now = await installed(remote, Object.keys(host.packages));
  if (!now.ok) return now;
  const wrong = deviation(host.packages, now.value);
  if (wrong !== undefined) return refuse(wrong);
  for (const check of host.verify) {
    const failure = await comesTrue(remote, check.command, check.within);
    if (failure !== undefined) return failure;
  }
  return { ok: true, versions: now.value.versions };
}

async function comesTrue(
  remote: Remote,
  command: readonly string[],
  within: number,
): Promise<Failure | undefined> {
  const deadline = remote.now() + within;
  for (;;) {
    const timeout = Math.max(limits.query, deadline - remote.now());
    const result = await remote.run(command, { root: true, timeout });
    if (result.kind === 'exited' && result.code === 0) return undefined;
    const left = deadline - remote.now();
    if (left <= 0 || remote.isKilled()) {
      if (result.kind === 'lost') return unreachable(result.detail);
      return refuse(`${command.join(' ')}: ${complaint(result)}`);
    }
    await remote.pause(Math.min(limits.verifyPoll, left));
  }
}

async function rollback(remote: Remote, before: Versions): Promise<StepResult> {
  const problem = packagesProblem(before);
  if (problem !== undefined) return refuse(problem);
  const result = await install(remote, installWords(before, '--allow-downgrades'));
  if (!result.ok) return result;
  const now = await installed(remote, Object.keys(before));
  if (!now.ok) return now;
  const wrong = deviation(before, now.value);
  return wrong === undefined ? installedResult(now) : refuse(`apt reported success, but ${wrong}`);
}
