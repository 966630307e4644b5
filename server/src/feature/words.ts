// Durations, schedules, states and spans of time in words.

import type { Instant } from '../base/ports.ts';
import type { SlaState } from '../model/judgement.ts';
import { ZoneCalendar } from '../model/zoneCalendar.ts';
import { type Duration, parseDuration } from '../scalar/duration.ts';
import { parseSchedule, type WindowSchedule } from '../scalar/schedule.ts';
import type { Unit } from '../schema/annotations.ts';

export const stateWords: Readonly<Record<SlaState, string>> = {
  overdue: 'Overdue',
  unknown: 'Unknown',
  'due-soon': 'Due soon',
  open: 'Open',
  excepted: 'Excepted',
  ungoverned: 'Ungoverned',
  patched: 'Patched',
};

/** How a scalar of a unit is written, where the description alone doesn't tell. */
export const unitWords: Partial<Readonly<Record<Unit, string>>> = {
  duration:
    'Written as `30m`, `24h`, `7d`, `2w` or in ISO 8601 (`P1M`); hours are exact, days and longer are calendar units.',
  moment: 'A date (`2026-11-03`) or a moment (`2026-11-03T08:00:00Z`).',
  'time-zone': 'An IANA time zone such as `Europe/Berlin`.',
  amount: 'A whole number, or a share such as `10%`.',
  comparison: 'A comparison such as `">=0.5"`.',
};

/** How many of something: `1 patch`, `3 patches`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** A length of time: `13 days`, `5 hours`. */
export function timeSpan(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  if (length >= DAY) return counted(Math.floor(length / DAY), 'day');
  return length >= HOUR ? counted(Math.floor(length / HOUR), 'hour') : 'less than an hour';
}

export function durationInWords(text: string): string | undefined {
  const duration = parseDuration(text);
  if (!duration) return undefined;
  const parts = partsOf(duration);
  return parts.length > 0 ? parts.join(' and ') : 'no time at all';
}

function partsOf({ months, days, milliseconds }: Duration): string[] {
  const parts: string[] = [];
  if (months > 0) parts.push(months % 12 === 0 ? counted(months / 12, 'year') : counted(months, 'month'));
  if (days > 0)
    parts.push(days % 7 === 0 ? `${counted(days / 7, 'week')} (${days} days)` : counted(days, 'day'));
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes >= 60) parts.push(counted(Math.floor(minutes / 60), 'hour'));
  if (minutes % 60 > 0) parts.push(counted(minutes % 60, 'minute'));
  return parts;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ORDINALS: Readonly<Record<string, string>> = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'fourth',
  '5': 'fifth',
  '-1': 'last',
};

export function scheduleInWords(text: string): string | undefined {
  const schedule = parseSchedule(text);
  if (!schedule) return undefined;
  const after = schedule.offsetDays > 0 ? `${counted(schedule.offsetDays, 'day')} after ` : '';
  const time = `${pad(schedule.hour)}:${pad(schedule.minute)}`;
  return `${after}${daysInWords(schedule.days)} at ${time}`;
}

function daysInWords(days: WindowSchedule['days']): string {
  if ('every' in days) return 'every day';
  if ('nth' in days) return `the ${ORDINALS[days.nth]} ${WEEKDAYS[days.weekday - 1]} of the month`;
  return `every ${days.weekdays.map((weekday) => WEEKDAYS[weekday - 1]).join(' and ')}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}

/** `2026-11-29 02:00`, in the zone. Asked for very many rows: the calendar isn't asked each time. */
export function dateAndTime(instant: Instant, zone: string): string {
  return localDate(instant, zone).toISOString().slice(0, -8).replace('T', ' ');
}

/** `Sun 29 Nov 02:00`. */
export function dayAndTime(instant: Instant, zone: string): string {
  const local = localDate(instant, zone);
  const weekday = WEEKDAYS[(local.getUTCDay() + 6) % 7]?.slice(0, 3);
  return `${weekday} ${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]} ${local.toISOString().slice(-13, -8)}`;
}

/** With the zone's local time as its UTC. */
function localDate(instant: Instant, zone: string): Date {
  return new Date(ZoneCalendar.of(zone).localTime(instant));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
