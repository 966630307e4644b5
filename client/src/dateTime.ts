// Instants as the user reads them: in the user's own language and time zone.

export function dateTime(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function timeOfDay(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour12: false });
}
