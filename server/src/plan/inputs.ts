// The digest of what a plan was made from: of its assets what decides where and how they are patched, of their advisories every fact, of the
// policy the parts that govern them. Selectors count by what they pick, not by how they are written. Neither the clock nor anything else in
// the workspace is in it, so another commit doesn't make a plan stale; whoever runs a plan makes the digest again and compares.

import { digestOf } from '../base/hash.ts';
import type { Asset, PendingPatch } from '../model/asset.ts';
import type { Policy } from '../model/policy.ts';
import { factsUsed, matches, matchesWhole } from '../model/selector.ts';
import type { Match } from '../schema/match.ts';
import type { Plan } from '../schema/plan.ts';
import { isEmergency } from './lanes.ts';
import { byText } from './order.ts';
import { chainOf, ringOf } from './rings.ts';
import { needsBackup } from './waves.ts';

/** The inputs of a plan as the workspace has them now. @param assetOf undefined for an asset that is gone. */
export function inputsDigest(
  plan: Pick<Plan, 'waves' | 'unplanned'>,
  assetOf: (name: string) => Asset | undefined,
  policy: Policy,
): string {
  const subjects = [...advisoriesOf(plan)].sort(([a], [b]) => byText(a, b));
  return digestOf({
    reboot: policy.reboot,
    rollback: policy.rollback,
    zone: policy.zone,
    assets: subjects.map(([name, advisories]) => {
      const asset = assetOf(name);
      return asset ? assetInputs(asset, advisories, policy) : { name, gone: true };
    }),
  });
}

/** By asset: the advisories that a plan plans, and those that it leaves. */
export function advisoriesOf(
  plan: Pick<Plan, 'waves' | 'unplanned'>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, advisories: readonly string[]) => {
    const own = found.get(name) ?? new Set();
    found.set(name, own);
    for (const advisory of advisories) own.add(advisory);
  };
  for (const wave of plan.waves)
    for (const [name, planned] of Object.entries(wave.assets)) add(name, planned.clears);
  for (const [name, left] of Object.entries(plan.unplanned ?? {})) add(name, left.advisories);
  return found;
}

function assetInputs(asset: Asset, advisories: ReadonlySet<string>, policy: Policy) {
  const { name, address, os, connection, maintenanceWindow, maxUnavailable } = asset;
  const ring = ringOf(policy.rings, asset);
  const chain = ring && chainOf(policy.rings, ring);
  const window = maintenanceWindow === undefined ? undefined : policy.windows.get(maintenanceWindow);
  const patches = asset.pending.filter((patch) => advisories.has(patch.id));
  return {
    asset: { name, address, os, connection, maintenanceWindow, maxUnavailable },
    inScope: policy.scope === undefined || matches(policy.scope, asset),
    rings: typeof chain === 'string' ? chain : chain?.map(definition),
    window: window ? definition(window) : policy.windows.size > 0,
    verification: policy.verification.filter((check) => picks(check.match, asset)).map(definition),
    backup: needsBackup(asset, policy) ? definition(policy.backup ?? {}) : undefined,
    patches: patches.map((patch) => patchInputs(asset, patch, policy)).sort(byDigest),
  };
}

function patchInputs(asset: Asset, patch: PendingPatch, policy: Policy) {
  const { at: _at, report: _report, ...facts } = patch;
  const rules = policy.rules.filter((rule) => mayBind(rule.match, asset, patch));
  return {
    facts,
    rules: rules.map(definition),
    holidays: rules.some((rule) => rule.days === 'business') ? [...policy.holidays].sort(byText) : undefined,
    onMissingDate: policy.onMissingDate,
    exceptions: policy.exceptions
      .filter((one) => matches(one.match, asset, patch) || matchesWhole(one.match, asset, patch))
      .map(definition),
    blackouts: policy.blackouts
      .filter((blackout) => picks(blackout.match, asset))
      .map((blackout) => ({
        ...definition(blackout),
        excepted: blackout.except !== undefined && matches(blackout.except, asset, patch),
      })),
    emergency: isEmergency(policy, asset, patch) ? policy.emergency?.bypass : undefined,
  };
}

/** A rule governs a patch if it matches, or might if a fact weren't missing. */
function mayBind(match: Match, asset: Asset, patch: PendingPatch): boolean {
  if (matches(match, asset, patch)) return true;
  const used = factsUsed(match);
  return (
    (used.has('severity') && patch.severity === undefined) ||
    (used.has('criticality') && asset.criticality === undefined) ||
    (used.has('exposure') && asset.exposure === undefined)
  );
}

function picks(match: Match | undefined, asset: Asset): boolean {
  return match === undefined || matches(match, asset);
}

/** What a part of the policy says, without where it stands and without whom it picks. */
function definition(part: object): object {
  const { at: _at, match: _match, except: _except, ...rest } = part as Record<string, unknown>;
  return rest;
}

function byDigest(a: object, b: object): number {
  return byText(digestOf(a), digestOf(b));
}
