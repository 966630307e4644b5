// The selector language: does a `match:` pick an asset, or a patch on an asset? Plain truth: a key whose fact is absent doesn't match, so
// whoever must tell "no" from "not known" tries the values that a missing fact could have, for the keys that factsUsed names.
// A CVSS score is such an absent fact: vectors aren't scored yet.

import type { Match } from '../schema/match.ts';
import type { Asset, PendingPatch } from './asset.ts';

export type MatchKey = Exclude<keyof Match, 'any' | 'not'>;

type OneOrMany = string | readonly string[];
type AssetTest<K extends MatchKey> = (wanted: NonNullable<Match[K]>, asset: Asset) => boolean;
type PatchTest<K extends MatchKey> = (wanted: NonNullable<Match[K]>, patch: PendingPatch) => boolean;

const assetTests = {
  asset: (wanted, asset) => anyOf(wanted, asset.name),
  groups: (wanted, asset) => overlaps(wanted, asset.groups),
  kind: (wanted, asset) => anyOf(wanted, asset.kind),
  os: (wanted, asset) => asset.os !== undefined && listOf(wanted).some((os) => leads(os, asset.os ?? '')),
  environment: (wanted, asset) => anyOf(wanted, asset.environment),
  criticality: (wanted, asset) => anyOf(wanted, asset.criticality),
  exposure: (wanted, asset) => anyOf(wanted, asset.exposure),
  data: (wanted, asset) => overlaps(wanted, asset.data),
  owner: (wanted, asset) => anyOf(wanted, asset.owner),
  stateless: (wanted, asset) => asset.stateless === wanted,
  gpu: (wanted, asset) => (asset.gpu !== undefined) === wanted,
} satisfies { readonly [K in MatchKey]?: AssetTest<K> };

const patchTests = {
  advisory: (wanted, patch) => overlaps(wanted, [patch.id, ...(patch.cves ?? [])]),
  package: (wanted, patch) => anyOf(wanted, patch.package),
  severity: (wanted, patch) => anyOf(wanted, patch.severity),
  kev: (wanted, patch) => (patch.kev !== undefined) === wanted,
  ransomware: (wanted, patch) => patch.kev?.ransomware === wanted,
  epss: (wanted, patch) => compares(wanted, patch.epss),
  cvss: () => false,
  exploitation: (wanted, patch) => anyOf(wanted, patch.ssvc?.exploitation),
  automatable: (wanted, patch) => patch.ssvc?.automatable === wanted,
  technicalImpact: (wanted, patch) => anyOf(wanted, patch.ssvc?.technicalImpact),
  impact: (wanted, patch) => anyOf(wanted, patch.impact),
  likelyExploitable: (wanted, patch) => patch.likelyExploitable === wanted,
  component: (wanted, patch) => anyOf(wanted, patch.component),
} satisfies { readonly [K in Exclude<MatchKey, keyof typeof assetTests>]: PatchTest<K> };

/** Keys that ask about a patch; without a patch they don't match. */
export const patchKeys: ReadonlySet<string> = new Set(Object.keys(patchTests));

/** All keys must hold; `{}` matches everything. A key that the language doesn't have matches nothing, unless it begins with `x-`. */
export function matches(match: Match, asset: Asset, patch?: PendingPatch): boolean {
  return Object.entries(match).every(([key, wanted]) => {
    if (wanted === undefined || key.startsWith('x-')) return true;
    if (key === 'any') return match.any?.some((part) => matches(part, asset, patch)) ?? true;
    if (key === 'not') return match.not === undefined || !matches(match.not, asset, patch);
    return holds(key, wanted, asset, patch);
  });
}

/**
 * Does the selector pick the patch for each of its CVEs? What takes a patch out of the SLA must ask this: an exception for one CVE doesn't
 * cover the others that the same patch fixes.
 */
export function matchesWhole(match: Match, asset: Asset, patch: PendingPatch): boolean {
  const cves = patch.cves ?? [];
  if (cves.length < 2) return matches(match, asset, patch);
  // A patch that is called by one of its CVEs is no advisory for the others.
  const isCve = cves.includes(patch.id);
  return cves.every((cve) => matches(match, asset, { ...patch, id: isCve ? cve : patch.id, cves: [cve] }));
}

/** The keys that the selector or a part of it reads. */
export function factsUsed(match: Match): Set<string> {
  const { any = [], not, ...own } = match;
  const used = new Set(Object.keys(own));
  for (const part of not ? [...any, not] : any) for (const key of factsUsed(part)) used.add(key);
  return used;
}

function holds(key: string, wanted: unknown, asset: Asset, patch: PendingPatch | undefined): boolean {
  if (Object.hasOwn(assetTests, key)) {
    const test = assetTests[key as keyof typeof assetTests] as (wanted: unknown, asset: Asset) => boolean;
    return test(wanted, asset);
  }
  if (!patch || !Object.hasOwn(patchTests, key)) return false;
  const test = patchTests[key as keyof typeof patchTests] as (
    wanted: unknown,
    patch: PendingPatch,
  ) => boolean;
  return test(wanted, patch);
}

function listOf(wanted: OneOrMany): readonly string[] {
  return typeof wanted === 'string' ? [wanted] : wanted;
}

function anyOf(wanted: OneOrMany, fact: string | undefined): boolean {
  return fact !== undefined && listOf(wanted).includes(fact);
}

function overlaps(wanted: OneOrMany, facts: readonly string[]): boolean {
  return listOf(wanted).some((item) => facts.includes(item));
}

/** Whole words, whatever their case: `debian 1` doesn't lead `debian 12`. */
function leads(prefix: string, text: string): boolean {
  const words = wordsOf(text);
  return wordsOf(prefix).every((word, index) => words[index] === word);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

const COMPARISON = /^(>=|<=|>|<|=)?\s*(\d+(?:\.\d+)?)$/;

function compares(wanted: string, fact: number | undefined): boolean {
  const parts = COMPARISON.exec(wanted);
  if (fact === undefined || !parts) return false;
  const bound = Number(parts[2]);
  switch (parts[1]) {
    case '>=':
      return fact >= bound;
    case '<=':
      return fact <= bound;
    case '>':
      return fact > bound;
    case '<':
      return fact < bound;
    default:
      return fact === bound;
  }
}
