// The selector language: does a `match:` pick an asset, or a patch on an asset? Plain truth: a key whose fact is absent doesn't match, so
// whoever must tell "no" from "not known" tries the values that a missing fact could have, for the keys that factsUsed names.
// A CVSS score is such an absent fact: vectors aren't scored yet.

import type { Match } from '../schema/match.ts';
import type { Asset } from './asset.ts';
import type { PatchTraits } from './traits.ts';

export type MatchKey = Exclude<keyof Match, 'any' | 'not'>;

/** What selectors ask of an asset. */
export interface AssetFacts
  extends Pick<
    Asset,
    | 'name'
    | 'groups'
    | 'kind'
    | 'os'
    | 'environment'
    | 'criticality'
    | 'exposure'
    | 'data'
    | 'owner'
    | 'stateless'
  > {
  readonly gpu?: unknown;
}

type OneOrMany = string | readonly string[];

export type Fact = string | number | boolean | readonly string[] | undefined;

/** How one key is tested: the fact that it reads, and whether that is what is wanted. */
interface Test<Subject, Wanted, F> {
  readonly read: (subject: Subject) => Fact;
  readonly holds: (wanted: Wanted, fact: F) => boolean;
  /** Holds for words that are wanted: words that no selector names are alike. */
  readonly isNaming: boolean;
}

type Tests<Subject, K extends MatchKey> = {
  readonly [Key in K]: Test<Subject, NonNullable<Match[Key]>, never>;
};

/** A test of a key that isn't known beforehand. */
export type KeyTest<Subject> = Test<Subject, unknown, Fact>;

function word<S>(read: (subject: S) => string | undefined) {
  const holds = (wanted: OneOrMany, fact: string | undefined) =>
    fact !== undefined && listOf(wanted).includes(fact);
  return { read, holds, isNaming: true };
}

function words<S>(read: (subject: S) => readonly string[]) {
  const holds = (wanted: OneOrMany, facts: readonly string[]) =>
    listOf(wanted).some((item) => facts.includes(item));
  return { read, holds, isNaming: true };
}

function flag<S>(read: (subject: S) => boolean | undefined) {
  return { read, holds: (wanted: boolean, fact: boolean | undefined) => fact === wanted, isNaming: false };
}

const assetTests = {
  asset: word(({ name }) => name),
  groups: words(({ groups }) => groups),
  kind: word(({ kind }) => kind),
  os: {
    read: ({ os }) => os,
    holds: (wanted: OneOrMany, fact: string | undefined) =>
      fact !== undefined && listOf(wanted).some((os) => leads(os, fact)),
    isNaming: false,
  },
  environment: word(({ environment }) => environment),
  criticality: word(({ criticality }) => criticality),
  exposure: word(({ exposure }) => exposure),
  data: words(({ data }) => data),
  owner: word(({ owner }) => owner),
  stateless: flag(({ stateless }) => stateless),
  gpu: flag(({ gpu }) => gpu !== undefined),
} satisfies Partial<Tests<AssetFacts, MatchKey>>;

const patchTests = {
  advisory: words(({ id, cves = [] }) => [id, ...cves]),
  package: word((patch) => patch.package),
  severity: word(({ severity }) => severity),
  kev: flag(({ kev }) => kev !== undefined),
  ransomware: flag(({ kev }) => kev?.ransomware),
  epss: { read: ({ epss }) => epss, holds: compares, isNaming: false },
  cvss: { read: () => undefined, holds: () => false, isNaming: false },
  exploitation: word(({ ssvc }) => ssvc?.exploitation),
  automatable: flag(({ ssvc }) => ssvc?.automatable),
  technicalImpact: word(({ ssvc }) => ssvc?.technicalImpact),
  impact: word(({ impact }) => impact),
  likelyExploitable: flag(({ likelyExploitable }) => likelyExploitable),
  component: word(({ component }) => component),
} satisfies Tests<PatchTraits, Exclude<MatchKey, keyof typeof assetTests>>;

/** Keys that ask about a patch; without a patch they don't match. */
export const patchKeys: ReadonlySet<string> = new Set(Object.keys(patchTests));

export function assetTestOf(key: string): KeyTest<AssetFacts> | undefined {
  return Object.hasOwn(assetTests, key)
    ? ((assetTests as Readonly<Record<string, unknown>>)[key] as KeyTest<AssetFacts>)
    : undefined;
}

export function patchTestOf(key: string): KeyTest<PatchTraits> | undefined {
  return Object.hasOwn(patchTests, key)
    ? ((patchTests as Readonly<Record<string, unknown>>)[key] as KeyTest<PatchTraits>)
    : undefined;
}

/** All keys must hold; `{}` matches everything. A key that the language doesn't have matches nothing, unless it begins with `x-`. */
export function matches(match: Match, asset: AssetFacts, patch?: PatchTraits): boolean {
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
export function matchesWhole(match: Match, asset: AssetFacts, patch: PatchTraits): boolean {
  return cveByCve(patch).every((each) => matches(match, asset, each));
}

/** The patch as it is for each of its CVEs alone. */
export function cveByCve(patch: PatchTraits): readonly PatchTraits[] {
  const cves = patch.cves ?? [];
  if (cves.length < 2) return [patch];
  // A patch that is called by one of its CVEs is no advisory for the others.
  const isCve = cves.includes(patch.id);
  return cves.map((cve) => ({ ...patch, id: isCve ? cve : patch.id, cves: [cve] }));
}

/** @returns false where the asset alone decides that the selector picks none of its patches, whatever an absent criticality or exposure is. */
export function mayMatch(match: Match, asset: AssetFacts): boolean {
  return Object.entries(match).every(([key, wanted]) => {
    const test = wanted === undefined ? undefined : assetTestOf(key);
    if (!test) return true;
    const fact = test.read(asset);
    return fact === undefined || test.holds(wanted, fact);
  });
}

/** The keys of the selector and of its parts, each with what it wants. */
export function* wantsOf({ any = [], not, ...own }: Match): Generator<readonly [string, unknown]> {
  yield* Object.entries(own);
  for (const part of not ? [...any, not] : any) yield* wantsOf(part);
}

/** The keys that the selector or a part of it reads. */
export function factsUsed(match: Match): Set<string> {
  return new Set([...wantsOf(match)].map(([key]) => key));
}

function holds(key: string, wanted: unknown, asset: AssetFacts, patch: PatchTraits | undefined): boolean {
  const assetTest = assetTestOf(key);
  if (assetTest) return assetTest.holds(wanted, assetTest.read(asset));
  const patchTest = patch && patchTestOf(key);
  return patchTest ? patchTest.holds(wanted, patchTest.read(patch)) : false;
}

function listOf(wanted: OneOrMany): readonly string[] {
  return typeof wanted === 'string' ? [wanted] : wanted;
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
