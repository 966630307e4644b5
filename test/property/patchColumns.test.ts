// Patches in columns: whatever is resized, and whenever what lies fallow is taken back, each stretch holds what was written into it.

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { PatchColumns, type Stretch } from '../../server/src/workspace/patchColumns.ts';

interface Asset extends Stretch {
  patches: readonly number[];
}

/** The columns, and beside them what they should hold. */
class Checked {
  readonly columns = new PatchColumns();
  readonly assets: Asset[] = [];
  #written = 0;

  add(count: number): void {
    const asset = { from: 0, count: 0, patches: [] };
    this.assets.push(asset);
    this.write(asset, count);
  }

  write(asset: Asset, count: number): void {
    const others = this.assets.filter((other) => other !== asset);
    const before = others.map(({ from }) => from);
    const isTold = this.columns.resize(asset, count, () => this.assets);
    // Whoever keeps a copy of where stretches begin is told that they have moved.
    ok(isTold || others.every(({ from }, nth) => from === before[nth]));
    asset.patches = Array.from({ length: count }, () => ++this.#written);
    asset.patches.forEach((patch, nth) => {
      this.columns.traits[asset.from + nth] = patch;
      this.columns.dates[asset.from + nth] = -patch;
      this.columns.states[asset.from + nth] = patch % 7;
    });
  }

  remove(asset: Asset): void {
    this.columns.resize(asset, 0, () => this.assets);
    this.assets.splice(this.assets.indexOf(asset), 1);
  }

  check(): void {
    const { traits, dates, states } = this.columns;
    for (const { from, count, patches } of this.assets) {
      deepEqual([...traits.subarray(from, from + count)], patches);
      deepEqual(
        [...dates.subarray(from, from + count)],
        patches.map((patch) => -patch),
      );
      deepEqual(
        [...states.subarray(from, from + count)],
        patches.map((patch) => patch % 7),
      );
    }
  }
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.nat(5), many: fc.constantFrom(1, 1, 1, 300) }) },
  { weight: 4, arbitrary: fc.record({ nth: fc.nat(), count: fc.oneof(fc.nat(5), fc.nat(3000)) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
);

describe('patches in columns', () => {
  it('stay what they are while others come, grow, shrink and go', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const all = new Checked();
        for (const each of steps) {
          const at = (nth: number) => all.assets[nth % all.assets.length];
          const asset = 'nth' in each ? at(each.nth) : 'remove' in each ? at(each.remove) : undefined;
          if ('add' in each) for (let nth = 0; nth < each.many; nth++) all.add(each.add);
          else if (asset && 'count' in each) all.write(asset, each.count);
          else if (asset) all.remove(asset);
          all.check();
        }
      }),
      { numRuns: 100 },
    );
  });

  it('are brought together in whatever order they lie', () => {
    const writes = fc.array(fc.tuple(fc.nat(39), fc.nat(200)), { minLength: 100, maxLength: 200 });
    fc.assert(
      fc.property(writes, (steps) => {
        const all = new Checked();
        for (let nth = 0; nth < 40; nth++) all.add(40);
        for (const [nth, count] of steps) {
          const asset = all.assets[nth];
          if (asset) all.write(asset, count);
        }
        all.check();
      }),
      { numRuns: 100 },
    );
  });

  it('take no more room than twice what is used, and some', () => {
    const all = new Checked();
    for (let nth = 0; nth < 100; nth++) all.add(10);
    for (let round = 0; round < 200; round++)
      for (const asset of all.assets) all.write(asset, 10 + (round % 2));
    all.check();
    ok(all.columns.states.length <= 16_384);
  });
});
