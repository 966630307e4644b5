// When a report was made and which host its file name may mean: our own line says it, else the report, else the file's name, else its time.

import { isMoment } from '../scalar/moment.ts';
import type { Collected, FindingsContext, ForeignFile, HostIdentity } from './reader.ts';

const DATE_IN_NAME =
  /(?<![0-9A-Za-z])(20\d{2})-?(\d{2})-?(\d{2})(?:[T_-]?(\d{2})[:.-]?(\d{2})(?:[:.-]?(\d{2}))?(Z?))?(?![0-9A-Za-z])/;
const REPORT_EXTENSION = /\.(?:txt|log|out|stdout|lst|list|json|xml|nessus|csv)$/i;

/** @param reported what the report itself says, in ISO 8601. */
export function collectedOf(
  file: ForeignFile,
  context: FindingsContext,
  reported?: string,
): Collected | undefined {
  if (context.collected !== undefined) return { moment: context.collected, by: 'entry' };
  if (reported !== undefined) return { moment: reported, by: 'report' };
  const named = dateInName(baseNameOf(file.path));
  if (named !== undefined) return { moment: named, by: 'file-name' };
  const modified = file.modified;
  if (modified === undefined || !(Math.abs(modified) <= 8.64e15)) return undefined;
  return { moment: new Date(modified).toISOString(), by: 'file-time' };
}

/** A moment that a report prints, if it's one: ISO 8601, and not the zero time by which some tools say "never". */
export function reportedMoment(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.startsWith('0001-')) return undefined;
  return isMoment(text) ? text : undefined;
}

export function hostOf(
  file: ForeignFile,
  context: FindingsContext,
  aliases: readonly string[] = [],
): HostIdentity {
  if (context.asset !== undefined) return { asset: context.asset, addresses: [], aliases: [] };
  const name = hostInName(baseNameOf(file.path));
  return name === undefined
    ? { addresses: [], aliases }
    : { name, fromFileName: true, addresses: [], aliases };
}

/** The moment in a file's name: `web-01-2026-11-20.txt`, `20261120T0600Z-web-01.log`. */
function dateInName(name: string): string | undefined {
  const match = DATE_IN_NAME.exec(name);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  const date = `${year}-${month}-${day}`;
  const moment = `${date}T${hour}:${minute}:${second ?? '00'}${zone ?? ''}`;
  if (hour !== undefined && isMoment(moment)) return moment;
  return isMoment(date) ? date : undefined;
}

/** A path whose name holds a date, with a star in its place; undefined where it holds none. */
export function withoutDate(path: string): string | undefined {
  const name = baseNameOf(path);
  if (dateInName(name) === undefined) return undefined;
  return path.slice(0, path.length - name.length) + name.replace(DATE_IN_NAME, '*');
}

function hostInName(name: string): string | undefined {
  const whole = name.replace(REPORT_EXTENSION, '');
  const bare = dateInName(whole) === undefined ? whole : whole.replace(DATE_IN_NAME, '');
  return bare.replace(/^[-_.]+|[-_.]+$/g, '') || undefined;
}

function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
