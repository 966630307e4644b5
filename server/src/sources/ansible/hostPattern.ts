// One host entry of an inventory: a name, or a range of names (`db[01:03].example.org`, `node-[a:c]`, `[0:20:5]`), with a port or without.

export interface HostPattern {
  readonly names: readonly string[];
  readonly port?: string;
}

/** More than an inventory holds; fewer than hang an editor. */
const MAX_NAMES = 50_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** @returns a sentence where the pattern is broken. */
export function expandHosts(pattern: string): HostPattern | string {
  const bracketed = /^\[([0-9A-Fa-f:.]*::[0-9A-Fa-f:.]*|(?:[0-9A-Fa-f]+:){7}[0-9A-Fa-f]+)\](?::(\d+))?$/.exec(
    pattern,
  );
  if (bracketed?.[1] !== undefined) {
    return { names: [bracketed[1]], ...(bracketed[2] !== undefined && { port: bracketed[2] }) };
  }
  if (pattern.endsWith(':')) return "A host name can't end in a colon.";
  // One colon outside brackets sets off a port; several are an IPv6 address.
  const outside = pattern.replace(/\[[^\]]*\]/g, '');
  const port = outside.indexOf(':') === outside.lastIndexOf(':') ? /:(\d+)$/.exec(outside)?.[1] : undefined;
  const name = port === undefined ? pattern : pattern.slice(0, -(port.length + 1));
  const names = expand(name, MAX_NAMES);
  return typeof names === 'string' ? names : { names, ...(port !== undefined && { port }) };
}

function expand(name: string, limit: number): readonly string[] | string {
  const match = /\[([^[\]:]*):([^[\]:]*)(?::([^[\]:]*))?\]/.exec(name);
  if (!match) return [name];
  const [whole, begin = '', end = '', step = '1'] = match;
  const items = itemsOf(begin, end, Number(step), limit);
  if (typeof items === 'string') return items;
  const rests = expand(name.slice(match.index + whole.length), Math.floor(limit / Math.max(1, items.length)));
  if (typeof rests === 'string') return rests;
  const head = name.slice(0, match.index);
  return items.flatMap((item) => rests.map((rest) => head + item + rest));
}

function itemsOf(begin: string, end: string, step: number, limit: number): readonly string[] | string {
  if (end === '') return 'A range must say where it ends.';
  if (!Number.isInteger(step) || step < 1) return 'The step of a range must be a whole number above 0.';
  const letter = [begin, end].map((bound) => (bound.length === 1 ? LETTERS.indexOf(bound) : -1));
  const alphabetic = letter[0] !== undefined && letter[0] >= 0;
  const [from = 0, to = 0] = alphabetic ? letter : [Number(begin === '' ? '0' : begin), Number(end)];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < 0)
    return 'A range goes from a number or letter to another.';
  if (from > to) return 'A range must end after its begin.';
  const width = begin.length > 1 && begin.startsWith('0') ? begin.length : 0;
  if (width > 0 && end.length !== width)
    return 'Both ends of a range with leading zeros need the same length.';
  if ((to - from) / step >= limit) return `A range of more than ${MAX_NAMES} hosts isn't read.`;
  const count = Math.floor((to - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    const value = from + index * step;
    return alphabetic ? LETTERS.charAt(value) : String(value).padStart(width, '0');
  });
}
