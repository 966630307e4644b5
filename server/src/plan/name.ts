// Names for plans that nobody named, and identifiers made of names: lower-case letters, digits and dashes, safe in any file system.

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../base/ports.ts';
import type { PlanTarget } from '../protocol/requests.ts';

const LONGEST = 60;

/** What the plan is for, and the day: `overdue-2026-11-23`, `web-01-2026-11-23`, `12-assets-2026-11-23`. */
export function planName(target: PlanTarget, now: Instant, zone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  return `${slug(subjectOf(target))}-${day.toString()}`;
}

function subjectOf(target: PlanTarget): string {
  if (target.kind === 'overdue') return 'overdue';
  if (target.kind === 'advisory') return target.advisory;
  return target.assets.length === 1 ? (target.assets[0] ?? '') : `${target.assets.length} assets`;
}

export function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return words === '' ? 'plan' : words;
}
