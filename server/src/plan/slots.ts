// When a patch on an asset may be deployed: the next opening of the asset's maintenance window in the window's zone that no blackout touches,
// or, where no window restricts, the free time from now on. Assets and patches that ask the same question share one answer.

import type { Instant } from '../base/ports.ts';
import type { Asset, PendingPatch } from '../model/asset.ts';
import { blackoutsFor, excepts, nextFreeOpening, nextFreeTime } from '../model/blackout.ts';
import type { Blackout, MaintenanceWindow, Policy } from '../model/policy.ts';
import { windowBarrier } from './barriers.ts';
import type { Lane } from './lanes.ts';

export interface Slot {
  readonly opens: Instant;
  readonly closes?: Instant;
  readonly lastStart?: Instant;
  /** From when on the next ring's soak counts: the close of a window; the beginning where there is no window to close. */
  readonly settled: Instant;
  /** The window's zone, or the policy's. */
  readonly zone: string;
}

export type SlotAnswer = Slot | { readonly because: string };
export type SlotFinder = (asset: Asset, patch: PendingPatch) => SlotAnswer;

/** @param notBefore the end of the ring before and its soak; an opening that is going on then is used from then on. */
export function slotFinder(
  policy: Policy,
  lane: Lane,
  now: Instant,
  notBefore: Instant | undefined,
): SlotFinder {
  const from = Math.max(now, notBefore ?? now);
  const answers = new Map<string, SlotAnswer>();
  return (asset, patch) => {
    const restricted = policy.windows.size > 0 && !lane.skips.includes('window');
    const barrier = restricted ? windowBarrier(asset, policy) : undefined;
    if (barrier) return { because: barrier };
    const window = restricted ? policy.windows.get(asset.maintenanceWindow ?? '') : undefined;
    const blackouts = lane.skips.includes('blackout')
      ? []
      : blackoutsFor(policy.blackouts, asset, (blackout) => excepts(blackout, asset, patch));
    const key = JSON.stringify([window?.name ?? null, blackouts.map((blackout) => blackout.name)]);
    const known = answers.get(key);
    if (known) return known;
    const answer = window
      ? slotInWindow(window, blackouts, from, notBefore)
      : slotWithoutWindow(policy.zone, blackouts, from);
    answers.set(key, answer);
    return answer;
  };
}

function slotInWindow(
  window: MaintenanceWindow,
  blackouts: readonly Blackout[],
  from: Instant,
  notBefore: Instant | undefined,
): SlotAnswer {
  const opening = nextFreeOpening(window, from, blackouts);
  if ('barredBy' in opening)
    return { because: barred(`maintenance window ${window.name}`, opening.barredBy) };
  const opens = Math.max(opening.opens, notBefore ?? opening.opens);
  return { ...opening, opens, settled: opening.closes, zone: window.zone };
}

function slotWithoutWindow(zone: string, blackouts: readonly Blackout[], from: Instant): SlotAnswer {
  const free = nextFreeTime(from, blackouts);
  if ('barredBy' in free) return { because: barred('it', free.barredBy) };
  return { ...free, settled: free.opens, zone };
}

function barred(what: string, blackout: Blackout | undefined): string {
  return blackout
    ? `blackout ${blackout.name} leaves ${what} no opening within two years`
    : `${what} does not open within two years`;
}
