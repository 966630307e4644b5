// When a maintenance window opens. Schedules are local times in the window's zone: a time that a clock change skips opens later, a time that
// it repeats opens at the first. How long a window stays open is elapsed time, so a clock change never makes it shorter or longer.
// Searches end: what doesn't open within two years doesn't open.

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../base/ports.ts';
import { elapsed } from '../scalar/duration.ts';
import type { WindowSchedule } from '../scalar/schedule.ts';
import type { MaintenanceWindow } from './policy.ts';

export interface Opening {
  readonly opens: Instant;
  /** Exclusive. */
  readonly closes: Instant;
  /** The last moment at which a host may be started: `closes` less the cut-off. */
  readonly lastStart: Instant;
}

const DAY = 24 * 60 * 60 * 1000;
/** A limit on durations and offsets that keeps dates in range and searches short. */
const LONGEST = 366;
/** How far ahead openings are looked for, days. */
export const HORIZON_DAYS = 731;

/** The first opening in which a host may still be started at or after `from`; one that is going on counts. */
export function nextOpening(window: MaintenanceWindow, from: Instant): Opening | undefined {
  for (const opening of openings(window, from)) return opening;
  return undefined;
}

/** Openings in order, beginning with {@link nextOpening}, until two years after `from`. A window that is all cut-off has none. */
export function* openings(window: MaintenanceWindow, from: Instant): Generator<Opening> {
  const { schedule, zone } = window;
  const length = elapsed(window.duration);
  const cutoff = window.cutoff ? elapsed(window.cutoff) : 0;
  if (length <= 0 || cutoff > length || length > LONGEST * DAY || schedule.offsetDays > LONGEST) return;
  const today = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  const lookBack = Math.ceil(length / DAY) + 1;
  const until = today.add({ days: HORIZON_DAYS });
  for (const day of scheduledDays(schedule, today.subtract({ days: lookBack }), until)) {
    const opens = instantOf(day, schedule, zone);
    const closes = opens + length;
    const lastStart = closes - cutoff;
    if (lastStart >= from && closes > from) yield { opens, closes, lastStart };
  }
}

function instantOf(day: Temporal.PlainDate, schedule: WindowSchedule, zone: string): Instant {
  return day
    .toPlainDateTime({ hour: schedule.hour, minute: schedule.minute })
    .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** The days of a schedule, its offset applied, from `first` to `last`, both included. */
function* scheduledDays(
  schedule: WindowSchedule,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): Generator<Temporal.PlainDate> {
  const offset = { days: schedule.offsetDays };
  const start = first.subtract(offset);
  const end = last.subtract(offset);
  for (const day of baseDays(schedule.days, start, end)) yield day.add(offset);
}

function* baseDays(
  days: WindowSchedule['days'],
  start: Temporal.PlainDate,
  end: Temporal.PlainDate,
): Generator<Temporal.PlainDate> {
  if ('nth' in days) {
    for (
      let month = start.toPlainYearMonth();
      Temporal.PlainYearMonth.compare(month, end.toPlainYearMonth()) <= 0;
      month = month.add({ months: 1 })
    ) {
      const day = nthWeekday(month, days.nth, days.weekday);
      if (day && isWithin(day, start, end)) yield day;
    }
    return;
  }
  for (let day = start; Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    if ('every' in days || days.weekdays.some((weekday) => weekday === day.dayOfWeek)) yield day;
  }
}

function isWithin(day: Temporal.PlainDate, start: Temporal.PlainDate, end: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(start, day) <= 0 && Temporal.PlainDate.compare(day, end) <= 0;
}

/** @returns undefined where the month has no such day: most have no fifth Tuesday. */
function nthWeekday(
  month: Temporal.PlainYearMonth,
  nth: number,
  weekday: number,
): Temporal.PlainDate | undefined {
  if (nth < 0) {
    const last = month.toPlainDate({ day: month.daysInMonth });
    return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 });
  }
  const first = month.toPlainDate({ day: 1 });
  const day = 1 + ((weekday - first.dayOfWeek + 7) % 7) + 7 * (nth - 1);
  return day <= month.daysInMonth ? month.toPlainDate({ day }) : undefined;
}
