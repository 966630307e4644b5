// What the SLA says in numbers, for very many patches: written into an object that the caller keeps, so that judging leaves nothing to collect.

import type { Instant } from '../base/ports.ts';
import { growsAt, shrinksAt } from './elapsed.ts';
import { slaStates } from './judgement.ts';
import { NEVER } from './moments.ts';
import type { Exception } from './policy.ts';
import type { RuleTerm } from './terms.ts';

/** States as indexes into slaStates: the smaller the worse. */
export const OVERDUE = slaStates.indexOf('overdue');
export const UNKNOWN = slaStates.indexOf('unknown');
export const DUE_SOON = slaStates.indexOf('due-soon');
export const OPEN = slaStates.indexOf('open');
export const EXCEPTED = slaStates.indexOf('excepted');
export const UNGOVERNED = slaStates.indexOf('ungoverned');
export const PATCHED = slaStates.indexOf('patched');

/** What is said of one patch. */
export class Verdict {
  /** Index into slaStates. */
  state = UNGOVERNED;
  /** NEVER where none is known. */
  due: Instant = NEVER;
  /** When the deciding term began; says nothing where there is none. */
  start: Instant = NEVER;
  /** When any of this next changes by the passing of time alone, or NEVER. */
  changesAt: Instant = NEVER;
  /** The term that decides. */
  term: RuleTerm | undefined = undefined;
  exception: Exception | undefined = undefined;

  /** Says the same as the other. */
  take({ state, due, start, changesAt, term, exception }: Verdict): void {
    this.state = state;
    this.due = due;
    this.start = start;
    this.changesAt = changesAt;
    this.term = term;
    this.exception = exception;
  }
}

/** What is said of an asset: of all its patches together. */
export interface RowVerdict {
  /** Of its patches' states, as an index into slaStates. */
  worst: number;
  /** A bit for each state that one of its patches is in. */
  present: number;
  /** See AssetJudgement; NaN where there is none. */
  due: Instant;
  /** See AssetJudgement; Infinity where there is none. */
  changesAt: Instant;
}

/** Adds up what is said of an asset's patches. */
export class Sum {
  #worst = PATCHED;
  #present = 0;
  #changesAt: Instant = NEVER;
  /** The earliest due dates: of those that are overdue, of those that are due soon, of all that no exception takes out. */
  #overdue: Instant = NEVER;
  #soon: Instant = NEVER;
  #any: Instant = NEVER;

  clear(): void {
    this.#worst = PATCHED;
    this.#present = 0;
    this.#changesAt = NEVER;
    this.#overdue = NEVER;
    this.#soon = NEVER;
    this.#any = NEVER;
  }

  add({ state, due, changesAt }: Verdict): void {
    if (state < this.#worst) this.#worst = state;
    this.#present |= 1 << state;
    if (changesAt < this.#changesAt) this.#changesAt = changesAt;
    if (state === OVERDUE && due < this.#overdue) this.#overdue = due;
    if (state === DUE_SOON && due < this.#soon) this.#soon = due;
    if (state !== EXCEPTED && due < this.#any) this.#any = due;
  }

  write(now: Instant, into: RowVerdict): void {
    // How late an asset is, what is overdue for certain says; an aim for what isn't known would make it later than anybody can prove.
    const due = this.#worst === OVERDUE ? this.#overdue : this.#any;
    into.worst = this.#worst;
    into.present = this.#present;
    into.due = due === NEVER ? Number.NaN : due;
    into.changesAt = Math.min(this.#changesAt, this.#toldAt(now));
  }

  /** How late the worst is and how soon the next is due are told in words, which change sooner than the states. */
  #toldAt(now: Instant): Instant {
    const later = this.#overdue < NEVER ? growsAt(this.#overdue, now) : NEVER;
    const sooner = this.#soon < NEVER ? shrinksAt(this.#soon, now) : NEVER;
    return Math.min(later, sooner > now ? sooner : NEVER);
  }
}
