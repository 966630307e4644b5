// What texts of dates mean: their instants in a time zone, and the due dates of terms that begin there. Each is worked out once and found by the
// number of its text, and what one policy has worked out serves the next one: an edit of one rule works out that rule's due dates only.

import type { Instant } from '../base/ports.ts';
import { addDuration, type Duration } from '../scalar/duration.ts';
import { parseMoment } from '../scalar/moment.ts';
import type { DateTable } from './dateTable.ts';
import { addMonths, startOfDay, ZoneCalendar } from './zoneCalendar.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Stands for "there is none": later than every instant. */
export const NEVER = Infinity;

/** What no instant is. */
const UNKNOWN = -Infinity;

/** Numbers by number, each worked out when it is first asked for. */
class Memo {
  readonly #make: (key: number) => number;
  #values = new Float64Array(0);

  constructor(make: (key: number) => number) {
    this.#make = make;
  }

  at(key: number): number {
    const known = this.#values[key];
    return known !== undefined && known !== UNKNOWN ? known : this.#fill(key);
  }

  #fill(key: number): number {
    if (key >= this.#values.length) {
      const values = new Float64Array(Math.max(256, 2 * key)).fill(UNKNOWN);
      values.set(this.#values);
      this.#values = values;
    }
    const value = this.#make(key);
    this.#values[key] = value;
    return value;
  }
}

/** The instants of texts in a zone; a date is the end of its day. */
export class Instants {
  readonly zone: string;
  readonly calendar: ZoneCalendar;
  readonly #memo: Memo;

  constructor(dates: DateTable, zone: string) {
    this.zone = zone;
    this.calendar = ZoneCalendar.of(zone);
    this.#memo = new Memo((text) => this.#read(dates.textOf(text)));
  }

  /** @returns NEVER where the text is no moment, or isn't there. */
  at(text: number): Instant {
    return this.#memo.at(text);
  }

  #read(text: string): Instant {
    if (text === '') return NEVER;
    return this.calendar.momentOf(text) ?? parseMoment(text, this.zone, 'end') ?? NEVER;
  }
}

export interface TermLength {
  readonly within: Duration;
  readonly days: 'calendar' | 'business';
  /** Days as `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

/** When terms of one length that begin at texts are over. */
export class Dues {
  readonly #instants: Instants;
  readonly #length: TermLength;
  readonly #memo: Memo;
  /** By the day on which they begin, how many days of the calendar a number of business days takes. */
  readonly #spans = new Map<number, number>();

  constructor(instants: Instants, length: TermLength) {
    this.#instants = instants;
    this.#length = length;
    this.#memo = new Memo((text) => this.#dueFrom(instants.at(text)));
  }

  /** @returns NEVER where the text is no moment. */
  at(text: number): Instant {
    return this.#memo.at(text);
  }

  #dueFrom(start: Instant): Instant {
    if (start === NEVER) return NEVER;
    const { zone } = this.#instants;
    return this.#plainly(start) ?? addDuration(start, this.#length.within, { zone, ...this.#length });
  }

  /** As addDuration does it, where no change of clocks is near. */
  #plainly(start: Instant): Instant | undefined {
    const { months, days, milliseconds } = this.#length.within;
    const { calendar } = this.#instants;
    if (months === 0 && days === 0) return start + milliseconds;
    const from = calendar.localTime(start);
    const month = months === 0 ? from : addMonths(from, months);
    if (months > 0 && calendar.instantOf(month) === undefined) return undefined;
    const end = calendar.instantOf(month + this.#daysFrom(month, days) * DAY);
    return end === undefined ? undefined : end + milliseconds;
  }

  #daysFrom(local: number, days: number): number {
    if (this.#length.days === 'calendar' || days === 0) return days;
    const day = startOfDay(local);
    const known = this.#spans.get(day);
    if (known !== undefined) return known;
    const within = { months: 0, days, milliseconds: 0 };
    const span = (addDuration(day, within, { ...this.#length, zone: 'UTC' }) - day) / DAY;
    this.#spans.set(day, span);
    return span;
  }
}

/** What is known of texts, for all that judge by them. */
export class Moments {
  readonly #dates: DateTable;
  readonly #instants = new Map<string, Instants>();
  #dues = new Map<string, Dues>();
  #olderDues = new Map<string, Dues>();

  constructor(dates: DateTable) {
    this.#dates = dates;
  }

  in(zone: string): Instants {
    const instants = this.#instants.get(zone) ?? new Instants(this.#dates, zone);
    this.#instants.set(zone, instants);
    return instants;
  }

  /** Lets go of the lengths that nobody has asked for since it was last called. */
  turnOver(): void {
    this.#olderDues = this.#dues;
    this.#dues = new Map();
  }

  duesOf(zone: string, length: TermLength): Dues {
    const { within, days, holidays } = length;
    const { months, days: count, milliseconds } = within;
    const free = days === 'business' ? [...holidays].sort() : [];
    const key = [zone, months, count, milliseconds, days, ...free].join(' ');
    const dues = this.#dues.get(key) ?? this.#olderDues.get(key) ?? new Dues(this.in(zone), length);
    this.#dues.set(key, dues);
    return dues;
  }
}
