// What apt and dpkg print, read into values; and which names and versions they may be given. Pure text.

import type { Versions } from '../protocol/runEvents.ts';

/** Debian's own grammar, less what apt would take for a request: `name-` removes, `name/suite` and globs choose. */
const packageName = /^[a-z0-9][a-z0-9+.-]*[a-z0-9+.](:[a-z0-9-]*[a-z0-9])?$/;
const packageVersion = /^[0-9A-Za-z][0-9A-Za-z.+:~-]*$/;

/** What of a list of packages and versions can't be given to apt. */
export function packagesProblem(packages: Versions): string | undefined {
  for (const [name, version] of Object.entries(packages)) {
    if (!packageName.test(name)) return `the package name ${JSON.stringify(name)} is refused`;
    if (!packageVersion.test(version)) return `the version ${JSON.stringify(version)} of ${name} is refused`;
  }
  return undefined;
}

export interface Installed {
  readonly versions: Versions;
  /** Unpacked or half configured, not `ii`. */
  readonly broken: readonly string[];
}

/** `dpkg-query -W -f '${Package}\t${Version}\t${db:Status-Abbrev}\n'`, under the names that were asked for (`libc6:amd64`). */
export function readInstalled(stdout: string, asked: readonly string[]): Installed {
  const rows = new Map<string, readonly [version: string, status: string]>();
  for (const line of stdout.split('\n')) {
    const [name, version, status] = line.split('\t');
    if (name && version && status && isPresent(status) && !rows.has(name)) rows.set(name, [version, status]);
  }
  const versions: [string, string][] = [];
  const broken: string[] = [];
  for (const name of asked) {
    const row = rows.get(name) ?? rows.get(name.replace(/:.*$/, ''));
    if (row === undefined) continue;
    versions.push([name, row[0]]);
    if (!/^[ih]i/.test(row[1])) broken.push(name);
  }
  return { versions: Object.fromEntries(versions), broken };
}

/** `un`, `rc` and the like are known to dpkg, and not installed. */
function isPresent(status: string): boolean {
  return !'nc'.includes(status.charAt(1));
}

export interface Simulation {
  /** Package, version installed (absent where new), version to come. */
  readonly changes: readonly { readonly name: string; readonly from?: string; readonly to: string }[];
  readonly removed: readonly string[];
}

/** The `Inst` and `Remv` lines of `apt-get --simulate`. */
export function readSimulation(stdout: string): Simulation {
  const changes: { name: string; from?: string; to: string }[] = [];
  for (const match of stdout.matchAll(/^Inst (\S+)(?: \[([^\]]+)\])? \((\S+)/gm)) {
    const [, name = '', from, to = ''] = match;
    changes.push(from === undefined ? { name, to } : { name, from, to });
  }
  return { changes, removed: [...stdout.matchAll(/^Remv (\S+)/gm)].map((match) => match[1] ?? '') };
}

/** Whether somebody else holds apt or dpkg at this moment. */
export function isLocked(stderr: string): boolean {
  return /Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock|lock was locked by another process/.test(
    stderr,
  );
}

/** Whether dpkg was cut off in the middle of an installation, by a power failure usually. */
export function isInterrupted(complaint: string): boolean {
  return /dpkg was interrupted/.test(complaint);
}

/** apt's own errors, with what they mean for a plan. */
export function explainApt(stdout: string, stderr: string, code: number): string {
  const complaints = `${stderr}\n${stdout}`
    .split('\n')
    .filter((line) => /^(E:|dpkg: error|sudo:)/.test(line.trim()));
  const said =
    [...new Set(complaints.map((line) => line.trim()))].slice(0, 5).join(' ') || `exit code ${code}`;
  const why = meaning(said, stdout);
  return why === undefined ? said : `${said} (${why})`;
}

function meaning(said: string, stdout: string): string | undefined {
  if (/^E: Version .* was not found/m.test(said))
    return 'the archive no longer has this version; if it is the planned one, make the plan anew';
  if (/Unable to locate package/.test(said)) return "the host's sources don't have this package";
  if (/without --allow-downgrades/.test(said))
    return 'the host has a newer version than planned: make the plan anew';
  if (/Held packages were changed/.test(said)) return 'a package is on hold on the host';
  if (/No space left/.test(said + stdout)) return 'the disk is full';
  if (/^sudo:/.test(said)) return 'become needs a sudo rule without a password';
  return undefined;
}
