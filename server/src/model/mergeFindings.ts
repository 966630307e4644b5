// Findings to pending patches: those of one package, or that share an advisory or a CVE, are one patch. Its facts are the worst and the earliest of
// theirs, for people and selectors; its due date isn't made of those, since one finding's date with another's severity would be nobody's due
// date. So a patch keeps what it was put together from as `parts`, and each is judged by its own facts.

import { groupBy } from '../base/groupBy.ts';
import { parseMoment } from '../scalar/moment.ts';
import type { PendingPatchText } from '../schema/inventory.ts';
import { severities } from '../schema/vocabulary.ts';
import type { Asset, PackageUpdate, PendingPatch } from './asset.ts';
import { Clusters } from './clusters.ts';
import { compareVersions } from './versions.ts';

type Os = string | undefined;

/**
 * The pending patches of one asset.
 * @param stated by the inventory itself: they stay apart from each other, and what they say wins.
 * @param found by reports.
 */
export function mergePatches(
  { os }: Pick<Asset, 'os'>,
  stated: readonly PendingPatch[],
  found: readonly PendingPatch[],
): readonly PendingPatch[] {
  if (found.length === 0) return stated;
  const byStated = assign(stated, found);
  const own = stated.map((patch, index) => fill(patch, byStated.get(index) ?? [], os));
  const others = byStated.get(undefined) ?? [];
  return [...own, ...Clusters.of(others, keysOf).map((cluster) => combine(cluster, os))];
}

/** By the index of the stated patch that they belong to: their own, else that of one which they hang together with. */
function assign(
  stated: readonly PendingPatch[],
  found: readonly PendingPatch[],
): ReadonlyMap<number | undefined, readonly PendingPatch[]> {
  const homes = new Map<string, number>();
  stated.forEach((patch, index) => {
    for (const key of keysOf(patch)) if (!homes.has(key)) homes.set(key, index);
  });
  const homeOf = (patch: PendingPatch) => least(keysOf(patch).flatMap((key) => homes.get(key) ?? []));
  const pairs = Clusters.of(found, keysOf).flatMap((cluster) => {
    const shared = least(cluster.flatMap((patch) => homeOf(patch) ?? []));
    return cluster.map((patch) => ({ patch, home: homeOf(patch) ?? shared }));
  });
  const byHome = groupBy(pairs, ({ home }) => home);
  return new Map([...byHome].map(([home, group]) => [home, group.map(({ patch }) => patch)]));
}

function least(numbers: readonly number[]): number | undefined {
  return numbers.reduce<number | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
}

function keysOf(patch: PendingPatch): readonly string[] {
  return [...(patch.package === undefined ? [] : [`package ${patch.package}`]), ...advisoriesOf(patch)];
}

function advisoriesOf({ id, cves = [] }: PendingPatchText): readonly string[] {
  return [id, ...cves];
}

/** apt and its like name only packages. */
function isNameless(patch: PendingPatch): boolean {
  return patch.id === patch.package;
}

/** What the stated patch says wins; findings of its advisory say the rest; other advisories of its package are parts beside it. */
function fill(stated: PendingPatch, found: readonly PendingPatch[], os: Os): PendingPatch {
  if (found.length === 0) return stated;
  const own = new Set(advisoriesOf(stated));
  const isSame = (patch: PendingPatch) =>
    isNameless(patch) || advisoriesOf(patch).some((advisory) => own.has(advisory));
  const same = found.filter(isSame);
  const others = found.filter((patch) => !isSame(patch));
  const whole = same.length > 0 ? { ...summary(same, os), ...stated } : stated;
  const parts = [factsOf(whole), ...(others.length > 0 ? partsOf(combine(others, os)) : [])];
  const cves = [...new Set([...(whole.cves ?? []), ...[...same, ...others].flatMap(cvesOf)])];
  const { parts: _, furtherPackages: __, ...common } = whole;
  return {
    ...common,
    ...(cves.length > 0 && { cves }),
    ...(parts.length > 1 && { parts }),
    ...furtherPackages(whole, found),
  };
}

