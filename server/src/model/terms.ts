// When a patch is due by one rule: the clocks that start its term, what is missing to start it, and the instants at which it turns.

import type { Instant } from '../base/ports.ts';
import { addDuration } from '../scalar/duration.ts';
import { parseMoment } from '../scalar/moment.ts';
import type { ClockName } from '../schema/vocabulary.ts';
import type { PendingPatch } from './asset.ts';
import type { Policy, SlaRule } from './policy.ts';

/** The last fifth of a term. */
const SOON = 1 / 5;

export interface Term {
  readonly rule: SlaRule;
  readonly start: Instant;
  readonly due: Instant;
}

/** The dates that a rule needs and a patch lacks, as field names. */
export interface Missing {
  readonly missing: readonly string[];
}

type Dated = Exclude<ClockName, 'earliest'>;

const FIELDS: Readonly<Record<Dated, string>> = {
  published: 'published',
  'vendor-release': 'released',
  detected: 'detected',
  'kev-added': 'kev.added',
  evaluated: 'evaluated',
};

/** Terms by the dates that they are made of, of which a fleet has few. */
export class TermMemo {
  readonly #terms = new Map<Policy, Map<SlaRule, Map<string, ReturnType<typeof termOf>>>>();

  termOf(rule: SlaRule, patch: PendingPatch, policy: Policy): ReturnType<typeof termOf> {
    const byRule = this.#terms.get(policy) ?? new Map<SlaRule, Map<string, ReturnType<typeof termOf>>>();
    this.#terms.set(policy, byRule);
    const byDates = byRule.get(rule) ?? new Map<string, ReturnType<typeof termOf>>();
    byRule.set(rule, byDates);
    const { published, released, detected, evaluated, kev } = patch;
    const dates = `${published} ${released} ${detected} ${evaluated} ${kev?.added} ${kev?.due}`;
    if (!byDates.has(dates)) byDates.set(dates, termOf(rule, patch, policy));
    return byDates.get(dates);
  }
}

/** @returns undefined where the rule waits for what hasn't happened: it counts from KEV alone, and the patch isn't in KEV. */
export function termOf(rule: SlaRule, patch: PendingPatch, policy: Policy): Term | Missing | undefined {
  // A patch without `kev` isn't in KEV: that date isn't missing, there is none.
  const clocks = clocksOf(rule, policy).filter((clock) => clock !== 'kev-added' || patch.kev !== undefined);
  if (clocks.length === 0) return undefined;
  const start = startOf(rule, clocks, patch, policy);
  if (start === undefined) return { missing: clocks.map((clock) => FIELDS[clock]) };
  if (!rule.printed) return { rule, start, due: dueOf(rule, start, policy) };
  const printed = patch.kev?.due;
  const due = printed === undefined ? undefined : parseMoment(printed, policy.zone, 'end');
  return due === undefined ? { missing: [rule.printed] } : { rule, start, due };
}

function dueOf(rule: SlaRule, start: Instant, { zone, holidays }: Policy): Instant {
  return addDuration(start, rule.within, { zone, days: rule.days, holidays });
}

/** The clocks that may start the term; `detected` stands in last where the policy allows it. */
function clocksOf({ clocks }: SlaRule, { onMissingDate }: Policy): readonly Dated[] {
  const own = clocks.flatMap((clock) => (clock === 'earliest' ? (Object.keys(FIELDS) as Dated[]) : [clock]));
  return [...new Set<Dated>(onMissingDate === 'allow' && own.length > 0 ? [...own, 'detected'] : own)];
}

/** The earliest of the rule's own clocks whose date is known; else, where the policy allows it, detection. */
function startOf(
  rule: SlaRule,
  clocks: readonly Dated[],
  patch: PendingPatch,
  { zone }: Policy,
): Instant | undefined {
  const dates: Readonly<Record<Dated, string | undefined>> = {
    published: patch.published,
    'vendor-release': patch.released,
    detected: patch.detected,
    'kev-added': patch.kev?.added,
    evaluated: patch.evaluated,
  };
  const instantOf = (clock: Dated) => {
    const text = dates[clock];
    return text === undefined ? undefined : parseMoment(text, zone, 'end');
  };
  const isOwn = (clock: Dated) => rule.clocks.includes('earliest') || rule.clocks.includes(clock);
  return earliest(clocks.filter(isOwn).map(instantOf)) ?? earliest(clocks.map(instantOf));
}

/** From when on a term is nearly over. KEV prints dates before its additions, too: then at once. */
export function soonFrom({ start, due }: Term): Instant {
  return Math.min(due, Math.ceil(due - (due - start) * SOON));
}

/** By due date; of two terms that end together the one that began first, then the one that is stated first: no order of rules matters. */
export function isBefore(a: Term, b: Term): boolean {
  if (a.due !== b.due) return a.due < b.due;
  if (a.start !== b.start) return a.start < b.start;
  const [first, second] = [a.rule.at, b.rule.at];
  if (first.place.file !== second.place.file) return first.place.file < second.place.file;
  return first.place.offset + first.span.start < second.place.offset + second.span.start;
}

export function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  let first: Instant | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (first === undefined || instant < first)) first = instant;
  }
  return first;
}
