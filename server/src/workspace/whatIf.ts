// What a change of policies would do that isn't saved yet: which assets it moves in or out of SLA. What else happens meanwhile moves none.

export interface Shift {
  /** Assets that are out of SLA now and weren't. */
  readonly late: number;
  /** Assets that were out of SLA and aren't now. */
  readonly relieved: number;
}

export class WhatIf {
  /** By id: was the asset out of SLA? Absent while there is nothing to compare with. */
  #before: Uint8Array | undefined;

  get isOn(): boolean {
    return this.#before !== undefined;
  }

  /** What is now is what there will be to compare with. */
  begin(states: Iterable<{ readonly id: number; readonly isLate: boolean }>, size: number): void {
    this.#before = new Uint8Array(size);
    for (const { id, isLate } of states) this.note(id, isLate);
  }

  end(): void {
    this.#before = undefined;
  }

  /** The asset is judged otherwise, and no policy is the reason. */
  note(id: number, isLate: boolean): void {
    if (!this.#before) return;
    if (id >= this.#before.length) {
      const longer = new Uint8Array(2 * id + 1);
      longer.set(this.#before);
      this.#before = longer;
    }
    this.#before[id] = isLate ? 1 : 0;
  }

  shift(states: Iterable<{ readonly id: number; readonly isLate: boolean }>): Shift | undefined {
    if (!this.#before) return undefined;
    let [late, relieved] = [0, 0];
    for (const { id, isLate } of states) {
      const wasLate = this.#before[id] === 1;
      if (isLate && !wasLate) late++;
      else if (wasLate && !isLate) relieved++;
    }
    return { late, relieved };
  }
}
