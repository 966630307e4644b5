// Calendar arithmetic of one time zone for very many dates: between two changes of its clocks local time is a fixed step away from the instant, and
// plain numbers do. Near a change, and for whatever else isn't plain, it says so, and the caller asks the calendar itself.

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../base/ports.ts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
/** No change of clocks is larger than a day. */
const MARGIN = 2 * DAY;

/** As milliseconds, as if the local time were UTC. */
type LocalTime = number;

/** From one change of the clocks to the next. */
interface Period {
  readonly from: Instant;
  readonly to: Instant;
  /** Local time less the instant. */
  readonly offset: number;
}

const DATE = /^([1-9]\d{3})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^([1-9]\d{3})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{3}))?)?(?:(Z)|([+-])([01]\d|2[0-3]):([0-5]\d))?$/;

export class ZoneCalendar {
  readonly #zone: string;
  readonly #periods: Period[] = [];
  #latest: Period | undefined;

  private constructor(zone: string) {
    this.#zone = zone;
  }

  /** Shared by all who ask for the zone: finding the changes of its clocks is dear. */
  static of(zone: string): ZoneCalendar {
    const calendar = calendars.get(zone) ?? new ZoneCalendar(zone);
    calendars.set(zone, calendar);
    return calendar;
  }

  /**
   * A date is the end of its day, a time without an offset is local.
   * @returns undefined where that isn't plain, or the text is no moment.
   */
  momentOf(text: string): Instant | undefined {
    const date = DATE.exec(text);
    if (date) {
      const day = dayOf(date);
      const midnight = day === undefined ? undefined : this.instantOf(day + DAY);
      return midnight === undefined ? undefined : midnight - 1000;
    }
    const parts = DATE_TIME.exec(text);
    const local = parts ? localOf(parts) : undefined;
    if (!parts || local === undefined) return undefined;
    if (parts[8]) return local;
    return parts[9] ? local - offsetOf(parts) : this.instantOf(local);
  }

  localTime(instant: Instant): LocalTime {
    return instant + this.#periodAt(instant).offset;
  }

  /** @returns undefined near a change of the clocks. */
  instantOf(local: LocalTime): Instant | undefined {
    const near = this.#periodAt(local - (this.#latest?.offset ?? 0));
    const instant = local - near.offset;
    return near.from + MARGIN <= instant && instant < near.to - MARGIN ? instant : undefined;
  }

  #periodAt(instant: Instant): Period {
    const latest = this.#latest;
    if (latest && latest.from <= instant && instant < latest.to) return latest;
    let period = this.#periods.find(({ from, to }) => from <= instant && instant < to);
    if (!period) {
      period = periodAt(instant, this.#zone);
      this.#periods.push(period);
    }
    this.#latest = period;
    return period;
  }
}

/** A pure function of the zone, of which there are some hundreds. */
const calendars = new Map<string, ZoneCalendar>();

function periodAt(instant: Instant, zone: string): Period {
  const at = (moment: Instant) => Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
  // A change at the very instant begins its period.
  const from = at(instant + 1).getTimeZoneTransition('previous');
  const to = at(instant).getTimeZoneTransition('next');
  return {
    from: from?.epochMilliseconds ?? -Infinity,
    to: to?.epochMilliseconds ?? Infinity,
    offset: at(instant).offsetNanoseconds / 1e6,
  };
}

function dayOf(parts: readonly (string | undefined)[]): LocalTime | undefined {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : undefined;
}

function localOf(parts: readonly (string | undefined)[]): LocalTime | undefined {
  const day = dayOf(parts);
  if (day === undefined) return undefined;
  const minutes = Number(parts[4]) * 60 + Number(parts[5]);
  return day + minutes * MINUTE + Number(parts[6] ?? 0) * 1000 + Number(parts[7] ?? 0);
}

function offsetOf(parts: readonly (string | undefined)[]): number {
  const minutes = Number(parts[10]) * 60 + Number(parts[11]);
  return (parts[9] === '-' ? -1 : 1) * minutes * MINUTE;
}

/** From 31 January it is a month to the last day of February. */
export function addMonths(local: LocalTime, months: number): LocalTime {
  const date = new Date(local);
  const day = date.getUTCDate();
  // Day 0 is the last one of the month before.
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(day, date.getUTCDate()));
  return date.getTime();
}

export function startOfDay(local: LocalTime): LocalTime {
  return Math.floor(local / DAY) * DAY;
}
