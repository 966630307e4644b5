// Instants as the user reads them: in the user's own language and time zone.

export function dateTime(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Today's instants by their time, others by their day. */
export function briefly(at: string): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? date.toLocaleTimeString(undefined, { timeStyle: 'short' })
    : date.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function timeOfDay(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour12: false });
}
