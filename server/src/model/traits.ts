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

/** What an asset says of itself that groups may say too, selectors ask or many have alike; not what only it has, as its address. */
export type Profile = Pick<AssetText, (typeof profileFields)[number]>;

export function isProfileField(field: string): field is keyof Profile {
  return (profileFields as readonly string[]).includes(field);
}

/** @param facts of an asset or of a profile. */
export function profileKey(facts: { readonly [Field in (typeof profileFields)[number]]?: unknown }): string {
  return JSON.stringify(profileFields.map((field) => facts[field]));
}

export function profileOf(key: string): Profile {
  return stated(profileFields, JSON.parse(key) as unknown[]);
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

/** What selectors ask of a patch; dates aside. */
export interface PatchTraits extends Pick<PendingPatchText, (typeof traitFields)[number]> {
  /** Is it in KEV, and does ransomware use it? */
  readonly kev?: { readonly ransomware?: boolean };
}

export function traitsKey(patch: PendingPatchText): string {
  const { kev } = patch;
  const values: unknown[] = traitFields.map((field) => patch[field]);
  values.push(kev && { ransomware: kev.ransomware });
  return JSON.stringify(values);
}

export function traitsOf(key: string): PatchTraits {
  const values = JSON.parse(key) as unknown[];
  const traits = stated(traitFields, values);
  const kev = values.at(-1);
  if (kev !== null) traits.kev = kev;
  return traits as unknown as PatchTraits;
}

function stated(fields: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  fields.forEach((field, index) => {
    if (values[index] !== null) facts[field] = values[index];
  });
  return facts;
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
