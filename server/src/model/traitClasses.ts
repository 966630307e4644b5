// What no selector of the policies tells apart is one class, and is judged alike. There are few classes, however many assets and patches there are.

import type { Policy } from './policy.ts';
import {
  type AssetFacts,
  assetTestOf,
  cveByCve,
  type Fact,
  factsUsed,
  type KeyTest,
  patchTestOf,
  wantsOf,
} from './selector.ts';
import type { PatchTraits } from './traits.ts';
import { type Asked, selectorsOf } from './worlds.ts';

/** One respect in which subjects differ: equal numbers, no difference. */
type Distinction<Subject> = (subject: Subject) => number;

export class TraitClasses<Subject> {
  readonly #distinctions: readonly Distinction<Subject>[];
  readonly #simplify: (subject: Subject) => Subject;
  readonly #pairs: readonly Numbering<number>[];
  readonly #representatives: Subject[] = [];

  /** @param simplify leaves out of a subject what nobody tells apart anyway. */
  constructor(
    distinctions: readonly Distinction<Subject>[],
    simplify: (subject: Subject) => Subject = (subject) => subject,
  ) {
    this.#distinctions = distinctions;
    this.#simplify = simplify;
    this.#pairs = distinctions.map(() => new Numbering());
  }

  /** Classes count from 0. */
  of(subject: Subject): number {
    const simple = this.#simplify(subject);
    let found = 0;
    this.#distinctions.forEach((distinguish, nth) => {
      found = this.#pairs[nth]?.of(found * WIDEST + distinguish(simple)) ?? found;
    });
    this.#representatives[found] ??= simple;
    return found;
  }

  representative(number: number): Subject {
    const subject = this.#representatives[number];
    if (subject === undefined) throw new RangeError(`no class ${number}`);
    return subject;
  }
}

/** More than one distinction ever tells apart. */
const WIDEST = 2 ** 26;

/** Numbers what it is given, in the order of first sight. */
class Numbering<T> {
  readonly #numbers = new Map<T, number>();

  of(value: T): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const next = this.#numbers.size;
    this.#numbers.set(value, next);
    return next;
  }
}

export function assetClasses(policies: readonly Policy[], asked: Asked): TraitClasses<AssetFacts> {
  return new TraitClasses([
    ...distinctions(policies, assetTestOf),
    ...absences<AssetFacts>(asked, {
      criticality: (asset) => asset.criticality,
      exposure: (asset) => asset.exposure,
    }),
  ]);
}

export function patchClasses(policies: readonly Policy[], asked: Asked): TraitClasses<PatchTraits> {
  const named = asked.get('advisory') ?? new Set();
  return new TraitClasses(
    [
      ...distinctions(policies, patchTestOf),
      ...absences<PatchTraits>(asked, { severity: (patch) => patch.severity }),
      ...(asksKevClock(policies) ? [({ kev }: PatchTraits) => (kev ? 1 : 0)] : []),
      ...wholeness(policies),
    ],
    (patch) => withFewCves(patch, named),
  );
}

function asksKevClock(policies: readonly Policy[]): boolean {
  return policies.some(({ rules }) =>
    rules.some(({ clocks }) => clocks.includes('kev-added') || clocks.includes('earliest')),
  );
}

/** A missing fact that is asked for is tried with every value. */
function absences<Subject>(
  asked: Asked,
  facts: Readonly<Record<string, (subject: Subject) => Fact>>,
): readonly Distinction<Subject>[] {
  return Object.entries(facts).flatMap(([name, read]) =>
    asked.has(name) ? [(subject: Subject) => (read(subject) === undefined ? 1 : 0)] : [],
  );
}

/** Exceptions ask of each CVE of a patch alone: which kinds of CVEs it has then. */
function wholeness(policies: readonly Policy[]): readonly Distinction<PatchTraits>[] {
  const matches = policies.flatMap(({ exceptions }) => exceptions.map(({ match }) => match));
  if (!matches.some((match) => factsUsed(match).has('advisory'))) return [];
  const tellApart = distinctions(policies, (key) => (key === 'advisory' ? patchTestOf(key) : undefined));
  const kinds = new Numbering<string>();
  return [
    (patch) => {
      const each = cveByCve(patch);
      if (each.length < 2) return kinds.of('');
      const found = new Set(each.map((one) => tellApart.map((distinguish) => distinguish(one)).join(' ')));
      return kinds.of([...found].sort().join(','));
    },
  ];
}

/** A kernel has thousands of CVEs: those that are named, and one that isn't. */
function withFewCves(patch: PatchTraits, named: ReadonlySet<unknown>): PatchTraits {
  const { cves } = patch;
  if (!cves || cves.length < 2) return patch;
  const other = cves.find((cve) => !named.has(cve));
  const told = new Set(cves.filter((cve) => named.has(cve) || cve === other));
  return { ...patch, cves: [...told] };
}

/** One for each key that selectors ask for: which of the tests of that key hold. */
function distinctions<Subject>(
  policies: readonly Policy[],
  testOf: (key: string) => KeyTest<Subject> | undefined,
): readonly Distinction<Subject>[] {
  const wants = new Map<string, Map<string, unknown>>();
  for (const [key, wanted] of policies.flatMap(selectorsOf).flatMap((match) => [...wantsOf(match)])) {
    if (wanted === undefined) continue;
    const known = wants.get(key) ?? new Map<string, unknown>();
    wants.set(key, known.set(JSON.stringify(wanted), wanted));
  }
  return [...wants].flatMap(([key, wanted]) => {
    const test = testOf(key);
    return test ? [distinctionOf(test, [...wanted.values()])] : [];
  });
}

function distinctionOf<Subject>(test: KeyTest<Subject>, wants: readonly unknown[]): Distinction<Subject> {
  const named = new Set(wants.flat());
  const signatures = new Numbering<string>();
  const known = new Map<unknown, number>();
  return (subject) => {
    const fact = test.isNaming ? onlyNamed(test.read(subject), named) : test.read(subject);
    const key = Array.isArray(fact) ? JSON.stringify(fact) : fact;
    let found = known.get(key);
    if (found === undefined) {
      found = signatures.of(wants.map((wanted) => (test.holds(wanted, fact) ? '1' : '0')).join(''));
      known.set(key, found);
    }
    return found;
  };
}

function onlyNamed(fact: Fact, named: ReadonlySet<unknown>): Fact {
  if (typeof fact === 'string') return named.has(fact) ? fact : undefined;
  return fact && typeof fact === 'object' ? fact.filter((word) => named.has(word)) : fact;
}
