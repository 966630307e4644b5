// Random scripts of what happens to a workspace: files come, are edited, moved and deleted, edits are undone, a policy is changed, reports are
// collected, the clock goes on. Small pools of names, so that files have to do with each other.

import fc from 'fast-check';
import type { TextChange } from '../../server/src/text/change.ts';

export const START = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 60 * 60 * 1000;

export interface Script {
  /** What there is when the script begins. */
  readonly start: readonly Written[];
  /** Open in the editor from the beginning. */
  readonly open: readonly string[];
  readonly steps: readonly Step[];
  /** The folder is being read until that many steps have happened. */
  readonly loadedAfter: number;
  /** Chunks of closed files that are checked between two steps. */
  readonly slice: number;
}

interface Written {
  readonly file: string;
  readonly text: string | undefined;
}

/** What is done in editors. */
export type Edit =
  | {
      readonly do: 'edit';
      readonly file: string;
      readonly at: number;
      readonly cut: number;
      readonly text: string;
      /** By so much more than what differs is said to have changed. */
      readonly wide: number;
    }
  /** The text of a document becomes another one, and nobody says where it differs. */
  | { readonly do: 'replace'; readonly file: string; readonly text: string }
  | {
      readonly do: 'swap';
      readonly file: string;
      readonly from: string;
      readonly to: string;
      readonly nth: number;
    }
  /** At the end of a line; nobody sees it but those who see the text. */
  | { readonly do: 'remark'; readonly file: string; readonly line: number }
  /** In all files at once. */
  | { readonly do: 'everywhere'; readonly from: string; readonly to: string }
  | { readonly do: 'rename'; readonly file: string; readonly to: string }
  | { readonly do: 'undo'; readonly file: string };

export type Step =
  | Edit
  | { readonly do: 'write'; readonly file: string; readonly text: string; readonly packed: boolean }
  /** Several files become others at once. */
  | { readonly do: 'checkout'; readonly files: readonly Written[] }
  | { readonly do: 'delete'; readonly file: string }
  | { readonly do: 'report'; readonly name: string; readonly text: string | undefined }
  | { readonly do: 'open'; readonly file: string; readonly isOpen: boolean }
  /** Problems of closed files wait. */
  | { readonly do: 'hold'; readonly isHeld: boolean }
  | { readonly do: 'clock'; readonly by: number };

const inventories = ['a.inventory.yaml', 'b.inventory.yaml', 'sub/c.inventory.yaml'];
const policies = ['a.patch-policy.yaml', 'z.patch-policy.yaml'];
const files = [...inventories, ...policies];
const names = ['web-1', 'web-2', 'db-1', 'db-2.example.org', 'gpu-1'];
const groups = ['web', 'db', 'eu'];
const windows = ['sunday', 'daily'];

const oneOf = fc.constantFrom;
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const date = fc.integer({ min: 1, max: 27 }).map((day) => `2026-11-${String(day).padStart(2, '0')}`);
const moment = fc.oneof(
  date,
  fc.integer({ min: 0, max: 23 }).map((hour) => `2026-11-22T${String(hour).padStart(2, '0')}:30:00Z`),
);
/** What a record lacks is undefined, and isn't written. */
const often = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 4, arbitrary: value });
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const some = <T>(value: fc.Arbitrary<T>, most: number) =>
  fc.array(value, { minLength: 1, maxLength: most, size: 'max' });

