// Checks of scalars by their unit. Each says what is wrong and how it is written right, or nothing.

import { parseAmount } from '../scalar/amount.ts';
import { parseDuration } from '../scalar/duration.ts';
import { isMoment, isTimeZone } from '../scalar/moment.ts';
import { parseSchedule } from '../scalar/schedule.ts';
import { flatten } from '../yaml/scalar.ts';
import type { Unit } from './annotations.ts';

type Check = (text: string) => string | undefined;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const HOST = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.:%-]*[\p{L}\p{N}_.:])?$|^::?[0-9a-fA-F:.]*$/u;

/** As the runner takes it. */
const USER = /^[A-Za-z0-9_][A-Za-z0-9._@+-]{0,63}$/;

/** What most hosts and names are, and far quicker to see. */
const PLAIN = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;

/** Names become arguments and file names. */
const NAME = /^(?![-/\\])(?!(?:.*[/\\])?\.{1,2}(?:[/\\]|$))\P{Cc}*$/u;

const checks: Readonly<Record<Unit, Check>> = {
  duration: (text) =>
    parseDuration(text)
      ? undefined
      : 'is not a duration. Write `30m`, `24h`, `7d`, `2w` or ISO 8601 such as `P1M`; a century at most.',
  moment: (text) =>
    isMoment(text) ? undefined : 'is not a date or a moment. Write `2026-11-03` or `2026-11-03T08:00:00Z`.',
  instant: (text) =>
    INSTANT.test(text) && isMoment(text)
      ? undefined
      : 'is not a moment with its offset. Write `2026-11-29T02:00:00+01:00`.',
  'time-zone': (text) =>
    isTimeZone(text) ? undefined : 'is not a time zone. Write an IANA name such as `Europe/Berlin`.',
  'window-schedule': (text) =>
    parseSchedule(text)
      ? undefined
      : 'is not a schedule. Write `Sun 02:00`, `second Tuesday +4d 22:00` or `daily 03:00`.',
  version: (text) => (!/\S/.test(text) ? 'is empty; write the version.' : undefined),
  amount: (text) =>
    parseAmount(text) ? undefined : 'is neither a whole number nor a share such as `10%`, at most `100%`.',
  comparison: (text) =>
    /^(?:>=|<=|>|<|=)?\s*\d+(?:\.\d+)?$/.test(text)
      ? undefined
      : 'is not a comparison. Write `>=0.5` (also `>`, `<`, `<=`, `=`).',
  path: checkPath,
  glob: checkPath,
  port: (text) =>
    /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535 ? undefined : 'is not a port.',
  host: (text) =>
    PLAIN.test(text) || HOST.test(text)
      ? undefined
      : 'is not an address or a host name: letters, digits, `.`, `-` and `:` only, beginning with a letter or a digit.',
  user: (text) =>
    USER.test(text)
      ? undefined
      : 'is not a user to log in as: up to 64 letters, digits, `.`, `-`, `+`, `@` and `_`, beginning with a letter, a digit or `_`.',
  name: (text) =>
    text.length <= 255 && (PLAIN.test(text) || NAME.test(text))
      ? undefined
      : 'cannot be a name: it begins with `-` or `/`, leads out of a folder by `..`, holds a control character, or is longer than 255 characters.',
  'cvss-vector': (text) =>
    /^(?:CVSS:[34]\.\d\/)?(?:[A-Za-z]+:[A-Za-z]+\/?)+$/.test(text) ? undefined : 'is not a CVSS vector.',
  digest: (text) =>
    /^sha256:[0-9a-f]{64}$/.test(text) ? undefined : 'is not a digest (`sha256:` and 64 hexadecimal digits).',
};

function checkPath(text: string): string | undefined {
  if (text.trim() === '') return 'is empty; write a path relative to this file.';
  if (text.includes('\0')) return 'holds a NUL character.';
  if (/^(?:[A-Za-z]:[\\/]|[\\/])/.test(text)) return 'is an absolute path; write it relative to this file.';
  return undefined;
}

/** @returns what is wrong, to be put after the value; undefined where nothing is. */
export function checkUnit(unit: Unit, text: string): string | undefined {
  const sound = known[unit];
  if (sound === undefined || text.length > LONGEST_KNOWN) return checks[unit](text);
  if (sound.has(text)) return undefined;
  const fault = checks[unit](text);
  if (fault === undefined) remember(sound, text);
  return fault;
}

/** Texts found right, where that is dear to find out and the same ones come again and again: a fleet is patched on few days. */
const known: Partial<Readonly<Record<Unit, Set<string>>>> = {
  duration: new Set(),
  moment: new Set(),
  instant: new Set(),
  'time-zone': new Set(),
  'window-schedule': new Set(),
  'cvss-vector': new Set(),
};

const MOST_KNOWN = 4096;
const LONGEST_KNOWN = 100;

function remember(sound: Set<string>, text: string): void {
  if (sound.size >= MOST_KNOWN) sound.clear();
  sound.add(flatten(text));
}
