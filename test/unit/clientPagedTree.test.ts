// The paged tree: pages, more rows, refreshes that keep what was unfolded.

import assert from 'node:assert/strict';
import { type Page, PagedTree, pageSize } from '../../client/src/views/pagedTree.ts';
import type { ViewRow } from '../../client/src/views/row.ts';

const row = (id: string): ViewRow => ({
  id,
  label: id,
  expandable: false,
  context: 'asset',
  accessibilityLabel: id,
});
const more = (id: string, remaining: number): ViewRow => ({
  ...row(id),
  label: `${remaining} left`,
  context: 'more',
});

function treeOf(total: number) {
  const calls: (readonly [string, number, number])[] = [];
  const source = async (parent: ViewRow | undefined, offset: number, limit: number): Promise<Page> => {
    calls.push([parent?.id ?? '', offset, limit]);
    const count = Math.max(0, Math.min(limit, total - offset));
    return { rows: Array.from({ length: count }, (_, index) => row(`a${offset + index}`)), total };
  };
  return { tree: new PagedTree(source, more), calls };
}

describe('paged tree', () => {
  it('reads one page and says how many are left', async () => {
    const { tree, calls } = treeOf(100_000);
    const rows = await tree.children(undefined);
    assert.equal(rows.length, pageSize + 1);
    assert.equal(rows.at(-1)?.label, `${100_000 - pageSize} left`);
    assert.deepEqual(calls, [['', 0, pageSize]]);
  });

  it('reads only the next page for more', async () => {
    const { tree, calls } = treeOf(500);
    const first = await tree.children(undefined);
    assert.deepEqual(tree.extend(first.at(-1)?.id ?? ''), { parent: undefined });
    const rows = await tree.children(undefined);
    assert.equal(rows.length, 2 * pageSize + 1);
    assert.deepEqual(calls.at(-1), ['', pageSize, pageSize]);
    tree.extend(rows.at(-1)?.id ?? '');
    assert.equal((await tree.children(undefined)).length, 500);
  });

  it('keeps how far a branch was loaded over a refresh, and forgets it on a reset', async () => {
    const { tree } = treeOf(500);
    const parent = { ...row('web'), expandable: true };
    const first = await tree.children(parent);
    assert.deepEqual(tree.extend(first.at(-1)?.id ?? ''), { parent });
    tree.invalidate();
    assert.equal((await tree.children(parent)).length, 2 * pageSize + 1);
    tree.reset();
    assert.equal((await tree.children(parent)).length, pageSize + 1);
  });

  it('shows no row twice, and ends, where the source changes under it', async () => {
    const tree = new PagedTree(async () => ({ rows: [row('same'), row('same')], total: 10 }), more);
    assert.deepEqual(
      (await tree.children(undefined)).map(({ id }) => id),
      ['same'],
    );
  });

  it('knows no foreign more row', () => {
    assert.equal(treeOf(1).tree.extend('more:nobody'), undefined);
    assert.equal(treeOf(1).tree.extend('a1'), undefined);
  });
});