const patch = fc.record({
  id: oneOf('DSA-1', 'DSA-2', 'CVE-2026-1', 'CVE-2026-2'),
  cves: seldom(fc.subarray(['CVE-2026-1', 'CVE-2026-3'])),
  severity: often(oneOf('critical', 'high', 'high', 'low', 'low', 'hihg')),
  released: often(moment),
  detected: often(moment),
  package: seldom(oneOf('openssl', 'curl')),
  fixed: often(oneOf('1.2', '1.3')),
  kev: seldom(fc.record({ added: date })),
});
const shared = {
  owner: seldom(oneOf('ana', 'bo')),
  criticality: seldom(oneOf('critical', 'low')),
  exposure: seldom(oneOf('internet', 'internal')),
  environment: maybe(oneOf('production', 'test')),
  maintenanceWindow: seldom(oneOf(...windows, 'nightly')),
};
const asset = fc.record({
  ...shared,
  address: seldom(oneOf('10.0.0.1', '10.0.0.2')),
  aliases: seldom(fc.subarray(['www', 'db-1'])),
  groups: maybe(fc.subarray([...groups, 'wbe'])),
  pending: often(some(patch, 3)),
  gpu: seldom(fc.record({ driver: oneOf('535.104.05', '580.65.06'), cuda: oneOf('12.4', '13.0') })),
});
const group = fc.record(shared);
const inventory = fc.record({
  sources: seldom(fc.constant([{ ansible: 'hosts.ini' }])),
  assets: fc.dictionary(oneOf(...names), asset, { maxKeys: 5, size: 'max' }),
  groups: often(fc.dictionary(oneOf(...groups), group, { maxKeys: 3, size: 'max' })),
  findings: maybe(fc.subarray(['reports/*.txt', { file: 'one.txt', asset: 'web-1' }])),
});
const matches = {
  severity: oneOf('critical', 'high'),
  environment: oneOf('production'),
  groups: oneOf(...groups),
  asset: oneOf(...names),
  kev: fc.boolean(),
  advisory: oneOf('DSA-1', 'CVE-2026-3'),
};
const match = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ severity: matches.severity }) },
  { weight: 1, arbitrary: fc.record({ environment: matches.environment }) },
  { weight: 1, arbitrary: fc.record({ groups: matches.groups }) },
  { weight: 1, arbitrary: fc.record({ asset: matches.asset }) },
  { weight: 1, arbitrary: fc.record({ advisory: matches.advisory }) },
  { weight: 1, arbitrary: fc.record(matches, { requiredKeys: [] }) },
);
const terms = ['24h', '7d', '36h', 'P1M', '20d'];
const rule = fc.record({
  name: oneOf('fast', 'slow'),
  match,
  within: oneOf(...terms, 'soon'),
});
const policy = fc.record({
  extends: seldom(fc.constant(['cisa-kev'])),
  scope: seldom(match),
  timezone: maybe(oneOf('UTC', 'Europe/Berlin')),
  sla: fc.record({
    clock: oneOf('vendor-release', 'detected', ['vendor-release', 'detected']),
    rules: some(rule, 3),
  }),
  maintenanceWindows: maybe(
    fc.dictionary(oneOf(...windows), fc.constant({ schedule: 'Sun 02:00', duration: '4h' })),
  ),
  rings: seldom(
    fc.dictionary(oneOf('canary', 'broad'), fc.record({ match }, { requiredKeys: [] }), { maxKeys: 2 }),
  ),
  exceptions: seldom(
    some(fc.record({ id: oneOf('EX-1', 'EX-2'), match, reason: fc.constant('r'), expires: moment }), 2),
  ),
});

/** Entries on lines of their own, their values in JSON, which is YAML: chunks are what is tested. */
function written(sections: object): string {
  return Object.entries(sections)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const isMap =
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        name !== 'sla' &&
        name !== 'scope';
      if (!isMap) return `${name}: ${JSON.stringify(value)}\n`;
      const entries = Object.entries(value as object).map(
        ([key, entry]) => `  ${key}: ${JSON.stringify(entry)}\n`,
      );
      return entries.length > 0 ? `${name}:\n${entries.join('')}` : `${name}: {}\n`;
    })
    .join('');
}

/** Beside the other assets so many that an edit looks at a small part of the file only. */
const manyAssets = fc
  .array(asset, { minLength: 1, maxLength: 4 })
  .map((kinds) =>
    Object.fromEntries(Array.from({ length: 50 }, (_, nth) => [`host-${nth}`, kinds[nth % kinds.length]])),
  );
const large = fc
  .record({ sections: inventory, many: manyAssets })
  .map(({ sections, many }) => ({ ...sections, assets: { ...many, ...sections.assets } }));

/** The first entry has an anchor, the second one is its alias. */
function anchored(text: string): string {
  let nth = 0;
  return text.replace(/^( {2}[\w.-]+: )(\{.*)$/gm, (line, key, value) => {
    nth++;
    if (nth > 2) return line;
    return nth === 1 ? `${key}&a ${value}` : `${key}*a`;
  });
}

function textOf(file: string): fc.Arbitrary<string> {
  const sections: fc.Arbitrary<object> = inventories.includes(file)
    ? fc.oneof({ weight: 6, arbitrary: inventory }, { weight: 1, arbitrary: large })
    : policy;
  const plain = sections.map(written);
  return fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 1, arbitrary: plain.map((text) => text.replaceAll('\n', '\r\n')) },
    { weight: 1, arbitrary: plain.map(anchored) },
  );
}

