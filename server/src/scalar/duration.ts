// Durations as people write them: `30m`, `24h`, `7d`, `2w`, or ISO 8601. Hours are exact, days and longer are calendar units in a zone.

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../base/ports.ts';

/** Years and weeks are folded into months and days. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  /** Exact time, milliseconds. */
  readonly milliseconds: number;
}

const SHORT = /^(\d+)(s|m|h|d|w)$/;
const ISO =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A century in days: longer than any term, and short enough for every calendar. */
const LONGEST = 36_525;

/** @returns undefined where the text is no duration, or one of more than a century. */
export function parseDuration(text: string): Duration | undefined {
  const duration = readDuration(text);
  if (!duration) return undefined;
  const { months, days, milliseconds } = duration;
  return months * (LONGEST / 1200) + days + milliseconds / (24 * HOUR) <= LONGEST ? duration : undefined;
}

function readDuration(text: string): Duration | undefined {
  const short = SHORT.exec(text);
  if (short) {
    const count = Number(short[1]);
    switch (short[2]) {
      case 's':
        return { months: 0, days: 0, milliseconds: count * 1000 };
      case 'm':
        return { months: 0, days: 0, milliseconds: count * MINUTE };
      case 'h':
        return { months: 0, days: 0, milliseconds: count * HOUR };
      case 'd':
        return { months: 0, days: count, milliseconds: 0 };
      default:
        return { months: 0, days: 7 * count, milliseconds: 0 };
    }
  }
  const iso = ISO.exec(text);
  if (!iso) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0));
  return {
    months: 12 * (years ?? 0) + (months ?? 0),
    days: 7 * (weeks ?? 0) + (days ?? 0),
    milliseconds: (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * 1000,
  };
}

export interface CalendarRules {
  /** IANA time zone. */
  readonly zone: string;
  readonly days: 'calendar' | 'business';
  /** Days as `YYYY-MM-DD` that are not business days. */
  readonly holidays: ReadonlySet<string>;
}

/** Calendar units first (a month from 31 January ends on the last day of February), then exact time. */
export function addDuration(start: Instant, duration: Duration, rules: CalendarRules): Instant {
  if (duration.months === 0 && duration.days === 0) return start + duration.milliseconds;
  let moment = Temporal.Instant.fromEpochMilliseconds(start)
    .toZonedDateTimeISO(rules.zone)
    .add({ months: duration.months });
  moment =
    rules.days === 'calendar'
      ? moment.add({ days: duration.days })
      : addBusinessDays(moment, duration.days, rules);
  return moment.epochMilliseconds + duration.milliseconds;
}

function addBusinessDays(
  start: Temporal.ZonedDateTime,
  count: number,
  rules: CalendarRules,
): Temporal.ZonedDateTime {
  const first = start.toPlainDate();
  let day = addWeekdays(first, count);
  // Each holiday on the way costs one day more, and the days so added may reach the next holiday.
  for (const text of [...rules.holidays].sort()) {
    const holiday = Temporal.PlainDate.from(text);
    const isOnTheWay = isAfter(holiday, first) && !isAfter(holiday, day);
    if (isOnTheWay && holiday.dayOfWeek <= 5) day = addWeekdays(day, 1);
  }
  return start.add(first.until(day, { largestUnit: 'days' }));
}

/** Monday to Friday, whole weeks at once. */
function addWeekdays(start: Temporal.PlainDate, count: number): Temporal.PlainDate {
  let day = start.add({ days: 7 * Math.floor(count / 5) });
  if (count > 0 && count % 5 === 0 && day.dayOfWeek > 5) return day.subtract({ days: day.dayOfWeek - 5 });
  for (let left = count % 5; left > 0; ) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek <= 5) left--;
  }
  return day;
}

function isAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}

/** Elapsed length for windows and waits, where a day is 24 hours and a month is not allowed for. */
export function elapsed(duration: Duration): number {
  return duration.days * 24 * HOUR + duration.milliseconds;
}
