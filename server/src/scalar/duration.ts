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

const SHORT = /^(\d+)(m|h|d|w)$/;
const ISO =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** @returns undefined where the text is no duration. */
export function parseDuration(text: string): Duration | undefined {
  const short = SHORT.exec(text);
  if (short) {
    const count = Number(short[1]);
    switch (short[2]) {
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
  let day = start;
  for (let left = count; left > 0; ) {
    day = day.add({ days: 1 });
    if (isBusinessDay(day, rules.holidays)) left--;
  }
  return day;
}

function isBusinessDay(day: Temporal.ZonedDateTime, holidays: ReadonlySet<string>): boolean {
  return day.dayOfWeek <= 5 && !holidays.has(day.toPlainDate().toString());
}

/** Elapsed length for windows and waits, where a day is 24 hours and a month is not allowed for. */
export function elapsed(duration: Duration): number {
  return duration.days * 24 * HOUR + duration.milliseconds;
}
