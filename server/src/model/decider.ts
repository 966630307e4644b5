// Decides by what binds a patch and by its dates, in numbers. Of all rules that bind it the earliest due date counts. Where a fact that decides is
// missing there are several worlds: overdue is only what would be overdue in each of them.

import type { Instant } from '../base/ports.ts';
import type { Binding, BoundWorld } from './bindings.ts';
import { ABSENT, type DateTable } from './dateTable.ts';
import { NEVER } from './moments.ts';
import { type RuleTerm, soonFrom } from './terms.ts';
import { DUE_SOON, EXCEPTED, OPEN, OVERDUE, UNGOVERNED, UNKNOWN, Verdict } from './verdict.ts';
import { deciding } from './worlds.ts';

export class Decider {
  readonly #dates: DateTable;
  /** What is said in each world, while the answer is put together. */
  readonly #slots: Verdict[] = [];

  constructor(dates: DateTable) {
    this.#dates = dates;
  }

  /** @param patch the number of its dates. */
  decide(binding: Binding, patch: number, now: Instant, into: Verdict): void {
    const { bound } = binding;
    const [only] = bound;
    if (only && bound.length === 1) {
      this.#decideIn(only, patch, now, into);
      return;
    }
    for (let nth = 0; nth < bound.length; nth++) {
      const world = bound[nth];
      if (world) this.#decideIn(world, patch, now, this.#slot(nth));
    }
    this.#combine(binding, into);
  }

  /** The facts that decide and are missing, and the dates, as field names. */
  missing({ worlds, bound, inWorld }: Binding, patch: number, now: Instant): readonly string[] {
    const outcomes: string[] = [];
    const dates: string[] = [];
    for (const world of bound) {
      const { state } = this.#decideIn(world, patch, now, this.#slot(0));
      outcomes.push(state === OVERDUE ? 'overdue' : state === UNKNOWN ? 'unknown' : 'fine');
      if (state === EXCEPTED) continue;
      for (const term of world.terms) dates.push(...term.missing(this.#dates, patch));
    }
    const inWorlds = inWorld.map((index) => outcomes[index] ?? '');
    return [...new Set([...deciding(worlds, inWorlds), ...dates])];
  }

  #slot(nth: number): Verdict {
    const known = this.#slots[nth];
    if (known) return known;
    const verdict = new Verdict();
    this.#slots[nth] = verdict;
    return verdict;
  }

  #decideIn({ terms, exception, expires }: BoundWorld, patch: number, now: Instant, into: Verdict): Verdict {
    const lacks = this.#earliest(terms, patch, into);
    const { term, start, due } = into;
    const isExcepted = now <= expires;
    const soon = term ? soonFrom(start, due) : NEVER;
    const turn = soon > now ? soon : due >= now ? due + 1 : NEVER;
    into.exception = isExcepted ? exception : undefined;
    into.changesAt = isExcepted && expires < turn ? expires + 1 : turn;
    if (isExcepted) into.state = EXCEPTED;
    else if (terms.length === 0) into.state = UNGOVERNED;
    else if (now > due) into.state = OVERDUE;
    else if (lacks || !term) into.state = UNKNOWN;
    else into.state = now >= soon ? DUE_SOON : OPEN;
    return into;
  }

  /** @returns whether a rule lacks a date that it needs. */
  #earliest(terms: readonly RuleTerm[], patch: number, into: Verdict): boolean {
    let lacks = false;
    into.term = undefined;
    into.start = NEVER;
    into.due = NEVER;
    for (const term of terms) {
      const text = term.startOf(this.#dates, patch);
      const due = text === ABSENT ? NEVER : term.dueOf(this.#dates, patch, text);
      if (due === NEVER) lacks = true;
      else if (due <= into.due) {
        const start = term.instants.at(text);
        if (due === into.due && !isFirst(term, start, into)) continue;
        into.term = term;
        into.start = start;
        into.due = due;
      }
    }
    return lacks;
  }

  /** Overdue where every world says so; unknown where only some do; else the most pressing answer. */
  #combine({ inWorld }: Binding, into: Verdict): void {
    let [late, state, changesAt, exception] = [0, UNGOVERNED, NEVER, undefined as Verdict['exception']];
    let [earliest, latest] = [undefined as Verdict | undefined, undefined as Verdict | undefined];
    for (const index of inWorld) {
      const verdict = this.#slot(index);
      if (verdict.state === OVERDUE) late++;
      state = Math.min(state, verdict.state);
      changesAt = Math.min(changesAt, verdict.changesAt);
      exception ??= verdict.exception;
      if (!verdict.term) continue;
      if (!earliest || verdict.due < earliest.due) earliest = verdict;
      if (!latest || verdict.due >= latest.due) latest = verdict;
    }
    // Certain to be late: the latest of the due dates is the one that nobody can argue with. Otherwise the earliest is what to aim for.
    into.take((late === inWorld.length ? latest : earliest) ?? NONE);
    into.state = late === 0 || late === inWorld.length ? state : UNKNOWN;
    into.exception = into.state === EXCEPTED ? exception : undefined;
    into.changesAt = changesAt;
  }
}

const NONE = new Verdict();

/** Of two terms that end together the one that began first, then the one that is stated first. */
function isFirst(term: RuleTerm, start: Instant, { start: other, term: known }: Verdict): boolean {
  if (start !== other) return start < other;
  return known === undefined || term.rank < known.rank;
}
