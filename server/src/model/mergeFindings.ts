// Findings to assets and to pending patches. A finding belongs to the asset with that name, else address, else alias, else unique short name; never a
// guess. Findings of one package, or that share an advisory or a CVE, are one pending patch.

import { severities } from '../schema/vocabulary.ts';
import type { Asset, PackageUpdate, PendingPatch } from './asset.ts';
import { compareVersions } from './versions.ts';

/** Names under which hosts are found; built once for all findings. */
export class AssetNames {
  readonly #byName: ReadonlyMap<string, Asset>;
  readonly #byAddress: ReadonlyMap<string, Asset | 'ambiguous'>;
  readonly #byAlias: ReadonlyMap<string, Asset | 'ambiguous'>;
  readonly #byShortName: ReadonlyMap<string, Asset | 'ambiguous'>;

  constructor(assets: ReadonlyMap<string, Asset>) {
    const all = [...assets.values()];
    this.#byName = new Map(all.map((asset) => [asset.name.toLowerCase(), asset]));
    this.#byAddress = index(all, ({ address }) => [address]);
    this.#byAlias = index(all, ({ aliases }) => aliases);
    this.#byShortName = index(all, ({ name, address, aliases }) =>
      [name, address, ...aliases].flatMap(shortName),
    );
  }

  /** @param names what a report calls the host: names first, then addresses. */
  find(names: readonly string[]): Asset | undefined {
    const keys = names.map((name) => name.toLowerCase());
    for (const map of [this.#byName, this.#byAddress, this.#byAlias]) {
      for (const key of keys) {
        const found = map.get(key);
        if (found && found !== 'ambiguous') return found;
      }
    }
    for (const key of keys.flatMap(shortName)) {
      const found = this.#byShortName.get(key);
      if (found && found !== 'ambiguous') return found;
    }
    return undefined;
  }
}

function index(
  assets: readonly Asset[],
  keysOf: (asset: Asset) => readonly string[],
): Map<string, Asset | 'ambiguous'> {
  const map = new Map<string, Asset | 'ambiguous'>();
  for (const asset of assets) {
    for (const key of new Set(keysOf(asset).map((name) => name.toLowerCase()))) {
      map.set(key, map.has(key) ? 'ambiguous' : asset);
    }
  }
  return map;
}

/** `web-01.example.org` is `web-01`; an address has no short name. */
function shortName(name: string): string[] {
  if (/^[\d.]+$/.test(name) || name.includes(':')) return [];
  return [name.split('.')[0]?.toLowerCase() ?? name];
}

/**
 * The pending patches of one asset.
 * @param stated by the inventory itself: they stay apart from each other, and what they say wins.
 * @param found by reports.
 */
export function mergePatches(
  asset: Asset,
  stated: readonly PendingPatch[],
  found: readonly PendingPatch[],
): readonly PendingPatch[] {
  if (found.length === 0) return stated;
  const merged: PendingPatch[] = [...stated];
  const groups = new Map<string, number>();
  const keep = (patch: PendingPatch, at: number) => {
    for (const key of keysOf(patch)) if (!groups.has(key)) groups.set(key, at);
  };
  stated.forEach(keep);
  for (const patch of found) {
    const at = keysOf(patch).flatMap((key) => groups.get(key) ?? [])[0];
    const other = at === undefined ? undefined : merged[at];
    if (at === undefined || !other) {
      merged.push(patch);
      keep(patch, merged.length - 1);
    } else {
      merged[at] = join(other, patch, at < stated.length, asset.os);
      keep(merged[at], at);
    }
  }
  return merged;
}

function keysOf({ id, cves = [], package: name }: PendingPatch): string[] {
  return [...(name === undefined ? [] : [`package ${name}`]), `id ${id}`, ...cves.map((cve) => `id ${cve}`)];
}

/** What the first says wins where it is stated by a person; among reports the worse severity, the earlier date and the higher version do. */
function join(
  first: PendingPatch,
  second: PendingPatch,
  isStated: boolean,
  os: string | undefined,
): PendingPatch {
  const cves = [...new Set([...(first.cves ?? []), ...(second.cves ?? [])])];
  const filled = { ...second, ...first, ...(cves.length > 0 && { cves }) };
  const further = furtherPackages(first, second);
  const whole = further.length > 0 ? { ...filled, furtherPackages: further } : filled;
  if (isStated) return whole;
  return { ...whole, ...worse(first, second), ...newer(first, second, os) };
}

function worse(first: PendingPatch, second: PendingPatch): Partial<PendingPatch> {
  const severity = severities.find((word) => word === first.severity || word === second.severity);
  const dates = (['published', 'released', 'detected'] as const).flatMap((field) => {
    const known = [first[field], second[field]].filter((date) => date !== undefined).sort();
    return known[0] === undefined ? [] : [[field, known[0]]];
  });
  return { ...(severity && { severity }), ...Object.fromEntries(dates) };
}

function newer(first: PendingPatch, second: PendingPatch, os: string | undefined): Partial<PendingPatch> {
  if (first.package !== second.package || first.fixed === undefined || second.fixed === undefined) return {};
  return { fixed: compareVersions(os, first.fixed, second.fixed) >= 0 ? first.fixed : second.fixed };
}

function furtherPackages(first: PendingPatch, second: PendingPatch): readonly PackageUpdate[] {
  const known = first.furtherPackages ?? [];
  const name = second.package;
  if (name === undefined || first.package === undefined || name === first.package) return known;
  if (known.some((update) => update.package === name)) return known;
  const { installed, fixed } = second;
  return [...known, { package: name, ...(installed && { installed }), ...(fixed && { fixed }) }];
}
