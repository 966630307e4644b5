// The heap of alarms against a plain list.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { Alarms } from '../../server/src/workspace/alarms.ts';

class PlainAlarms {
  readonly #at = new Map<number, number>();

  set(id: number, at: number | undefined): void {
    if (at === undefined) this.#at.delete(id);
    else this.#at.set(id, at);
  }

  get next(): number | undefined {
    return this.#at.size === 0 ? undefined : Math.min(...this.#at.values());
  }

  due(now: number): readonly number[] {
    const due = [...this.#at].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
    for (const [id] of due) this.#at.delete(id);
    return due.map(([id]) => id);
  }
}

/** Most ids are near each other; some are beyond what there is room for at first. */
const id = fc.oneof({ weight: 5, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(5000) });
const instant = fc.oneof(
  fc.nat(30),
  fc.nat().map((nth) => Date.parse('2026-11-23T12:00:00Z') + nth),
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ id, at: instant }) },
  { weight: 2, arbitrary: fc.record({ id, at: fc.constant(undefined) }) },
  { weight: 1, arbitrary: fc.record({ now: instant }) },
);

const numbers = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

describe('alarms', () => {
  it('are those of a plain list, whatever is set, moved, taken back and let off', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const [alarms, plain] = [new Alarms(), new PlainAlarms()];
        for (const each of steps) {
          // Of those at one instant the order is no matter.
          if ('now' in each) deepEqual(numbers(alarms.due(each.now)), numbers(plain.due(each.now)));
          else for (const list of [alarms, plain]) list.set(each.id, each.at);
          equal(alarms.next, plain.next);
        }
        deepEqual(numbers(alarms.due(Infinity)), numbers(plain.due(Infinity)));
        equal(alarms.next, undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('go off in the order of their instants', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 300 }), (instants) => {
        const alarms = new Alarms();
        for (const [nth, at] of instants.entries()) alarms.set(nth, at);
        deepEqual(
          alarms.due(Infinity).map((nth) => instants[nth]),
          numbers(instants),
        );
      }),
      { numRuns: 200 },
    );
  });
});
