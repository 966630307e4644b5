// The asset tree: what each grouping shows, the rows below, paging, ids; and that size costs little.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { assetsInGroups, assetTree, treeTooltip } from '../../server/src/feature/assetTree.ts';
import {
  type AssetGrouping,
  assetGroupings,
  type TreePage,
  type TreeRow,
} from '../../server/src/protocol/requests.ts';
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

  it('tells more of an asset and of a patch when it is asked to', () => {
    const tooltip = (row?: TreeRow) => treeTooltip([snapshot], { id: row?.id ?? '' }).tooltip;
    const [overdue] = page('lateness').rows;
    const [asset] = page('lateness', overdue).rows;
    const [patch] = page('lateness', asset).rows;
    equal(asset?.tooltip, undefined);
    deepEqual([overdue?.hasTooltip, asset?.hasTooltip, patch?.hasTooltip], [undefined, true, true]);
    ok(tooltip(asset)?.startsWith('**web\\-01** · server · `10.20.0.11`'), tooltip(asset));
    ok(tooltip(asset)?.includes('From group `web` (`a.inventory.yaml`)'), tooltip(asset));
    equal(tooltip(patch), '**DSA\\-5532\\-1** · Overdue  \n`openssl` `3.0.15-1`  \nTimes in Europe\\/Berlin');
    equal(tooltip(overdue), undefined);
    for (const id of ['', '["file:///w","lateness","overdue","gone"]', `${patch?.id}x`])
      deepEqual(treeTooltip([snapshot], { id }), {}, id);
  });

  it('tells patches of one advisory apart', () => {
    const twice = snapshotOf({
      'a.inventory.yaml':
        'assets:\n  a: { pending: [{ id: X, package: p, fixed: 1.0.0 }, { id: X, package: q }, { id: X, package: p, fixed: 2.0.0 }] }\n',
    });
    const parent = JSON.stringify([twice.root, 'advisory', 'X', 'a']);
    const { rows } = assetTree([twice], { grouping: 'advisory', parent, offset: 0, limit: 9 });
    const told = rows.map(({ id }) => treeTooltip([twice], { id }).tooltip?.split('  \n')[1]);
    deepEqual(told.sort(), ['`p` `1.0.0`', '`p` `2.0.0`', '`q` ']);
  });

  it('plans a group by its row: the members are looked for then', () => {
    const targets = (grouping: AssetGrouping) => page(grouping).rows.map(({ target }) => target);
    const named = (grouping: AssetGrouping) =>
      targets(grouping).map((target) =>
        target?.kind === 'assets' ? assetsInGroups(snapshot, target.groups ?? []) : target?.kind,
      );
    deepEqual(named('lateness'), ['overdue', ['db-01'], ['web-02'], undefined]);
    deepEqual(named('group'), [['web-01', 'web-02'], ['db-01']]);
    deepEqual(named('ring'), [['web-01'], ['db-01', 'web-02']]);
    deepEqual(named('owner'), [['web-01'], ['db-01', 'web-02']]);
    deepEqual(named('advisory'), ['advisory', 'advisory', 'advisory']);
    deepEqual(named('action'), [
      ['web-01', 'web-02'],
      ['db-01', 'web-01'],
    ]);
    deepEqual(
      assetsInGroups(snapshot, ['', '["file:///other","group","web"]', '["file:///w","group","no"]']),
      [],
    );
    const both = targets('group').flatMap((target) =>
      target?.kind === 'assets' ? (target.groups ?? []) : [],
    );
    deepEqual(assetsInGroups(snapshot, both), ['db-01', 'web-01', 'web-02']);
  });

  it('groups assets that policies name by themselves', () => {
    const alike = 'groups: [web], pending: [{ id: X, released: 2026-11-01 }]';
    const assets = ['a', 'b', 'c', 'd'].map((name) => `  ${name}: { ${alike} }\n`).join('');
    const named = snapshotOf({
      'a.inventory.yaml': `assets:\n${assets}`,
      'p.patch-policy.yaml': `scope: { not: { asset: d } }
rings:
  first: { match: { asset: [a, gone] } }
  second: { match: { groups: web } }
sla: { clock: released, rules: [{ name: all, match: {}, within: 1d }] }
`,
    });
    const { rows } = assetTree([named], { grouping: 'ring', offset: 0, limit: 9 });
    deepEqual(
      rows.map(({ label, description }) => `${label}: ${description}`),
      ['second: 2 assets · 2 overdue', 'first: 1 asset · 1 overdue', 'No ring: 1 asset'],
    );
    const members = rows.map(({ id }) =>
      assetTree([named], { grouping: 'ring', parent: id, offset: 0, limit: 9 }).rows.map(
        ({ label }) => label,
      ),
    );
    deepEqual(members, [['b', 'c'], ['a'], ['d']]);
  });

  it('makes no asset for a page of groups or of assets', () => {
    const made: string[] = [];
    const counting = <V>(values: ReadonlyMap<string, V>) => ({
      size: values.size,
      get: (name: string) => {
        made.push(name);
        return values.get(name);
      },
    });
    const watched = Object.create(snapshot, {
      ...Object.fromEntries(
        ['root', 'now', 'files', 'policies', 'names', 'counts', 'columns', 'linesOf', 'entry', 'entries'].map(
          (key) => {
            const value: unknown = Reflect.get(snapshot, key);
            return [key, { value: typeof value === 'function' ? value.bind(snapshot) : value }];
          },
        ),
      ),
      assets: { value: counting(snapshot.assets) },
      judgements: { value: counting(snapshot.judgements) },
    }) as typeof snapshot;
    for (const grouping of assetGroupings) {
      const params = { grouping, offset: 0, limit: 100 };
      for (const { id } of assetTree([watched], params).rows) assetTree([watched], { ...params, parent: id });
    }
    // What is not known of an unknown one is worked out for it.
    deepEqual([...new Set(made)], ['db-01']);
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