const anyFile = oneOf(...files);
const fragments = oneOf(
  '\n',
  '  ',
  '#',
  ': ',
  '{',
  '}',
  '"',
  '\r\n',
  '\r',
  '&a ',
  '*a',
  '---\n',
  '  web-1: {}\n',
  'groups:\n',
  '\t',
  '<<<<<<< ours\n',
  '=======\n',
  '>>>>>>> theirs\n',
  'x',
  '\uFEFF',
);
const words = [
  ...names,
  ...groups,
  ...windows,
  'critical',
  'high',
  'low',
  '24h',
  '7d',
  'assets',
  'groups',
  'DSA-1',
  'UTC',
  'Sun',
  '1.2',
  '1.3',
  '2026-11-22',
  '2026-11-05',
];

const report = fc
  .array(oneOf('openssl', 'curl', 'bash'), { maxLength: 2 })
  .map((packages) =>
    packages.map((name) => `${name}/stable-security 2.0 amd64 [upgradable from: 1.0]\n`).join(''),
  )
  .map((lines) => `Listing...\n${lines}`);
const hosts = fc
  .subarray([...names, 'only-there'], { minLength: 1 })
  .map((all) => `[web]\n${all.join('\n')}\n`);

const anyWritten: fc.Arbitrary<Written> = anyFile.chain((file) =>
  fc.record({ file: fc.constant(file), text: maybe(textOf(file)) }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: anyFile.chain((file) =>
      fc.record({
        do: fc.constant('write' as const),
        file: fc.constant(file),
        text: textOf(file),
        packed: fc.boolean(),
      }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      file: anyFile,
      at: fc.nat(4000),
      cut: fc.oneof(fc.constant(0), fc.nat(60)),
      text: fc.oneof(fragments, fc.constant('')),
      wide: fc.oneof(fc.constant(0), fc.nat(200)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('remark' as const), file: anyFile, line: fc.nat(60) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('swap' as const),
      file: oneOf(...policies),
      from: oneOf(...terms),
      to: oneOf(...terms),
      nth: fc.nat(3),
    }),
  },
  {
    weight: 1,
    arbitrary: anyFile.chain((file) =>
      fc.record({ do: fc.constant('replace' as const), file: fc.constant(file), text: textOf(file) }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('checkout' as const),
      files: fc.array(anyWritten, { minLength: 2, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(names, groups, windows).chain((pool) =>
      fc.record({
        do: fc.constant('everywhere' as const),
        from: oneOf(...pool),
        to: oneOf(...pool, 'other'),
      }),
    ),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('swap' as const),
      file: anyFile,
      from: oneOf(...words),
      to: oneOf(...words),
      nth: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), file: anyFile }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      file: oneOf(...inventories),
      to: oneOf(...inventories),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), file: anyFile }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      name: oneOf('reports/web-1.txt', 'reports/apt-2026-11-20.txt', 'reports/www.txt', 'one.txt'),
      text: maybe(report),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      name: fc.constant('hosts.ini'),
      text: maybe(hosts),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('open' as const), file: anyFile, isOpen: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), isHeld: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      by: fc.oneof(
        fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * 60_000),
        fc.integer({ min: 1, max: 9 * 24 }).map((hours) => hours * HOUR),
        fc.constant(-24 * HOUR),
      ),
    }),
  },
);

export const script: fc.Arbitrary<Script> = fc.record({
  start: fc.tuple(...files.map((file) => fc.record({ file: fc.constant(file), text: often(textOf(file)) }))),
  open: fc.subarray(files),
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  loadedAfter: fc.oneof(fc.constant(0), fc.nat(20)),
  slice: oneOf(1, 5, Infinity),
});

/** The least stretch in which the texts differ. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { start, oldEnd: before.length - end, newEnd: after.length - end };
}

/** A change that covers more than what differs, as several edits of one turn do. */
export function widened({ start, oldEnd, newEnd }: TextChange, text: string, by: number): TextChange {
  const before = Math.min(start, by);
  const after = Math.min(text.length - newEnd, by);
  return { start: start - before, oldEnd: oldEnd + after, newEnd: newEnd + after };
}
