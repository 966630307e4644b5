// What a policy demands and no run does yet, said to whoever reviews a plan: nothing that a policy asks for is dropped in silence.

import type { Asset } from '../model/asset.ts';
import type { Policy, Ring } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import { byText } from './order.ts';
import type { Placement } from './placement.ts';
import { chainOf, ringOf } from './rings.ts';
import { needsBackup } from './waves.ts';

const NAMED = 5;

/** @param leftOut assets of which something stays unplanned. */
export function notesFor(
  placements: readonly Placement[],
  policy: Policy,
  leftOut: readonly Asset[],
): readonly string[] {
  const assets = [...new Map(placements.map(({ asset }) => [asset.name, asset])).values()].sort((a, b) =>
    byText(a.name, b.name),
  );
  return [
    ...ringNotes(placements, policy, leftOut),
    backupNote(assets, policy),
    ...verificationNotes(assets, policy),
  ].filter((note) => note !== undefined);
}

/** A ring that comes after another relies on what was seen there. */
function ringNotes(
  placements: readonly Placement[],
  { rings }: Policy,
  leftOut: readonly Asset[],
): readonly string[] {
  const later = [...new Set(placements.flatMap(({ ring }) => ring ?? []))];
  return rings.flatMap((ring) => {
    const waiting = later.filter((other) => other !== ring && comesAfter(other, ring, rings));
    if (waiting.length === 0) return [];
    const names = waiting.map(({ name }) => name).join(', ');
    const missed = leftOut.filter((asset) => ringOf(rings, asset) === ring);
    return [
      ...(missed.length > 0
        ? [
            `Ring ${ring.name} comes before ${names}, and ${namesOf(missed)} of it stays out, wholly or in part.`,
          ]
        : []),
      ...(ring.evidence === 'required'
        ? [`No run checks the evidence that ring ${ring.name} demands yet: see to it before ${names}.`]
        : []),
    ];
  });
}

function comesAfter(ring: Ring, other: Ring, rings: readonly Ring[]): boolean {
  const chain = chainOf(rings, ring);
  return typeof chain !== 'string' && chain.includes(other);
}

function backupNote(assets: readonly Asset[], policy: Policy): string | undefined {
  const { backup } = policy;
  const needing = assets.filter((asset) => needsBackup(asset, policy));
  if (!backup || needing.length === 0) return undefined;
  const demand = `The policy demands a ${backup.kind} of ${namesOf(needing)}`;
  return backup.command === undefined
    ? `${demand} and says no command that makes it: make it before the run.`
    : `${demand}, and no run can do the step backup yet: a run of this plan is refused while the step is in it.`;
}

function verificationNotes(assets: readonly Asset[], policy: Policy): readonly string[] {
  return policy.verification.flatMap((check) => {
    const checked = assets.filter((asset) => check.match === undefined || matches(check.match, asset));
    if (checked.length === 0) return [];
    const left = [
      ...(check.prometheus === undefined ? [] : [`the Prometheus query ${check.prometheus}`]),
      ...(check.maxRegression === undefined ? [] : [`the limit of ${check.maxRegression} on regression`]),
    ];
    return left.map((what) => `No run checks ${what} yet: check it on ${namesOf(checked)} by hand.`);
  });
}

function namesOf(assets: readonly Asset[]): string {
  const names = assets.slice(0, NAMED).map((asset) => asset.name);
  const more = assets.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
