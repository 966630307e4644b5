// What many assets and many patches have in common, as keys: equal keys, equal judgements. A fleet has few of each, so that what a policy says of
// them is worked out once and not for every asset. A key is JSON, where what is absent is null, and can be read back.

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
] as const;

/** What an asset says of itself that groups may say too or selectors ask; not what only it has, as its address. */
export interface Profile extends Pick<AssetText, (typeof profileFields)[number]> {
  readonly gpu: boolean;
}

type Facts = { readonly gpu?: unknown } & {
  readonly [Field in (typeof profileFields)[number]]?: unknown;
};

/** @param facts of an asset or of a profile. */
export function profileKey({ gpu, ...facts }: Facts): string {
  const values: unknown[] = profileFields.map((field) => facts[field]);
  values.push(gpu !== undefined && gpu !== false);
  return JSON.stringify(values);
}

export function profileOf(key: string): Profile {
  const values = JSON.parse(key) as unknown[];
  const stated = profileFields.flatMap((field, index) =>
    values[index] === null ? [] : [[field, values[index]]],
  );
  return { ...Object.fromEntries(stated), gpu: values.at(-1) === true };
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
  const kev = values.at(-1);
  const stated = traitFields.flatMap((field, index) =>
    values[index] === null ? [] : [[field, values[index]]],
  );
  return { ...Object.fromEntries(stated), ...(kev !== null && { kev }) } as PatchTraits;
}

/** In the order of a key. */
export const dateFields = ['published', 'released', 'detected', 'evaluated', 'kevAdded', 'kevDue'] as const;

/** The dates that clocks start at, as written: the policy's zone gives them meaning. */
export type PatchDates = { readonly [F in (typeof dateFields)[number]]?: string };

export function datesKey({ published, released, detected, evaluated, kev }: PendingPatchText): string {
  return JSON.stringify([published, released, detected, evaluated, kev?.added, kev?.due]);
}

export function datesOf(key: string): PatchDates {
  const texts = dateTexts(key);
  return Object.fromEntries(dateFields.flatMap((field, nth) => (texts[nth] ? [[field, texts[nth]]] : [])));
}

/** One for each of {@link dateFields}. */
export function dateTexts(key: string): readonly (string | null)[] {
  return JSON.parse(key) as (string | null)[];
}
