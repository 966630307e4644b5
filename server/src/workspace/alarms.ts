// When each asset is to be judged again by the passing of time alone: a binary heap by instant. An asset whose instant is set anew leaves its old
// entry in the heap, where it is passed over.

import type { Instant } from '../base/ports.ts';

interface Entry {
  readonly at: Instant;
  readonly id: number;
}

export class Alarms {
  #heap: Entry[] = [];
  /** The instant that counts, by id. */
  readonly #current = new Map<number, Instant>();

  /** @param at undefined: time alone changes nothing. */
  set(id: number, at: Instant | undefined): void {
    if (this.#current.get(id) === at) return;
    if (at === undefined) this.#current.delete(id);
    else {
      this.#current.set(id, at);
      this.#heap.push({ at, id });
      this.#rise(this.#heap.length - 1);
    }
    if (this.#heap.length > 2 * this.#current.size + 1000) this.#rebuild();
  }

  /** The earliest of all. */
  get next(): Instant | undefined {
    this.#dropStale();
    return this.#heap[0]?.at;
  }

  /** Takes out those whose instant has come. */
  due(now: Instant): readonly number[] {
    const ids: number[] = [];
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const id = this.#pop()?.id;
      if (id === undefined) break;
      this.#current.delete(id);
      ids.push(id);
    }
    return ids;
  }

  #dropStale(): void {
    for (let top = this.#heap[0]; top && this.#current.get(top.id) !== top.at; top = this.#heap[0])
      this.#pop();
  }

  #pop(): Entry | undefined {
    const [top] = this.#heap;
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #rebuild(): void {
    this.#heap = [...this.#current].map(([id, at]) => ({ at, id }));
    for (let index = this.#heap.length >> 1; index >= 0; index--) this.#sink(index);
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= this.#at(index)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      const least = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(index) <= this.#at(least)) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #at(index: number): Instant {
    return this.#heap[index]?.at ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (!first || !second) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
