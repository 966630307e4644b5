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

/** @param facts of an asset or of a profile. */
export function profileKey(facts: { readonly [Field in (typeof profileFields)[number]]?: unknown }): string {
  return keyOf(profileFields, facts);
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

/** The last line says what is wanted of KEV: not its dates. */
export function traitsKey(patch: PendingPatchText): string {
  const { kev } = patch;
  const key = keyOf(traitFields, patch);
  return kev ? `${key}${KEV}${JSON.stringify({ ransomware: kev.ransomware })}` : key;
}

export function traitsOf(key: string): PatchTraits {
  const at = key.indexOf(KEV);
  if (at < 0) return factsOf(key, traitFields);
  const kev: unknown = JSON.parse(key.slice(at + KEV.length));
  return { ...factsOf<PatchTraits>(key.slice(0, at), traitFields), kev } as PatchTraits;
}

/** No line of a field begins like this: no JSON does. */
const KEV = '\n=kev';

/** A line for each field, empty where there is none; texts as they are, all else as JSON. */
function keyOf<Field extends string>(
  fields: readonly Field[],
  facts: { readonly [F in Field]?: unknown },
): string {
  let key = '';
  let skipped = '';
  for (const field of fields) {
    const value = facts[field];
    if (value !== undefined) {
      key += skipped + lineOf(value);
      skipped = '';
    }
    skipped += '\n';
  }
  return key;
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

/** One line for each of {@link dateFields}, empty where there is none: short, as there are very many. */
export function datesKey({ published, released, detected, evaluated, kev }: PendingPatchText): string {
  return [published, released, detected, evaluated, kev?.added, kev?.due].join('\n');
}

export function datesOf(key: string): PatchDates {
  const texts = dateTexts(key);
  return Object.fromEntries(dateFields.flatMap((field, nth) => (texts[nth] ? [[field, texts[nth]]] : [])));
}

/** One for each of {@link dateFields}. */
export function dateTexts(key: string): readonly string[] {
  return key.split('\n');
}
