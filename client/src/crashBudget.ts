// How many crashes of the server are forgiven: a number within a sliding span of time. The caller brings the clock.

export interface CrashLimit {
  readonly crashes: number;
  /** Milliseconds. */
  readonly within: number;
}

export class CrashBudget {
  readonly #limit: CrashLimit;
  #times: readonly number[] = [];

  constructor(limit: CrashLimit) {
    this.#limit = limit;
  }

  /** Records a crash; false where there have been too many to start again. */
  spend(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < this.#limit.within), now];
    return this.#times.length <= this.#limit.crashes;
  }

  clear(): void {
    this.#times = [];
  }
}
