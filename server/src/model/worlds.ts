// Facts that are missing and that a policy asks for (severity, criticality, exposure), tried with every value that they could have. What comes out
// the same in every such world is certain; where it doesn't, the facts that make the difference are named.

import type { Match } from '../schema/match.ts';
import { criticalities, exposures, severities } from '../schema/vocabulary.ts';
import type { Policy } from './policy.ts';
import { type AssetFacts, wantsOf } from './selector.ts';
import type { PatchTraits } from './traits.ts';

export interface World {
  readonly asset: AssetFacts;
  readonly patch: PatchTraits;
  /** The values tried, in the order of {@link Worlds.open}. */
  readonly tried: readonly string[];
}

export interface Worlds {
  readonly worlds: readonly World[];
  /** The facts that are missing and asked for. */
  readonly open: readonly string[];
}

const VALUES = { severity: severities, criticality: criticalities, exposure: exposures } as const;
type Fact = keyof typeof VALUES;
const FACTS = Object.keys(VALUES) as readonly Fact[];

/** What policies ask for, in rules, scopes and exceptions: each fact with the values that they name. */
export type Asked = ReadonlyMap<string, ReadonlySet<unknown>>;

export function askedBy(policies: readonly Policy[]): Asked {
  const asked = new Map<string, Set<unknown>>();
  for (const match of policies.flatMap(selectorsOf)) {
    for (const [fact, wanted] of wantsOf(match)) {
      const values = asked.get(fact) ?? new Set();
      asked.set(fact, values);
      for (const value of [wanted].flat()) values.add(value);
    }
  }
  return asked;
}

/** Those that judging asks. */
export function selectorsOf({ scope, rules, exceptions }: Policy): readonly Match[] {
  return [...(scope ? [scope] : []), ...[...rules, ...exceptions].map(({ match }) => match)];
}

export function worldsOf(asset: AssetFacts, patch: PatchTraits, asked: Asked): Worlds {
  const stated: Readonly<Record<Fact, unknown>> = {
    severity: patch.severity,
    criticality: asset.criticality,
    exposure: asset.exposure,
  };
  const open = FACTS.filter((fact) => stated[fact] === undefined && asked.has(fact));
  let worlds: readonly World[] = [{ asset, patch, tried: [] }];
  for (const fact of open) {
    const values = telling(VALUES[fact], asked.get(fact));
    worlds = worlds.flatMap((world) => values.map((value) => tryOut(world, fact, value)));
  }
  return { worlds, open };
}

/** The values that are named, and one that isn't: no selector tells those apart. */
function telling(values: readonly string[], named: ReadonlySet<unknown> | undefined): readonly string[] {
  const other = values.find((value) => !named?.has(value));
  return values.filter((value) => named?.has(value) || value === other);
}

function tryOut({ asset, patch, tried }: World, fact: Fact, value: string): World {
  const stated = { [fact]: value };
  return fact === 'severity'
    ? { asset, patch: { ...patch, ...stated }, tried: [...tried, value] }
    : { asset: { ...asset, ...stated }, patch, tried: [...tried, value] };
}

/** The facts of which another value, all else equal, gives another outcome. */
export function deciding({ worlds, open }: Worlds, outcomes: readonly string[]): readonly string[] {
  return open.filter((_, fact) => {
    const known = new Map<string, string | undefined>();
    return worlds.some(({ tried }, index) => {
      const rest = tried.toSpliced(fact, 1).join(' ');
      if (!known.has(rest)) known.set(rest, outcomes[index]);
      return known.get(rest) !== outcomes[index];
    });
  });
}
