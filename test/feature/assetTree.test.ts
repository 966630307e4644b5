// The asset tree: what each grouping shows, the rows below, paging, ids; and that size costs little.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { assetTree } from '../../server/src/feature/assetTree.ts';
import type { AssetGrouping, TreePage, TreeRow } from '../../server/src/protocol/requests.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { now, snapshotOf, workspace } from './fixture.ts';

const snapshot = snapshotOf(workspace);

function page(grouping: AssetGrouping, parent?: TreeRow): TreePage {
  return assetTree([snapshot], {
    grouping,
    offset: 0,
    limit: 100,
    ...(parent && { parent: parent.id }),
  });
}

/** The tree as it's read, `depth` levels. */
function shown(grouping: AssetGrouping, depth: number, parent?: TreeRow, indent = ''): string[] {
  return page(grouping, parent).rows.flatMap((row) => [
    `${indent}${row.icon} ${row.label}: ${row.description ?? ''}`.trimEnd(),
    ...(depth > 1 && row.expandable ? shown(grouping, depth - 1, row, `${indent}  `) : []),
  ]);
}

function checkTree(grouping: AssetGrouping, depth: number, expected: string): void {
  deepEqual(shown(grouping, depth), expected.trim().split('\n'));
}

describe('feature/assetTree', () => {
  it('groups by lateness', () => {
    checkTree(
      'lateness',
      3,
      `
error Overdue: 1 asset
  error web-01: 1 of 2 patches · 18 days late
    error DSA-5532-1: critical · due 2026-11-04 23:59 · rule critical
    circle-outline CVE-2026-7: low · due 2026-11-29 23:59 · rule rest
question Unknown: 1 asset
  question db-01: 1 patch · severity not stated
    question curl: severity not stated
circle-outline Open: 1 asset
  circle-outline web-02: 1 patch · due in 4 days
    circle-outline DSA-5532-1: low · due 2026-11-27 23:59 · rule rest
pass Patched: 1 asset
  pass new-01:`,
    );
  });

  it('groups by group, ring and owner, what belongs nowhere last', () => {
    checkTree('group', 1, 'group-by-ref-type web: 2 assets · 1 overdue\ngroup-by-ref-type No group: 1 asset');
    checkTree('ring', 1, 'target canary: 1 asset · 1 overdue\ntarget broad: 2 assets');
    deepEqual(
      page('owner')
        .rows.map(({ label }) => label)
        .at(-1),
      'No owner',
    );
  });

  it('groups by advisory, with the assets that have it', () => {
    checkTree(
      'advisory',
      3,
      `
bug DSA-5532-1: 2 assets · 1 overdue
  error web-01: 1 of 2 patches · 18 days late
    error DSA-5532-1: critical · due 2026-11-04 23:59 · rule critical
  circle-outline web-02: 1 patch · due in 4 days
    circle-outline DSA-5532-1: low · due 2026-11-27 23:59 · rule rest
bug CVE-2026-7: 1 asset
  error web-01: 1 of 2 patches · 18 days late
    circle-outline CVE-2026-7: low · due 2026-11-29 23:59 · rule rest
bug curl: 1 asset
  question db-01: 1 patch · severity not stated
    question curl: severity not stated`,
    );
  });

  it('groups by action, with what it clears and the next window', () => {
    checkTree(
      'action',
      1,
      `
package openssl: on 2 hosts · clears 100 % of what is overdue · next window Sun 29 Nov 02:00
package curl: on 2 hosts · next window Sun 29 Nov 02:00`,
    );
  });

  it('says what a row opens, is planned by, and sounds like', () => {
    const [overdue] = page('lateness').rows;
    ok(overdue);
    deepEqual(overdue.target, { kind: 'overdue', root: 'file:///w' });
    const [asset] = page('lateness', overdue).rows;
    ok(asset);
    deepEqual(asset.target, { kind: 'assets', root: 'file:///w', assets: ['web-01'] });
    deepEqual(asset.opens, { uri: 'file:///w/a.inventory.yaml', line: 1, character: 2 });
    equal(asset.context, 'asset');
    equal(asset.accessibilityLabel, 'web-01, Overdue, 1 of 2 patches, 18 days late');
    const [patch] = page('lateness', asset).rows;
    deepEqual(patch?.target, { kind: 'advisory', root: 'file:///w', advisory: 'DSA-5532-1' });
    deepEqual(patch?.opens, { uri: 'file:///w/a.inventory.yaml', line: 7, character: 8 });
  });

  it('has an id of its own for every row, the same after a change', () => {
    const ids = (grouping: AssetGrouping, parent?: TreeRow): string[] =>
      page(grouping, parent).rows.flatMap((row) => [row.id, ...(row.expandable ? ids(grouping, row) : [])]);
    const groupings: readonly AssetGrouping[] = ['lateness', 'group', 'ring', 'owner', 'advisory', 'action'];
    const all = groupings.flatMap((grouping) => ids(grouping));
    equal(new Set(all).size, all.length);
    const again = assetTree([snapshotOf(workspace)], { grouping: 'lateness', offset: 0, limit: 10 });
    deepEqual(
      again.rows.map(({ id }) => id),
      page('lateness').rows.map(({ id }) => id),
    );
  });

  it('has the folders as roots where there are several', () => {
    const other = new Workspace('file:///other', now);
    other.apply({ files: [{ uri: 'file:///other/b.inventory.yaml', text: 'assets:\n  b: {}\n' }] });
    const roots = assetTree([snapshot, other.snapshot()], { grouping: 'lateness', offset: 0, limit: 10 });
    deepEqual(
      roots.rows.map(({ label }) => label),
      ['w', 'other'],
    );
    const params = { grouping: 'lateness' as const, offset: 0, limit: 10, parent: roots.rows[1]?.id ?? '' };
    const below = assetTree([snapshot, other.snapshot()], params);
    deepEqual(
      below.rows.map(({ label }) => label),
      ['Patched'],
    );
  });

  it('answers an id that is none with nothing', () => {
    for (const parent of [
      '',
      '{',
      '[]',
      '[1]',
      '["file:///w","nope"]',
      '["file:///w","group","gone","x"]',
      'null',
    ]) {
      deepEqual(assetTree([snapshot], { grouping: 'group', offset: 0, limit: 10, parent }), {
        rows: [],
        total: 0,
      });
    }
  });

  it('makes rows for a page only', () => {
    const assets = Array.from(
      { length: 20_000 },
      (_, index) =>
        `  h-${index}: { pending: [{ id: A-${index % 50}, released: 2026-11-01, package: p }] }\n`,
    );
    const big = snapshotOf({
      'a.inventory.yaml': `assets:\n${assets.join('')}`,
      'p.patch-policy.yaml': workspace['p.patch-policy.yaml'],
    });
    const [overdue] = assetTree([big], { grouping: 'lateness', offset: 0, limit: 10 }).rows;
    ok(overdue);
    const params = { grouping: 'lateness' as const, parent: overdue.id, offset: 19_990, limit: 200 };
    const last = assetTree([big], params);
    equal(last.total, 20_000);
    equal(last.rows.length, 10);
    const before = performance.now();
    for (let nth = 0; nth < 100; nth++) assetTree([big], { ...params, offset: 100 * nth, limit: 20 });
    ok(performance.now() - before < 2000, 'a page must not cost what the whole costs');
  }).timeout(60_000);
});
