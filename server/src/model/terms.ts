// When a patch is due by one rule: the clocks that start its term, what is missing to start it, and the instants at which it turns.

import type { Instant } from '../base/ports.ts';
import type { ClockName } from '../schema/vocabulary.ts';
import { ABSENT, columnOf, type DateTable } from './dateTable.ts';
import { type Dues, type Instants, type Moments, NEVER } from './moments.ts';
import type { Policy, SlaRule } from './policy.ts';

/** The last fifth of a term. */
const SOON = 1 / 5;

type Dated = Exclude<ClockName, 'earliest'>;

/** As fields of a patch, and where a table of dates has them. */
const CLOCKS: Readonly<Record<Dated, { readonly field: string; readonly column: number }>> = {
  published: { field: 'published', column: columnOf('published') },
  'vendor-release': { field: 'released', column: columnOf('released') },
  detected: { field: 'detected', column: columnOf('detected') },
  'kev-added': { field: 'kev.added', column: columnOf('kevAdded') },
  evaluated: { field: 'evaluated', column: columnOf('evaluated') },
};
const KEV_DUE = columnOf('kevDue');

/** A rule's terms for all patches that are in KEV, or for all that aren't. */
export class RuleTerm {
  readonly rule: SlaRule;
  /** The dates that it lacks where none of them is known, as field names. */
  readonly fields: readonly string[];
  readonly instants: Instants;
  readonly #dues: Dues;
  readonly #columns: readonly number[];
  /** Where the policy allows it, detection stands in last. */
  readonly #standIn: number | undefined;
  readonly #isPrinted: boolean;

  /** Of two terms that end and began together the one whose rule is stated first counts: no order of rules matters. */
  readonly rank: number;

  /** @returns undefined where the rule waits for what hasn't happened: it counts from KEV alone, and the patch isn't in KEV. */
  static of(ranked: RankedRule, inKev: boolean, moments: Moments): RuleTerm | undefined {
    const clocks = clocksOf(ranked).filter((clock) => clock !== 'kev-added' || inKev);
    return clocks.length > 0 ? new RuleTerm(ranked, clocks, moments) : undefined;
  }

  private constructor({ rule, policy, rank }: RankedRule, clocks: readonly Dated[], moments: Moments) {
    const { zone, holidays } = policy;
    this.rank = rank;
    const isOwn = (clock: Dated) => rule.clocks.includes('earliest') || rule.clocks.includes(clock);
    this.rule = rule;
    this.fields = clocks.map((clock) => CLOCKS[clock].field);
    this.instants = moments.in(zone);
    this.#dues = moments.duesOf(zone, { within: rule.within, days: rule.days, holidays });
    this.#columns = clocks.filter(isOwn).map((clock) => CLOCKS[clock].column);
    const standIn = clocks.find((clock) => !isOwn(clock));
    this.#standIn = standIn && CLOCKS[standIn].column;
    this.#isPrinted = rule.printed !== undefined;
  }

  /** @returns the text of the earliest of the rule's own clocks whose date is known; else, where the policy allows it, of detection; or ABSENT. */
  startOf(dates: DateTable, patch: number): number {
    let start = ABSENT;
    let first: Instant = NEVER;
    for (const column of this.#columns) {
      const text = dates.textAt(patch, column);
      const instant = this.instants.at(text);
      if (instant < first) {
        first = instant;
        start = text;
      }
    }
    if (start !== ABSENT || this.#standIn === undefined) return start;
    const text = dates.textAt(patch, this.#standIn);
    return this.instants.at(text) < NEVER ? text : ABSENT;
  }

  /** @returns NEVER where the date that KEV should print isn't there. */
  dueOf(dates: DateTable, patch: number, start: number): Instant {
    return this.#isPrinted ? this.instants.at(dates.textAt(patch, KEV_DUE)) : this.#dues.at(start);
  }

  /** The dates that it needs and the patch lacks, as field names. */
  missing(dates: DateTable, patch: number): readonly string[] {
    const start = this.startOf(dates, patch);
    if (start === ABSENT) return this.fields;
    return this.rule.printed && this.dueOf(dates, patch, start) === NEVER ? [this.rule.printed] : [];
  }
}

/** The clocks that may start the term; `detected` stands in last where the policy allows it. */
function clocksOf({ rule: { clocks }, policy: { onMissingDate } }: RankedRule): readonly Dated[] {
  const own = clocks.flatMap((clock) => (clock === 'earliest' ? (Object.keys(CLOCKS) as Dated[]) : [clock]));
  return [...new Set<Dated>(onMissingDate === 'allow' && own.length > 0 ? [...own, 'detected'] : own)];
}

/** From when on a term is nearly over. KEV prints dates before its additions, too: then at once. */
export function soonFrom(start: Instant, due: Instant): Instant {
  return Math.min(due, Math.ceil(due - (due - start) * SOON));
}

export interface RankedRule {
  readonly rule: SlaRule;
  readonly policy: Policy;
  /** Counts where rules are stated: by file, then by place. */
  readonly rank: number;
}

/** In the order of the policies. */
export function rankedRules(policies: readonly Policy[]): readonly RankedRule[] {
  const stated = policies.flatMap((policy) => policy.rules.map((rule) => ({ rule, policy })));
  const sorted = stated.map(({ rule }) => rule).sort(byPlace);
  const ranks = new Map<SlaRule, number>();
  sorted.forEach((rule, nth) => {
    const before = sorted[nth - 1];
    const isTied = before !== undefined && byPlace(before, rule) === 0;
    ranks.set(rule, isTied ? (ranks.get(before) ?? nth) : nth);
  });
  return stated.map((each) => ({ ...each, rank: ranks.get(each.rule) ?? 0 }));
}

function byPlace({ at: a }: SlaRule, { at: b }: SlaRule): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return a.place.offset + a.span.start - (b.place.offset + b.span.start);
}
