// Which ring takes an asset, and in which order rings are patched: a ring after the one that it names, else as the file has them. Rings that
// wait for each other, or for a ring that isn't there, have no place in the order; their assets are unplanned and told why.

import type { Ring } from '../model/policy.ts';
import { type AssetFacts, matches } from '../model/selector.ts';

export interface RingOrder {
  /** Every ring that can be placed; a ring stands behind the one it comes after. */
  readonly rings: readonly Ring[];
  /** By name: why a ring can't be placed. */
  readonly broken: ReadonlyMap<string, string>;
}

/** The first ring that matches; one without `match` takes the rest, wherever it stands. */
export function ringOf(rings: readonly Ring[], asset: AssetFacts): Ring | undefined {
  const matching = rings.find((ring) => ring.match !== undefined && matches(ring.match, asset));
  return matching ?? rings.find((ring) => ring.match === undefined);
}

export function orderRings(rings: readonly Ring[]): RingOrder {
  const broken = new Map<string, string>();
  const ordered = new Set<Ring>();
  for (const ring of rings) {
    const chain = chainOf(rings, ring);
    if (typeof chain === 'string') broken.set(ring.name, chain);
    else for (const earlier of [...chain].reverse()) ordered.add(earlier);
  }
  return { rings: [...ordered], broken };
}

/** The ring and those before it, the nearest first. @returns why there is no such chain, otherwise. */
export function chainOf(rings: readonly Ring[], ring: Ring): readonly Ring[] | string {
  const chain = [ring];
  let current = ring;
  while (current.after !== undefined) {
    const { name, after } = current;
    const before = rings.find((other) => other.name === after);
    if (!before) return `ring ${name} comes after ${after}, a ring that the policy does not have`;
    if (chain.includes(before)) {
      const names = [...chain, before].map((link) => link.name);
      return `ring ${ring.name} never comes: ${names.join(' waits for ')}`;
    }
    chain.push(before);
    current = before;
  }
  return chain;
}
