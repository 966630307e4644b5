// The words of apt 2.6: lists of names, the summary, simulation lines, sizes. Every shape here is one
// that apt printed on a real Debian 12; `aptText.test.ts` holds them to recorded output.
import type { AptPlan, Change } from './aptPlan.ts';
import type { HostState } from './hostState.ts';
import { archOf, candidateOf, findVersion, upgradable } from './packages.ts';
import type { DemoHost } from './types.ts';

/** apt breaks its lists so that a line stays under 80 columns less three. */
export function wrapNames(names: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    if (line !== '' && line.length + name.length >= 77) {
      lines.push(line);
      line = '';
    }
    line += ` ${name}`;
  }
  return [...lines, line].map((text) => ` ${text}\n`).join('');
}

function section(title: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${title}:\n${wrapNames(names.toSorted())}`;
}

export function planText(plan: AptPlan): string {
  const of = (kind: Change['kind']) =>
    plan.changes.filter((change) => change.kind === kind).map(({ name }) => name);
  return [
    section('The following additional packages will be installed', plan.additional),
    section('The following NEW packages will be installed', of('new')),
    section('The following packages will be REMOVED', of('remove')),
    section('The following packages have been kept back', plan.keptBack),
    section('The following packages will be upgraded', of('upgrade')),
    section('The following held packages will be changed', plan.heldChanged),
    section('The following packages will be DOWNGRADED', of('downgrade')),
    summary(plan),
  ].join('');
}

function summary(plan: AptPlan): string {
  const count = (kind: Change['kind']) => plan.changes.filter((change) => change.kind === kind).length;
  const downgraded = count('downgrade') === 0 ? '' : `${count('downgrade')} downgraded, `;
  const half = plan.halfInstalled === 0 ? '' : `${plan.halfInstalled} not fully installed or removed.\n`;
  return (
    `${count('upgrade')} upgraded, ${count('new')} newly installed, ${downgraded}` +
    `${count('remove')} to remove and ${plan.notUpgraded} not upgraded.\n${half}`
  );
}

/** `(3.0.22-1~deb12u2 Debian-Security:12/oldstable-security [amd64])` */
function versionText(host: DemoHost, name: string, version: string): string {
  const origins = findVersion(host, name, version)?.origins ?? ['now'];
  return `(${version} ${origins.join(', ')} [${archOf(host, name)}])`;
}

export function simulationText(host: DemoHost, state: HostState, plan: AptPlan): string {
  const kept = plan.changes.filter((change) => change.to !== undefined);
  const removed = plan.changes.filter((change) => change.to === undefined);
  const inst = ({ name, from, to = '' }: Change) =>
    `Inst ${name}${from === undefined ? '' : ` [${from}]`} ${versionText(host, name, to)}\n`;
  const conf = (name: string, version: string) => `Conf ${name} ${versionText(host, name, version)}\n`;
  return [
    ...removed.map(({ name, from }) => `Remv ${name} [${from}]\n`),
    ...kept.map(inst),
    ...kept.map(({ name, to = '' }) => conf(name, to)),
    ...plan.configure.map((name) => conf(name, state.packages[name]?.version ?? '')),
  ].join('');
}

export function listUpgradable(host: DemoHost, state: HostState): string {
  const lines = upgradable(host, state.packages).map((entry) => {
    const candidate = candidateOf(entry);
    const suites = (candidate?.origins ?? []).map((origin) => origin.replace(/^.*\//, '')).toSorted();
    const from = state.packages[entry.name]?.version;
    return `${entry.name}/${suites.join(',')} ${candidate?.version} ${entry.arch ?? 'amd64'} [upgradable from: ${from}]\n`;
  });
  return `Listing...\n${lines.toSorted().join('')}`;
}

/** At most four digits, then the next unit; one decimal below 100: `760 B`, `45.1 kB`, `2450 kB`. */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 10_000) [value, unit] = [value / 1000, unit + 1];
  const digits = unit > 0 && value < 100 ? value.toFixed(1) : String(Math.floor(value));
  return `${digits} ${['', 'k', 'M', 'G'][unit]}B`;
}

export const simulationNote = `NOTE: This is only a simulation!
      apt-get needs root privileges for real execution.
      Keep also in mind that locking is deactivated,
      so don't depend on the relevance to the real current situation!
`;

export const unmetText = (
  unmet: readonly string[],
) => `Some packages could not be installed. This may mean that you have
requested an impossible situation or if you are using the unstable
distribution that some required packages have not yet been created
or been moved out of Incoming.
The following information may help to resolve the situation:

The following packages have unmet dependencies:
${unmet.join('\n')}
`;

export const unavailableText = (
  name: string,
) => `Package ${name} is not available, but is referred to by another package.
This may mean that the package is missing, has been obsoleted, or
is only available from another source

`;
