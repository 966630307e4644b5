// When each asset is to be judged again by the passing of time alone: a binary heap of ids by their instants, in columns.

import type { Instant } from '../base/ports.ts';

const NOWHERE = -1;

export class Alarms {
  /** By id: the instant. */
  #at = new Float64Array(1024);
  /** By id: its place in the heap. */
  #place = new Int32Array(1024).fill(NOWHERE);
  #heap = new Int32Array(1024);
  #count = 0;

  /** @param id small and dense. @param at undefined: time alone changes nothing. */
  set(id: number, at: Instant | undefined): void {
    this.#reserve(id + 1);
    const place = this.#place[id] ?? NOWHERE;
    if (at === undefined) {
      if (place !== NOWHERE) this.#take(place);
      return;
    }
    this.#at[id] = at;
    if (place === NOWHERE) this.#put(this.#count++, id);
    this.#settle(this.#place[id] ?? 0);
  }

  /** The earliest of all. */
  get next(): Instant | undefined {
    return this.#count === 0 ? undefined : this.#instant(0);
  }

  /** Takes out those whose instant has come. */
  due(now: Instant): readonly number[] {
    const ids: number[] = [];
    while (this.#count > 0 && this.#instant(0) <= now) {
      ids.push(this.#heap[0] ?? 0);
      this.#take(0);
    }
    return ids;
  }

  #take(place: number): void {
    this.#place[this.#heap[place] ?? 0] = NOWHERE;
    this.#count--;
    if (place === this.#count) return;
    this.#put(place, this.#heap[this.#count] ?? 0);
    this.#settle(place);
  }

  /** What stands there goes up or down to where it belongs. */
  #settle(from: number): void {
    let place = from;
    for (let parent = (place - 1) >> 1; place > 0 && this.#instant(place) < this.#instant(parent); ) {
      this.#swap(place, parent);
      place = parent;
      parent = (place - 1) >> 1;
    }
    for (;;) {
      const left = 2 * place + 1;
      const least = left + 1 < this.#count && this.#instant(left + 1) < this.#instant(left) ? left + 1 : left;
      if (least >= this.#count || this.#instant(place) <= this.#instant(least)) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #instant(place: number): Instant {
    return this.#at[this.#heap[place] ?? 0] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a] ?? 0, this.#heap[b] ?? 0];
    this.#put(a, second);
    this.#put(b, first);
  }

  #put(place: number, id: number): void {
    this.#heap[place] = id;
    this.#place[id] = place;
  }

  #reserve(count: number): void {
    if (count <= this.#at.length) return;
    const room = Math.max(count, 2 * this.#at.length);
    const [at, place, heap] = [this.#at, this.#place, this.#heap];
    this.#at = new Float64Array(room);
    this.#place = new Int32Array(room).fill(NOWHERE);
    this.#heap = new Int32Array(room);
    this.#at.set(at);
    this.#place.set(place);
    this.#heap.set(heap);
  }
}
