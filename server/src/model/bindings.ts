// What binds a class of patches on a class of assets: in each world that its missing facts allow, the terms of the rules that pick it and the
// exception that takes it out. Worked out by the selectors once for a pair of classes.

import type { Instant } from '../base/ports.ts';
import type { Moments } from './moments.ts';
import type { Exception, Policy } from './policy.ts';
import { type AssetFacts, matches, matchesWhole, mayMatch } from './selector.ts';
import { type RankedRule, RuleTerm, rankedRules } from './terms.ts';
import type { PatchTraits } from './traits.ts';
import { type Asked, type World, type Worlds, worldsOf } from './worlds.ts';

export interface Binding {
  readonly worlds: Worlds;
  /** What binds in the worlds; worlds in which the same does share one. */
  readonly bound: readonly BoundWorld[];
  /** For each world, the index of what binds in it. */
  readonly inWorld: readonly number[];
}

export interface BoundWorld {
  /** In the order of the policies. */
  readonly terms: readonly RuleTerm[];
  /** Of those that match, the one that counts longest: while it doesn't count, none does. */
  readonly exception: Exception | undefined;
  /** When that exception ends. */
  readonly expires: Instant;
}

interface TermRule {
  readonly ranked: RankedRule;
  readonly inKev: RuleTerm | undefined;
  readonly notInKev: RuleTerm | undefined;
}

export class Bindings {
  readonly #policies: readonly Policy[];
  readonly #asked: Asked;
  readonly #rules: readonly TermRule[];
  /** What may pick patches of an asset, whichever they are. */
  readonly #candidates = new Map<AssetFacts, Candidates>();

  constructor(policies: readonly Policy[], asked: Asked, moments: Moments) {
    this.#policies = policies;
    this.#asked = asked;
    this.#rules = rankedRules(policies).map((ranked) => ({
      ranked,
      inKev: RuleTerm.of(ranked, true, moments),
      notInKev: RuleTerm.of(ranked, false, moments),
    }));
  }

  of(asset: AssetFacts, patch: PatchTraits): Binding {
    const candidates = this.#candidatesFor(asset);
    const worlds = worldsOf(asset, patch, this.#asked);
    const bound: BoundWorld[] = [];
    const inWorld = worlds.worlds.map((world) => {
      const found = this.#bind(world, candidates);
      const known = bound.findIndex((other) => isSame(other, found));
      return known < 0 ? bound.push(found) - 1 : known;
    });
    return { worlds, bound, inWorld };
  }

  #candidatesFor(asset: AssetFacts): Candidates {
    const known = this.#candidates.get(asset);
    if (known) return known;
    const candidates = {
      rules: this.#rules.filter(({ ranked }) => mayMatch(ranked.rule.match, asset)),
      exceptions: this.#policies.flatMap((policy) =>
        policy.exceptions.flatMap((exception) =>
          mayMatch(exception.match, asset) ? [{ exception, policy }] : [],
        ),
      ),
    };
    this.#candidates.set(asset, candidates);
    return candidates;
  }

  #bind({ asset, patch }: World, candidates: Candidates): BoundWorld {
    const binding = new Set(this.#policies.filter(({ scope }) => !scope || matches(scope, asset)));
    const terms = candidates.rules
      .filter(({ ranked: { rule, policy } }) => binding.has(policy) && matches(rule.match, asset, patch))
      .flatMap(({ inKev, notInKev }) => (patch.kev ? inKev : notInKev) ?? []);
    const exception = longest(
      candidates.exceptions
        .filter(
          ({ exception: { match }, policy }) => binding.has(policy) && matchesWhole(match, asset, patch),
        )
        .map(({ exception: one }) => one),
    );
    return { terms, exception, expires: exception?.expires ?? -Infinity };
  }
}

interface Candidates {
  readonly rules: readonly TermRule[];
  readonly exceptions: readonly { readonly exception: Exception; readonly policy: Policy }[];
}

function isSame(a: BoundWorld, b: BoundWorld): boolean {
  return (
    a.exception === b.exception &&
    a.terms.length === b.terms.length &&
    a.terms.every((term, nth) => term === b.terms[nth])
  );
}

function longest(exceptions: readonly Exception[]): Exception | undefined {
  return exceptions.reduce<Exception | undefined>(
    (known, one) => (known && known.expires >= one.expires ? known : one),
    undefined,
  );
}
