// Emergencies go ahead of the rest, by what the policy says they may skip and by nothing else. Each lane keeps the order of rings for itself.

import type { Asset, PendingPatch } from '../model/asset.ts';
import type { Policy } from '../model/policy.ts';
import { matches } from '../model/selector.ts';

/** What a lane skips, of that which a planner can skip. */
export interface Lane {
  readonly skips: readonly ('soak' | 'window' | 'blackout')[];
}

export const regularLane: Lane = { skips: [] };

/** @returns undefined where the policy has no emergencies, or they skip nothing that is planned. */
export function emergencyLane(policy: Policy): Lane | undefined {
  const allowed = policy.emergency?.bypass ?? [];
  const skips = (['soak', 'window', 'blackout'] as const).filter((what) => allowed.includes(what));
  return skips.length > 0 ? { skips } : undefined;
}

export function isEmergency(policy: Policy, asset: Asset, patch: PendingPatch): boolean {
  return policy.emergency !== undefined && matches(policy.emergency.match, asset, patch);
}
