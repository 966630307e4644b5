// Reports collected again and again: the latest says what is pending, the earlier ones since when.

import assert from 'node:assert/strict';
import { groupBy } from '../../server/src/base/groupBy.ts';
import type { PendingPatch } from '../../server/src/model/asset.ts';
import {
  latestOf,
  newestFirst,
  type SeriesMember,
  seriesOf,
} from '../../server/src/workspace/reportSeries.ts';
import { anchor } from './planSamples.ts';

interface ReadReport extends SeriesMember {
  readonly patches: readonly { readonly asset: string; readonly patch: PendingPatch }[];
}

const found = (asset: string, name: string, detected: string): ReadReport['patches'][number] => {
  const patch: PendingPatch = { id: name, package: name, detected, at: anchor };
  return { asset, patch };
};
const report = (path: string, ...names: readonly string[]): ReadReport => {
  const date = /\d{4}-\d{2}-\d{2}/.exec(path)?.[0] ?? '';
  return { path, format: 'apt', patches: names.map((name) => found('web-01', name, date)) };
};
const told = (reports: readonly ReadReport[]) => {
  const assets = new Set(reports.flatMap(({ patches }) => patches.map(({ asset }) => asset)));
  const series = [...groupBy(reports, seriesOf).values()].map(newestFirst);
  return [...assets].flatMap((asset) =>
    series
      .flatMap((members) => latestOf(members[0]?.format, members.map(patchesOf(asset))))
      .map((patch) => `${asset} ${patch.id} ${patch.detected}`),
  );
};
const patchesOf =
  (asset: string) =>
  ({ patches }: ReadReport) =>
    patches.flatMap((one) => (one.asset === asset ? [one.patch] : []));

describe('a series of reports', () => {
  it('takes what is pending from the latest and since when from the oldest without a gap', () => {
    const reports = [
      report('r/web-01.2026-11-01.txt', 'openssl', 'bash'),
      report('r/web-01.2026-11-03.txt', 'openssl', 'tzdata'),
      report('r/web-01.2026-11-02.txt', 'openssl'),
      report('r/web-01.2026-11-04.txt', 'openssl', 'bash', 'tzdata'),
    ];
    const expected = ['web-01 openssl 2026-11-01', 'web-01 bash 2026-11-04', 'web-01 tzdata 2026-11-03'];
    assert.deepEqual(told(reports), expected);
    assert.deepEqual(told([...reports].reverse()), expected);
  });

  it('is over when the latest says that nothing is pending', () => {
    assert.deepEqual(told([report('web-01.2026-11-01.txt', 'bash'), report('web-01.2026-11-02.txt')]), []);
  });

  it('keeps what a scan of many hosts said last of a host that a later one does not mention', () => {
    const scan = (path: string, ...patches: ReadReport['patches']): ReadReport => ({
      path,
      format: 'nessus',
      patches,
    });
    const reports = [
      scan(
        's.2026-11-01.nessus',
        found('web-01', 'bash', '2026-11-01'),
        found('db-01', 'bash', '2026-11-01'),
      ),
      scan('s.2026-11-02.nessus', found('web-01', 'bash', '2026-11-02')),
    ];
    assert.deepEqual(told(reports), ['web-01 bash 2026-11-01', 'db-01 bash 2026-11-01']);
  });

  it('is told by names that differ by nothing but the date', () => {
    const reports = [
      report('a/web-01.txt', 'bash'),
      report('b/web-01.2026-11-02.txt'),
      report('web-02.2026-11-02.txt'),
    ];
    assert.deepEqual(told(reports), ['web-01 bash ']);
  });
});
