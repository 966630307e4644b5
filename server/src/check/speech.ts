// How messages tell times: lengths as people say them, moments in the zone of the policy that states what stands there.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import { coarse } from '../model/elapsed.ts';
import type { Policy } from '../model/policy.ts';
import { ZoneCalendar } from '../model/zoneCalendar.ts';
import type { Anchor } from '../schema/located.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

export interface Speech {
  readonly now: Instant;
  readonly tell: (instant: Instant, by: Anchor | undefined) => string;
}

interface Zone {
  readonly name: string;
  readonly calendar: ZoneCalendar;
}

const UTC: Zone = { name: 'UTC', calendar: ZoneCalendar.of('UTC') };

/** By the file of a policy. A fleet's problems tell very many moments; looking for changes of the clocks is dear. */
const zones = new WeakMap<readonly Policy[], ReadonlyMap<FileUri, Zone>>();

function zonesOf(policies: readonly Policy[]): ReadonlyMap<FileUri, Zone> {
  const known = zones.get(policies);
  if (known) return known;
  const made = new Map(
    policies.map(({ file, zone }) => [file, { name: zone, calendar: ZoneCalendar.of(zone) }]),
  );
  zones.set(policies, made);
  return made;
}

export function speechOf({ now, policies }: Snapshot): Speech {
  const byPolicy = zonesOf(policies);
  return {
    now,
    tell(instant, by) {
      const { name, calendar } = (by && byPolicy.get(by.place.file)) ?? UTC;
      const local = new Date(calendar.localTime(instant)).toISOString();
      return `${local.slice(0, -8).replace('T', ' ')} ${name}`;
    },
  };
}

/** Elapsed time as people say it: `3 days`, `5 hours`. */
export function span(milliseconds: number): string {
  const told = coarse(milliseconds);
  const days = told / DAY;
  if (days >= 1) return days === 1 ? '1 day' : `${days} days`;
  const hours = told / HOUR;
  return hours >= 1 ? (hours === 1 ? '1 hour' : `${hours} hours`) : 'less than an hour';
}
