// A duration in words: `24 hours`, `5 business days`, `1 month and 2 days`.

import type { Duration } from '../../scalar/duration.ts';
import { counted } from './counted.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function durationText(
  { months, days, milliseconds }: Duration,
  counting: 'calendar' | 'business',
): string {
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const day = counting === 'business' ? 'business day' : 'day';
  const counts = { month: months, [day]: days, hour: hours, minute: minutes };
  const parts = Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [counted(count, word)] : []));
  return parts.join(' and ') || 'no time';
}
