// What many assets and many patches have in common, as keys: equal keys, equal judgements. A fleet has few of each, so that what a policy says of
// them is worked out once and not for every asset. A key can be read back.

import type { AssetText, PendingPatchText } from '../schema/inventory.ts';

const profileFields = [
  'kind',
  'os',
  'environment',
  'criticality',
  'exposure',
  'data',
  'stateless',
  'owner',
  'maintenanceWindow',
  'maxUnavailable',
  'groups',
  'gpu',
] as const;

/** Lines of a profile's key at most. */
export const profileLines = profileFields.length;

/** What an asset says of itself that groups may say too, selectors ask or many have alike; not what only it has, as its address. */
export type Profile = Pick<AssetText, (typeof profileFields)[number]>;

export function isProfileField(field: string): field is keyof Profile {
  return (profileFields as readonly string[]).includes(field);
}

/** What a profile is made of: an asset, or another profile. */
export type ProfileFacts = { readonly [Field in (typeof profileFields)[number]]?: unknown };

export function profileKey(facts: ProfileFacts): string {
  return linesOfProfile(facts).join('\n');
}

/** Of its key. */
export function linesOfProfile(facts: ProfileFacts): readonly string[] {
  return linesOf(profileFields, facts);
}

export function profileOf(key: string): Profile {
  return factsOf(key, profileFields);
}

const traitFields = [
  'id',
  'cves',
  'package',
  'severity',
  'cvss',
  'epss',
  'ssvc',
  'impact',
  'likelyExploitable',
  'component',
] as const;

/** Lines of a patch's key at most. */
export const traitLines = traitFields.length + 1;

/** What selectors ask of a patch; dates aside. */
export interface PatchTraits extends Pick<PendingPatchText, (typeof traitFields)[number]> {
  /** Is it in KEV, and does ransomware use it? */
  readonly kev?: { readonly ransomware?: boolean };
}

export function traitsKey(patch: PendingPatchText): string {
  return linesOfTraits(patch).join('\n');
}

/** Of its key. The last line says what is wanted of KEV: not its dates. */
export function linesOfTraits(patch: PendingPatchText): readonly string[] {
  const { kev } = patch;
  const lines = linesOf(traitFields, patch);
  if (kev) lines.push(`${KEV}${JSON.stringify({ ransomware: kev.ransomware })}`);
  return lines;
}

export function traitsOf(key: string): PatchTraits {
  const at = key.indexOf(`\n${KEV}`);
  if (at < 0) return factsOf(key, traitFields);
  const kev: unknown = JSON.parse(key.slice(at + 1 + KEV.length));
  return { ...factsOf<PatchTraits>(key.slice(0, at), traitFields), kev } as PatchTraits;
}

/** No line of a field begins like this: no JSON does. */
const KEV = '=kev';

/** A line for each field, empty where there is none, and none after the last that is there; texts as they are, all else as JSON. */
function linesOf<Field extends string>(
  fields: readonly Field[],
  facts: { readonly [F in Field]?: unknown },
): string[] {
  const lines: string[] = [];
  for (let nth = 0; nth < fields.length; nth++) {
    const value = facts[fields[nth] as Field];
    if (value === undefined) continue;
    while (lines.length < nth) lines.push('');
    lines.push(lineOf(value));
  }
  return lines;
}

function lineOf(value: unknown): string {
  return typeof value === 'string' && PLAIN.test(value) ? value : `=${JSON.stringify(value)}`;
}

const PLAIN = /^[^=\n][^\n]*$/;

function factsOf<Facts>(key: string, fields: readonly (keyof Facts)[]): Facts {
  const facts: Partial<Record<keyof Facts, unknown>> = {};
  key.split('\n').forEach((line, nth) => {
    const field = fields[nth];
    if (field !== undefined && line !== '')
      facts[field] = line.startsWith('=') ? JSON.parse(line.slice(1)) : line;
  });
  return facts as Facts;
}

/** In the order of a key. */
export const dateFields = ['published', 'released', 'detected', 'evaluated', 'kevAdded', 'kevDue'] as const;

/** The dates that clocks start at, as written: the policy's zone gives them meaning. */
export type PatchDates = { readonly [F in (typeof dateFields)[number]]?: string };

/** A line for each of {@link dateFields}, as for other keys. */
export function datesKey(patch: PendingPatchText): string {
  return linesOfDates(patch).join('\n');
}

/** Of its key. */
export function linesOfDates({
  published,
  released,
  detected,
  evaluated,
  kev,
}: PendingPatchText): readonly string[] {
  const lines = [published ?? '', released ?? '', detected ?? '', evaluated ?? ''];
  if (kev) lines.push(kev.added, kev.due ?? '');
  while (lines.at(-1) === '') lines.pop();
  return lines;
}
