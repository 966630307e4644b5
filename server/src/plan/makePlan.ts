// The planner: from judged assets and a policy to waves with their openings, and to reasons for whatever stays out. Pure and deterministic:
// the order of the input doesn't matter, the clock is an argument. Every selected patch is in a wave or in `unplanned`, none gets lost.

import { groupBy } from '../base/groupBy.ts';
import type { Instant } from '../base/ports.ts';
import type { Asset } from '../model/asset.ts';
import type { PatchJudgement } from '../model/judgement.ts';
import type { Policy } from '../model/policy.ts';
import { formatInstant } from '../scalar/moment.ts';
import type { Plan, Unplanned } from '../schema/plan.ts';
import { patchBarrier, placeable } from './barriers.ts';
import { chooseEngine, type EngineChoice } from './engineChoice.ts';
import { inputsDigest } from './inputs.ts';
import { emergencyLane, isEmergency, type Lane, regularLane } from './lanes.ts';
import { notesFor } from './notes.ts';
import { byText } from './order.ts';
import { type Candidate, place } from './placement.ts';
import { orderRings } from './rings.ts';
import { gatherWaves } from './waves.ts';

export interface PlanInput {
  readonly now: Instant;
  readonly name: string;
  /** The policy file, relative to the plan file. */
  readonly policyPath: string;
  readonly policy: Policy;
  /** The patches to plan, of each asset; they are among the asset's pending patches. An AssetJudgement fits. */
  readonly selected: readonly Selection[];
  /** How many assets a group has in the workspace, for limits that are a share. */
  readonly groupSize?: (group: string) => number;
  readonly engineFor?: (asset: Asset) => EngineChoice;
}

export interface Selection {
  readonly asset: Asset;
  readonly patches: readonly PatchJudgement[];
}

export interface MadePlan {
  readonly plan: Plan;
  /** What the policy demands and no run does yet: for the reviewer, one sentence each. */
  readonly notes: readonly string[];
  /** Numbers of assets. One with a patch on either side counts on both. */
  readonly planned: number;
  readonly unplanned: number;
}

type Reasons = Map<string, { readonly advisory: string; readonly because: string }[]>;

export function makePlan(input: PlanInput): MadePlan {
  const { now, policy } = input;
  const selected = mergeSelections(input.selected);
  const order = orderRings(policy.rings);
  const rings = policy.rings.length > 0 ? order.rings : [undefined];
  const reasons: Reasons = new Map();
  const candidates = selected.flatMap((selection) => candidatesOf(selection, input, order, reasons));
  const placed = place(policy, rings, lanesOf(candidates, policy), now);
  for (const { candidate, because } of placed.unplaced)
    explain(reasons, candidate.asset.name, candidate.judgement.patch.id, because);
  const waves = gatherWaves(placed.placements, {
    policy,
    rings,
    ...(input.groupSize && { groupSize: input.groupSize }),
  });
  const unplanned = unplannedOf(reasons);
  const assets = new Map(selected.map(({ asset }) => [asset.name, asset]));
  const parts = { waves, ...(reasons.size > 0 && { unplanned }) };
  return {
    plan: {
      plan: input.name,
      policy: input.policyPath,
      created: formatInstant(now, policy.zone),
      inputs: inputsDigest(parts, (name) => assets.get(name), policy),
      ...parts,
    },
    notes: notesFor(
      placed.placements,
      policy,
      [...reasons.keys()].sort(byText).flatMap((name) => assets.get(name) ?? []),
    ),
    planned: new Set(placed.placements.map((placement) => placement.asset.name)).size,
    unplanned: reasons.size,
  };
}

/** By name, patches in an order of their own: input order must not show. */
function mergeSelections(selected: readonly Selection[]): readonly Selection[] {
  const byName = groupBy(selected, ({ asset }) => asset.name);
  return [...byName]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([, parts]) => {
      const asset = parts[0]?.asset;
      if (!asset) return [];
      const patches = parts.flatMap((part) => part.patches).sort(byPatch);
      return [{ asset, patches }];
    });
}

function byPatch(a: PatchJudgement, b: PatchJudgement): number {
  return (
    byText(a.patch.id, b.patch.id) ||
    byText(a.patch.package ?? '', b.patch.package ?? '') ||
    byText(a.patch.fixed ?? '', b.patch.fixed ?? '')
  );
}

function candidatesOf(
  { asset, patches }: Selection,
  { policy, engineFor = chooseEngine }: PlanInput,
  order: ReturnType<typeof orderRings>,
  reasons: Reasons,
): Candidate[] {
  const where = placeable(asset, policy, order, engineFor(asset));
  return patches.flatMap((judgement) => {
    const because = patchBarrier(judgement, policy) ?? ('because' in where ? where.because : undefined);
    if (because === undefined && !('because' in where)) return [{ ...where, judgement }];
    explain(reasons, asset.name, judgement.patch.id, because ?? '');
    return [];
  });
}

function lanesOf(candidates: readonly Candidate[], policy: Policy) {
  const emergency = emergencyLane(policy);
  const laneOf = ({ asset, judgement }: Candidate): Lane =>
    emergency && isEmergency(policy, asset, judgement.patch) ? emergency : regularLane;
  const byLane = groupBy(candidates, laneOf);
  return [emergency, regularLane].flatMap((lane) =>
    lane ? [{ lane, candidates: byLane.get(lane) ?? [] }] : [],
  );
}

function explain(reasons: Reasons, asset: string, advisory: string, because: string): void {
  const own = reasons.get(asset) ?? [];
  reasons.set(asset, own);
  own.push({ advisory, because });
}

function unplannedOf(reasons: Reasons): Record<string, Unplanned> {
  return Object.fromEntries(
    [...reasons]
      .sort(([a], [b]) => byText(a, b))
      .map(([asset, parts]) => [
        asset,
        { advisories: uniqueSorted(parts.map((part) => part.advisory)), because: sentence(parts) },
      ]),
  );
}

/** One reason as it is; of several, each with the advisories it is for. */
function sentence(parts: readonly { readonly advisory: string; readonly because: string }[]): string {
  const byReason = [...groupBy(parts, (part) => part.because)].sort(([a], [b]) => byText(a, b));
  if (byReason.length === 1) return byReason[0]?.[0] ?? '';
  return byReason
    .map(([because, own]) => `${uniqueSorted(own.map((part) => part.advisory)).join(', ')}: ${because}`)
    .join('. ');
}

function uniqueSorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(byText);
}
