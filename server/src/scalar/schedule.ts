// When a maintenance window opens, as written in a policy: `Sun 02:00`, `second Tuesday +4d 22:00`, `last Sat 23:00`, `daily 03:00`.
// Knows local times and weekdays only; zones, durations and blackouts are calendar.ts's.

/** Monday is 1, Sunday is 7, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface WindowSchedule {
  /** Which days: every day, each of some weekdays, or the nth such weekday of a month (-1 is the last). */
  readonly days:
    | { readonly every: 'day' }
    | { readonly weekdays: readonly Weekday[] }
    | { readonly nth: 1 | 2 | 3 | 4 | 5 | -1; readonly weekday: Weekday };
  /** Days added after the day was found: Patch Tuesday plus four. */
  readonly offsetDays: number;
  readonly hour: number;
  readonly minute: number;
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const ORDINALS: Readonly<Record<string, 1 | 2 | 3 | 4 | 5 | -1>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  last: -1,
  '1st': 1,
  '2nd': 2,
  '3rd': 3,
  '4th': 4,
  '5th': 5,
};
const SHAPE =
  /^(?:(?<ordinal>[a-z0-9]+)\s+)?(?<days>[a-z,]+)(?:\s+\+(?<offset>\d+)d)?\s+(?<hour>\d{1,2}):(?<minute>\d{2})$/i;

/** @returns undefined where the text is no schedule. */
export function parseSchedule(text: string): WindowSchedule | undefined {
  const parts = SHAPE.exec(text.trim())?.groups;
  if (!parts) return undefined;
  const hour = Number(parts.hour);
  const minute = Number(parts.minute);
  const days = parseDays(parts.ordinal?.toLowerCase(), (parts.days ?? '').toLowerCase());
  if (hour > 23 || minute > 59 || !days) return undefined;
  return { days, offsetDays: Number(parts.offset ?? 0), hour, minute };
}

function parseDays(ordinal: string | undefined, words: string): WindowSchedule['days'] | undefined {
  if (words === 'daily' || words === 'day') return ordinal === undefined ? { every: 'day' } : undefined;
  const weekdays = words.split(',').map(parseWeekday);
  if (!weekdays.every((day) => day !== undefined)) return undefined;
  if (ordinal === undefined) return { weekdays };
  const nth = ORDINALS[ordinal];
  const weekday = weekdays[0];
  if (nth === undefined || weekday === undefined || weekdays.length > 1) return undefined;
  return { nth, weekday };
}

/** English names from three letters on. */
function parseWeekday(word: string): Weekday | undefined {
  const full = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const index = WEEKDAYS.indexOf(word.slice(0, 3));
  return index >= 0 && full[index]?.startsWith(word) ? ((index + 1) as Weekday) : undefined;
}
