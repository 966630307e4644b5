// The pending patches of all assets side by side, some bytes each: ids of their traits and dates, and their state. An asset's patches stand together.
// What an asset gives up is taken back when half of the columns lies fallow.

/** An asset's stretch of the columns. */
export interface Stretch {
  from: number;
  count: number;
}

export class PatchColumns {
  traits = new Int32Array(1024);
  dates = new Int32Array(1024);
  states = new Uint8Array(1024);
  #used = 0;
  #fallow = 0;

  /**
   * Gives the stretch room for so many patches; what stood in it is lost unless the number is the same.
   * @returns true where other stretches were moved.
   */
  resize(stretch: Stretch, count: number, all: () => Iterable<Stretch>): boolean {
    if (stretch.count === count) return false;
    this.#fallow += stretch.count;
    stretch.count = 0;
    const isFallow = this.#fallow > 4096 && this.#fallow * 2 > this.#used;
    if (isFallow) this.#compact(all());
    this.#reserve(this.#used + count);
    stretch.from = this.#used;
    stretch.count = count;
    this.#used += count;
    return isFallow;
  }

  #reserve(length: number): void {
    if (length <= this.states.length) return;
    const room = Math.max(length, this.states.length * 2);
    this.traits = grown(this.traits, new Int32Array(room));
    this.dates = grown(this.dates, new Int32Array(room));
    this.states = grown(this.states, new Uint8Array(room));
  }

  #compact(stretches: Iterable<Stretch>): void {
    const inOrder = [...stretches].filter(({ count }) => count > 0).sort((a, b) => a.from - b.from);
    let to = 0;
    for (const stretch of inOrder) {
      const end = stretch.from + stretch.count;
      for (const column of [this.traits, this.dates, this.states]) column.copyWithin(to, stretch.from, end);
      stretch.from = to;
      to += stretch.count;
    }
    this.#used = to;
    this.#fallow = 0;
  }
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
