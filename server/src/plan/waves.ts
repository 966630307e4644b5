// Placements gathered into waves: one wave for each ring, opening, engine and list of steps. Waves are never split by size: how long a host
// takes isn't known yet, so how many fit into a window can't be judged. Limits come from the ring; assets whose group limits how many of it may be
// down get a wave of their own, so that the limit slows nobody else.

import { groupBy } from '../base/groupBy.ts';
import type { Instant } from '../base/ports.ts';
import type { Asset } from '../model/asset.ts';
import type { Policy, Ring } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import { type Amount, concurrencyOf, errorsOf, parseAmount } from '../scalar/amount.ts';
import { formatInstant } from '../scalar/moment.ts';
import type { PlannedAsset, StepName, Wave } from '../schema/plan.ts';
import { byText } from './order.ts';
import type { Placement } from './placement.ts';

/** Where the policy has no rings that say it. */
export const defaultConcurrency: Amount = { percent: 10 };
export const defaultErrors: Amount = { count: 0 };

export interface WaveOptions {
  readonly policy: Policy;
  /** In their order. */
  readonly rings: readonly (Ring | undefined)[];
  /** How many assets a group has, for limits that are a share. Where it isn't known, the wave's own count. */
  readonly groupSize?: (group: string) => number;
}

type Members = [Placement, ...Placement[]];

/** In the order in which they are run. */
export function gatherWaves(placements: readonly Placement[], options: WaveOptions): Wave[] {
  const { policy, rings } = options;
  const steps = new Map(placements.map((placement) => [placement, stepsFor(placement.asset, policy)]));
  const keyOf = (placement: Placement) => waveKey(placement, steps.get(placement) ?? []);
  const groups = [...groupBy(placements, keyOf).values()].filter(isNotEmpty);
  const totals = ringTotals(placements);
  const rank = new Map(rings.map((ring, index) => [ring, index]));
  groups.sort(([a], [b]) => compareWaves(a, b, rank) || byText(keyOf(a), keyOf(b)));
  const names = new Map<string, number>();
  return groups.map((members) => ({
    name: uniqueName(waveName(members[0]), names),
    ...(members[0].ring && { ring: members[0].ring.name }),
    ...times(members, policy.zone),
    engine: members[0].engine,
    ...limits(members, totals.get(members[0].ring) ?? members.length, options.groupSize),
    steps: [...(steps.get(members[0]) ?? [])],
    assets: Object.fromEntries(
      [...members]
        .sort((a, b) => byText(a.asset.name, b.asset.name))
        .map((member) => [member.asset.name, plannedAsset(member, policy.zone)]),
    ),
  }));
}

function isNotEmpty(group: Placement[]): group is Members {
  return group.length > 0;
}

function waveKey({ asset, ring, lane, slot, engine }: Placement, steps: readonly StepName[]): string {
  return JSON.stringify([
    ring?.name ?? null,
    lane.skips,
    slot.opens,
    slot.closes ?? null,
    slot.lastStart ?? null,
    engine,
    steps,
    asset.maxUnavailable ?? null,
    asset.maxUnavailable === undefined ? null : (asset.origins.maxUnavailable?.name ?? null),
  ]);
}

function compareWaves(a: Placement, b: Placement, rank: ReadonlyMap<Ring | undefined, number>): number {
  const closes = (placement: Placement) => placement.slot.closes ?? Number.MAX_SAFE_INTEGER;
  return (
    a.slot.opens - b.slot.opens ||
    b.lane.skips.length - a.lane.skips.length ||
    (rank.get(a.ring) ?? 0) - (rank.get(b.ring) ?? 0) ||
    closes(a) - closes(b)
  );
}

/** A wave that skips something says so in its name. */
function waveName({ ring, lane }: Placement): string {
  const name = ring?.name ?? 'all';
  return lane.skips.length === 0 ? name : `${name} emergency, skips ${lane.skips.join(' and ')}`;
}

function uniqueName(name: string, used: Map<string, number>): string {
  const count = (used.get(name) ?? 0) + 1;
  used.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

/** In the zone of the window where all members share one, else the policy's. */
function times(members: Members, policyZone: string): Pick<Wave, 'opens' | 'closes' | 'lastStart'> {
  const { slot } = members[0];
  const zone = members.every((member) => member.slot.zone === slot.zone) ? slot.zone : policyZone;
  return {
    opens: formatInstant(slot.opens, zone),
    ...(slot.closes !== undefined && { closes: formatInstant(slot.closes, zone) }),
    ...(slot.lastStart !== undefined && { lastStart: formatInstant(slot.lastStart, zone) }),
  };
}

function ringTotals(placements: readonly Placement[]): ReadonlyMap<Ring | undefined, number> {
  const byRing = groupBy(placements, (placement) => placement.ring);
  return new Map(
    [...byRing].map(([ring, members]) => [ring, new Set(members.map((member) => member.asset.name)).size]),
  );
}

function limits(
  members: Members,
  total: number,
  groupSize: WaveOptions['groupSize'],
): Pick<Wave, 'maxConcurrency' | 'maxErrors'> {
  const { ring, asset } = members[0];
  const cap = unavailable(asset, members.length, groupSize);
  const own = concurrencyOf(ring?.maxConcurrency ?? defaultConcurrency, total);
  return {
    maxConcurrency: Math.min(own, members.length, cap),
    maxErrors: errorsOf(ring?.maxErrors ?? defaultErrors, total),
  };
}

function unavailable(asset: Asset, waveSize: number, groupSize: WaveOptions['groupSize']): number {
  const amount = asset.maxUnavailable === undefined ? undefined : parseAmount(asset.maxUnavailable);
  if (!amount) return Number.MAX_SAFE_INTEGER;
  const origin = asset.origins.maxUnavailable;
  const group = origin?.by === 'group' ? origin.name : undefined;
  return concurrencyOf(amount, group === undefined || !groupSize ? waveSize : groupSize(group));
}

/** A backup is a step only where the policy says by which command it is made. */
function stepsFor(asset: Asset, policy: Policy): readonly StepName[] {
  const backup = policy.backup?.command !== undefined && needsBackup(asset, policy);
  return [
    'preflight',
    ...(backup ? (['backup'] as const) : []),
    'patch',
    ...(policy.reboot === 'never' ? [] : (['reboot'] as const)),
    'verify',
  ];
}

export function needsBackup(asset: Asset, policy: Policy): boolean {
  const { backup } = policy;
  return backup !== undefined && (backup.match === undefined || matches(backup.match, asset));
}

function plannedAsset({ judgements, packages }: Placement, zone: string): PlannedAsset {
  const dues = judgements.flatMap((judgement): Instant[] =>
    judgement.due === undefined ? [] : [judgement.due],
  );
  return {
    clears: [...new Set(judgements.map((judgement) => judgement.patch.id))].sort(byText),
    packages: Object.fromEntries([...packages].sort(([a], [b]) => byText(a, b))),
    ...(dues.length > 0 && {
      due: formatInstant(
        dues.reduce((a, b) => Math.min(a, b)),
        zone,
      ),
    }),
  };
}
