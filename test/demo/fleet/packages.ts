// Questions about a host's archive and its installed packages: the candidate, what is upgradable,
// which kernel comes next, how a service does. All answers are computed from plain values.
import { compareDebianVersions } from './debianVersion.ts';
import type { HostState } from './hostState.ts';
import type { DemoHost, DemoPackage, DemoService, DemoVersion } from './types.ts';

type Installed = HostState['packages'];

export function findPackage(host: DemoHost, name: string): DemoPackage | undefined {
  return host.packages.find((entry) => entry.name === name);
}

export function findVersion(
  host: DemoHost,
  name: string,
  version: string | undefined,
): DemoVersion | undefined {
  return findPackage(host, name)?.versions.find((entry) => entry.version === version);
}

/** The newest version: all archives of a demo host have one priority. */
export function candidateOf(entry: DemoPackage): DemoVersion | undefined {
  return entry.versions.toSorted((a, b) => compareDebianVersions(b.version, a.version))[0];
}

export function upgradable(host: DemoHost, installed: Installed): readonly DemoPackage[] {
  return host.packages.filter((entry) => {
    const now = installed[entry.name];
    const candidate = candidateOf(entry);
    if (now === undefined || candidate === undefined) return false;
    return compareDebianVersions(candidate.version, now.version) > 0;
  });
}

/** dpkg names `Multi-Arch: same` packages with their architecture. */
export function dpkgName(host: DemoHost, name: string): string {
  return findPackage(host, name)?.multiArchSame === true ? `${name}:amd64` : name;
}

export const archOf = (host: DemoHost, name: string): string => findPackage(host, name)?.arch ?? 'amd64';

export function newestKernel(host: DemoHost, installed: Installed): string | undefined {
  return Object.entries(installed)
    .map(([name, now]) => findVersion(host, name, now.version))
    .filter((version) => version?.kernel !== undefined)
    .toSorted((a, b) => compareDebianVersions(b?.version ?? '', a?.version ?? ''))[0]?.kernel;
}

/** Installed packages that dpkg still has to configure. */
export function halfInstalled(installed: Installed): readonly string[] {
  return Object.keys(installed)
    .filter((name) => installed[name]?.status !== 'ii ')
    .toSorted();
}

export type ServiceHealth = 'healthy' | 'unhealthy' | 'failed' | 'unknown';

export function serviceHealth(host: DemoHost, state: HostState, name: string): ServiceHealth {
  const service = host.services?.find((entry) => entry.name === name);
  if (service === undefined) return 'unknown';
  const own = state.packages[service.package];
  if (own === undefined) return 'unknown';
  if (own.status !== 'ii ') return 'failed';
  if (service.needsDriver === true && upstream(own.version) !== state.driver) return 'failed';
  return brokenBy(host, state, service) ?? 'healthy';
}

function brokenBy(host: DemoHost, state: HostState, service: DemoService) {
  const effects = Object.entries(state.packages).map(
    ([name, now]) => findVersion(host, name, now.version)?.breaks?.[service.name],
  );
  return effects.find((effect) => effect === 'failed') ?? effects.find((effect) => effect !== undefined);
}

export const upstream = (version: string): string => version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
