// Which of two versions is newer, by the rules of those who number them: dpkg's and rpm's own algorithms, and dotted numbers. Total orders;
// never a floating-point number, so that 12.10 is newer than 12.9. Semantic versions are for the `semver` package.

export type Order = -1 | 0 | 1;

type Compare = (a: string, b: string) => Order;

/** dpkg's order: epoch, upstream version, revision; `~` sorts before the end. A missing epoch or revision counts as 0. */
export function compareDebian(a: string, b: string): Order {
  const left = splitVersion(a);
  const right = splitVersion(b);
  return (
    compareNumbers(left.epoch, right.epoch) ||
    compareDebianPart(left.version, right.version) ||
    compareDebianPart(left.release, right.release)
  );
}

/** rpm's order: epoch, version, release; `~` sorts before the end, `^` after it. A missing epoch counts as 0. */
export function compareRpm(a: string, b: string): Order {
  const left = splitVersion(a);
  const right = splitVersion(b);
  return (
    compareNumbers(left.epoch, right.epoch) ||
    compareRpmPart(left.version, right.version) ||
    compareRpmPart(left.release, right.release)
  );
}

/** Dotted numbers, as drivers and toolkits have them: `418.126.02` is newer than `418.39`; a missing part counts as 0. */
export function compareDotted(a: string, b: string): Order {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareDebianPart(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

const families: readonly (readonly [RegExp, Compare])[] = [
  [
    /^(?:rhel|red ?hat|redhat|centos|rocky|alma|almalinux|oracle|fedora|amazon|amzn|suse|sles|opensuse)\b/i,
    compareRpm,
  ],
  [/^(?:windows|vmware|esxi|macos)\b/i, compareDotted],
];

/** By the operating system's leading word; Debian's order where it isn't known, which orders dotted numbers rightly as well. */
export function compareVersions(os: string | undefined, a: string, b: string): Order {
  const family = families.find(([name]) => name.test((os ?? '').trim()));
  return (family?.[1] ?? compareDebian)(a, b);
}

interface Parts {
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
}

function splitVersion(text: string): Parts {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(text.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  if (dash < 0) return { epoch, version: rest, release: '' };
  return { epoch, version: rest.slice(0, dash), release: rest.slice(dash + 1) };
}

/** dpkg's verrevcmp: non-digits by rank, then digits by value, in turn. */
function compareDebianPart(a: string, b: string): Order {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const order = sign(rank(a, i) - rank(b, j));
      if (order !== 0) return order;
      i++;
      j++;
    }
    const left = digitsAt(a, i);
    const right = digitsAt(b, j);
    const order = compareNumbers(left, right);
    if (order !== 0) return order;
    i += left.length;
    j += right.length;
  }
  return 0;
}

function rank(text: string, index: number): number {
  const character = text[index];
  if (character === undefined || isDigit(text, index)) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

/** rpm's rpmvercmp: segments of digits or letters; everything else only separates, except `~` and `^`. */
function compareRpmPart(a: string, b: string): Order {
  const left = rpmTokens(a);
  const right = rpmTokens(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareRpmTokens(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function rpmTokens(text: string): readonly string[] {
  return text.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];
}

/** `~`, then the end, then `^`, then letters, then digits. */
function compareRpmTokens(a: string | undefined, b: string | undefined): Order {
  const order = sign(rpmRank(a) - rpmRank(b));
  if (order !== 0 || a === undefined || b === undefined) return order;
  return isDigit(a, 0) ? compareNumbers(a, b) : sign(a < b ? -1 : a > b ? 1 : 0);
}

function rpmRank(token: string | undefined): number {
  if (token === '~') return 0;
  if (token === undefined) return 1;
  if (token === '^') return 2;
  return isDigit(token, 0) ? 4 : 3;
}

/** Digits of any length, by value. */
function compareNumbers(a: string, b: string): Order {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return sign(left.length - right.length) || sign(left < right ? -1 : left > right ? 1 : 0);
}

function digitsAt(text: string, index: number): string {
  return /^\d*/.exec(text.slice(index))?.[0] ?? '';
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function sign(difference: number): Order {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}
