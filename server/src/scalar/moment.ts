// Moments as people write them: a date, or a date with a time and a zone. What a date alone means is the caller's to say.

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../base/ports.ts';

/** Which end of the day a date without a time means. */
export type DayEnd = 'start' | 'end';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Temporal reads far more than people mean: basic format, calendars, hours alone. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * @param zone IANA time zone for dates and for times without an offset.
 * @returns undefined where the text is no moment.
 */
export function parseMoment(text: string, zone: string, dayEnd: DayEnd): Instant | undefined {
  try {
    if (DATE.test(text)) return momentOfDate(Temporal.PlainDate.from(text), zone, dayEnd);
    const parts = DATE_TIME.exec(text);
    if (!parts) return undefined;
    if (parts[1] !== undefined) return Temporal.Instant.from(text.replace(' ', 'T')).epochMilliseconds;
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The end of a day is its last whole second. */
function momentOfDate(date: Temporal.PlainDate, zone: string, dayEnd: DayEnd): Instant {
  if (dayEnd === 'start') return date.toZonedDateTime(zone).epochMilliseconds;
  return date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - 1000;
}

export function isMoment(text: string): boolean {
  return parseMoment(text, 'UTC', 'end') !== undefined;
}

/** ISO 8601 with the zone's offset, whole seconds. */
export function formatInstant(instant: Instant, zone: string): string {
  if (zone === 'UTC') return `${new Date(instant).toISOString().slice(0, -5)}Z`;
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** For people: `2026-11-29 02:00`, in the zone. */
export function formatForPeople(instant: Instant, zone: string): string {
  if (zone === 'UTC') return new Date(instant).toISOString().slice(0, -8).replace('T', ' ');
  const moment = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return moment.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

export function isTimeZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}
