// Facts that are missing and that a policy asks for (severity, criticality, exposure), tried with every value that they could have. What comes out
// the same in every such world is certain; where it doesn't, the facts that make the difference are named.

import { criticalities, exposures, severities } from '../schema/vocabulary.ts';
import type { Asset, PendingPatch } from './asset.ts';
import type { Policy } from './policy.ts';
import { factsUsed } from './selector.ts';

export interface World {
  readonly asset: Asset;
  readonly patch: PendingPatch;
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

/** The facts that the policies ask for: in rules, scopes and exceptions. */
export function factsAsked(policies: readonly Policy[]): ReadonlySet<string> {
  const selectors = policies.flatMap(({ scope, rules, exceptions }) => [
    ...(scope ? [scope] : []),
    ...[...rules, ...exceptions].map(({ match }) => match),
  ]);
  return new Set(selectors.flatMap((match) => [...factsUsed(match)]));
}

export function worldsOf(asset: Asset, patch: PendingPatch, asked: ReadonlySet<string>): Worlds {
  const stated: Readonly<Record<Fact, unknown>> = {
    severity: patch.severity,
    criticality: asset.criticality,
    exposure: asset.exposure,
  };
  const open = (Object.keys(VALUES) as Fact[]).filter(
    (fact) => stated[fact] === undefined && asked.has(fact),
  );
  let worlds: readonly World[] = [{ asset, patch, tried: [] }];
  for (const fact of open)
    worlds = worlds.flatMap((world) => VALUES[fact].map((value) => tryOut(world, fact, value)));
  return { worlds, open };
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
