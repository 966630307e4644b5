// Lengths of time as people are told them: in whole days, below a day in whole hours, below an hour not at all. What is told so changes by the
// passing of time alone, and these say when. The words are made elsewhere.

import type { Instant } from '../base/ports.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** The part of a length that is told: two lengths with equal parts are told in the same words. */
export function coarse(milliseconds: number): number {
  if (milliseconds < HOUR) return 0;
  const unit = unitOf(milliseconds);
  return Math.floor(milliseconds / unit) * unit;
}

function unitOf(milliseconds: number): number {
  return milliseconds >= DAY ? DAY : HOUR;
}

/** When the time since `then` is next told in other words. */
export function growsAt(then: Instant, now: Instant): Instant {
  const length = now - then;
  return then + coarse(length) + unitOf(length);
}

/** When the time until `then` is next told in other words, or is over. */
export function shrinksAt(then: Instant, now: Instant): Instant {
  return then - coarse(then - now) + 1;
}
