// A duration in words: `24 hours`, `5 business days`, `1 month and 2 days`.

import type { Duration } from '../../scalar/duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function durationText(
  { months, days, milliseconds }: Duration,
  counting: 'calendar' | 'business',
): string {
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const parts = [
    counted(months, 'month'),
    counted(days, counting === 'business' ? 'business day' : 'day'),
    counted(hours, 'hour'),
    counted(minutes, 'minute'),
  ].filter((part) => part !== undefined);
  return parts.join(' and ') || 'no time';
}

function counted(count: number, unit: string): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
