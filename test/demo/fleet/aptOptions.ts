// Reads apt-get's command line: options in any order, short ones bundled, `-o` with its value, `--`.
// An option that this fleet doesn't act on is refused as apt refuses an unknown one, never ignored.

export interface AptCall {
  readonly quiet: number;
  readonly yes: boolean;
  readonly simulate: boolean;
  readonly onlyUpgrade: boolean;
  readonly allowDowngrades: boolean;
  readonly allowHeld: boolean;
  readonly noRemove: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly operation: string;
  readonly operands: readonly string[];
}

type Flags = { -readonly [Key in keyof Omit<AptCall, 'operation' | 'operands'>]: AptCall[Key] };
type Setter = (flags: Flags) => void;

const simulate: Setter = (flags) => {
  flags.simulate = true;
};
const yes: Setter = (flags) => {
  flags.yes = true;
};
const quieter: Setter = (flags) => {
  flags.quiet += 1;
};
const nothingHere: Setter = () => undefined;

const shortOptions: Readonly<Record<string, Setter>> = { s: simulate, y: yes, q: quieter, f: nothingHere };

const longOptions: Readonly<Record<string, Setter>> = {
  simulate,
  'dry-run': simulate,
  'just-print': simulate,
  recon: simulate,
  'no-act': simulate,
  yes,
  'assume-yes': yes,
  quiet: quieter,
  'only-upgrade': (flags) => {
    flags.onlyUpgrade = true;
  },
  'allow-downgrades': (flags) => {
    flags.allowDowngrades = true;
  },
  'allow-change-held-packages': (flags) => {
    flags.allowHeld = true;
  },
  'no-remove': (flags) => {
    flags.noRemove = true;
  },
  // Demo packages recommend nothing.
  'no-install-recommends': nothingHere,
  'fix-broken': nothingHere,
};

/** A text is apt's own complaint. */
export function parseAptCall(args: readonly string[]): AptCall | string {
  const flags: Flags = {
    quiet: 0,
    yes: false,
    simulate: false,
    onlyUpgrade: false,
    allowDowngrades: false,
    allowHeld: false,
    noRemove: false,
    config: {},
  };
  const words: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') {
      words.push(...args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const separate = word === '-o' || word === '--option';
    if (separate) at += 1;
    const complaint = separate ? setConfig(flags, args[at]) : setOption(flags, word);
    if (complaint !== undefined) return complaint;
  }
  return { ...flags, operation: words[0] ?? '', operands: words.slice(1) };
}

function setOption(flags: Flags, word: string): string | undefined {
  if (word.startsWith('--option=')) return setConfig(flags, word.slice('--option='.length));
  if (word.startsWith('-o')) return setConfig(flags, word.slice(2));
  if (word.startsWith('--')) return run(flags, longOptions[word.slice(2)], word);
  const level = /^-q=(\d+)$/.exec(word)?.[1];
  if (level !== undefined) {
    flags.quiet = Number(level);
    return undefined;
  }
  for (const letter of word.slice(1)) {
    const complaint = run(flags, shortOptions[letter], word);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function run(flags: Flags, set: Setter | undefined, word: string): string | undefined {
  if (set === undefined)
    return `E: Command line option ${word} is not understood in combination with the other options`;
  set(flags);
  return undefined;
}

function setConfig(flags: Flags, item: string | undefined): string | undefined {
  if (item === undefined) return 'E: Command line option -o requires an argument.';
  const equals = item.indexOf('=');
  if (equals <= 0) return `E: Option ${item}: Configuration item specification must have an =<val>.`;
  flags.config = { ...flags.config, [item.slice(0, equals).toLowerCase()]: item.slice(equals + 1) };
  return undefined;
}