/** Of findings that hang together. */
function combine(found: readonly PendingPatch[], os: Os): PendingPatch {
  const nameless = found.filter(isNameless);
  const named = found.filter((patch) => !isNameless(patch));
  if (named.length === 0) return { ...summary(nameless, os), ...furtherPackages(found[0], found) };
  const known = groupBy(nameless, ({ package: name }) => name);
  const parts = [...groupBy(named, identityOf).values()].map((same) => {
    const part = summary(same, os);
    const update = known.get(part.package);
    return update ? { ...summary(update, os), ...part } : part;
  });
  const worst = parts.reduce((a, b) => (urgency(b) < urgency(a) ? b : a));
  const cves = [...new Set(found.flatMap(cvesOf))];
  return {
    ...summary([worst, ...parts.filter((part) => part !== worst)], os),
    ...(cves.length > 0 && { cves }),
    ...(parts.length > 1 && { parts: parts.map(factsOf) }),
    ...furtherPackages(worst, found),
  };
}

/** Findings of one vulnerability by several scanners are one; an advisory of several CVEs is its own. */
function identityOf({ id, cves = [] }: PendingPatch): string {
  return cves.length > 0 ? [...cves].sort().join(' ') : id;
}

function cvesOf({ id, cves = [] }: PendingPatch): readonly string[] {
  return /^CVE-/.test(id) ? [id, ...cves] : cves;
}

function urgency({ severity, kev }: PendingPatch): number {
  return (kev ? 0 : 1) + 2 * (severity === undefined ? severities.length : severities.indexOf(severity));
}

function factsOf(patch: PendingPatch): PendingPatchText {
  const { at: _, report: __, securitySuite: ___, furtherPackages: ____, parts: _____, ...facts } = patch;
  return facts;
}

function partsOf(patch: PendingPatch): readonly PendingPatchText[] {
  return patch.parts ?? [factsOf(patch)];
}

/** The first, with what it doesn't say from the others; of what several say the worst, the earliest, the newest. */
function summary(patches: readonly PendingPatch[], os: Os): PendingPatch {
  const [first, ...others] = patches as readonly [PendingPatch, ...PendingPatch[]];
  let sum = first;
  for (const patch of others) sum = { ...patch, ...sum, ...worst(sum, patch), ...newest(sum, patch, os) };
  return sum;
}

function worst(a: PendingPatch, b: PendingPatch): Partial<PendingPatch> {
  const severity = severities.find((word) => word === a.severity || word === b.severity);
  const dates = (['published', 'released', 'detected', 'evaluated'] as const).flatMap((field) => {
    const known = [a[field], b[field]].filter((date) => date !== undefined).sort(byMoment);
    return known[0] === undefined ? [] : [[field, known[0]]];
  });
  const flags = (['reboot', 'likelyExploitable', 'securitySuite'] as const).filter(
    (flag) => a[flag] || b[flag],
  );
  const epss = [a.epss, b.epss].filter((value) => value !== undefined);
  return {
    ...(severity && { severity }),
    ...Object.fromEntries(dates),
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
    ...(epss.length > 0 && { epss: Math.max(...epss) }),
  };
}

/** A date alone is the end of its day. */
function byMoment(a: string, b: string): number {
  return (parseMoment(a, 'UTC', 'end') ?? Infinity) - (parseMoment(b, 'UTC', 'end') ?? Infinity);
}

function newest(a: PendingPatch, b: PendingPatch, os: Os): Partial<PendingPatch> {
  if (a.package !== b.package || a.fixed === undefined || b.fixed === undefined) return {};
  return { fixed: compareVersions(os, a.fixed, b.fixed) >= 0 ? a.fixed : b.fixed };
}

/** The other packages that are updated with it, each to the newest version that is asked for. */
function furtherPackages(
  first: PendingPatch | undefined,
  found: readonly PendingPatch[],
): { readonly furtherPackages?: readonly PackageUpdate[] } {
  const byPackage = groupBy(
    found.filter((patch) => patch.package !== undefined && patch.package !== first?.package),
    (patch) => patch.package,
  );
  if (first?.package === undefined || byPackage.size === 0) return {};
  return {
    furtherPackages: [...byPackage.values()].flatMap((patches) => {
      const { package: name, installed, fixed } = summary(patches, undefined);
      return name === undefined
        ? []
        : [{ package: name, ...(installed && { installed }), ...(fixed && { fixed }) }];
    }),
  };
}
