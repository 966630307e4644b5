// Times in which nothing may be patched. An opening that a blackout touches anywhere between opening and closing is skipped whole, not cut:
// people, notices and batch sizes are arranged for a whole window, and a host that was started in it must be able to finish before the
// freeze. Where there is no window there is nothing to skip: the free time between two blackouts is the opening.

import type { Instant } from '../base/ports.ts';
import type { Asset, PendingPatch } from './asset.ts';
import { HORIZON_DAYS, type Opening, openings } from './calendar.ts';
import type { Blackout, MaintenanceWindow } from './policy.ts';
import { matches } from './selector.ts';

/** Free time without a window; open-ended where no blackout is ahead. */
export interface FreeTime {
  readonly opens: Instant;
  readonly closes?: Instant;
  readonly lastStart?: Instant;
}

/** What bars a patch from an opening. */
export interface Barred {
  readonly barredBy: Blackout | undefined;
}

/** `to` is the last whole second of a blackout. */
const SECOND = 1000;

/** The blackouts that hold for a patch on an asset: those that are for the asset and don't except the patch. */
export function blackoutsFor(
  blackouts: readonly Blackout[],
  asset: Asset,
  isExcepted: (blackout: Blackout) => boolean,
): readonly Blackout[] {
  return blackouts.filter(
    (blackout) => (blackout.match === undefined || matches(blackout.match, asset)) && !isExcepted(blackout),
  );
}

/** Does the blackout's `except` let the patch through? */
export function excepts(blackout: Blackout, asset: Asset, patch: PendingPatch): boolean {
  return blackout.except !== undefined && matches(blackout.except, asset, patch);
}

/** The first of the given blackouts that touches the opening; `closes` is exclusive, a blackout's end is inclusive. */
export function blackoutAt(
  blackouts: readonly Blackout[],
  opening: Pick<Opening, 'opens' | 'closes'>,
): Blackout | undefined {
  return blackouts.find((blackout) => blackout.from < opening.closes && opening.opens <= blackout.to);
}

/** The next opening that no blackout touches, or the last blackout that stood in the way. */
export function nextFreeOpening(
  window: MaintenanceWindow,
  from: Instant,
  blackouts: readonly Blackout[],
): Opening | Barred {
  let barredBy: Blackout | undefined;
  for (const opening of openings(window, from)) {
    const blackout = blackoutAt(blackouts, opening);
    if (!blackout) return opening;
    barredBy = blackout;
  }
  return { barredBy };
}

/** Where no window restricts: from `from` on, or the end of the blackouts then going on, until the next one begins. */
export function nextFreeTime(from: Instant, blackouts: readonly Blackout[]): FreeTime | Barred {
  let opens = from;
  for (;;) {
    const current = blackouts.find((blackout) => blackout.from <= opens && opens <= blackout.to);
    if (!current) break;
    if (current.to - from > HORIZON_DAYS * 24 * 60 * 60 * SECOND) return { barredBy: current };
    opens = current.to + SECOND;
  }
  const next = Math.min(...blackouts.map((blackout) => blackout.from).filter((start) => start > opens));
  return Number.isFinite(next) ? { opens, closes: next, lastStart: next } : { opens };
}
