// Reports that are collected again and again, under names that differ only by their date, are one series: the latest says what is pending, the
// earlier ones say since when. Without it a nightly report would start every clock anew, or bring back what was patched.

import { groupBy } from '../base/groupBy.ts';
import type { PendingPatch } from '../model/asset.ts';
import { withoutDate } from '../sources/collected.ts';

/** The findings of one report, by asset. */
export interface ReadReport {
  /** Relative to the workspace. */
  readonly path: string;
  readonly format: string | undefined;
  readonly patches: readonly { readonly asset: string; readonly patch: PendingPatch }[];
}

/** A report of these tells all of one host: that nothing of the host is in it means that nothing is pending. */
const WHOLE_HOST: ReadonlySet<string | undefined> = new Set(['apt']);

export function latestOfSeries(reports: readonly ReadReport[]): ReadReport['patches'] {
  const series = groupBy(reports, ({ path, format }) => `${format} ${withoutDate(path) ?? path}`);
  return [...series.values()].flatMap((members) =>
    members.length === 1 ? (members[0]?.patches ?? []) : latest(members),
  );
}

function latest(members: readonly ReadReport[]): ReadReport['patches'] {
  const newestFirst = [...members].sort((a, b) => (a.path < b.path ? 1 : -1));
  const whole = WHOLE_HOST.has(newestFirst[0]?.format);
  const assets = new Set(members.flatMap(({ patches }) => patches.map(({ asset }) => asset)));
  return [...assets].flatMap((asset) => {
    const all = newestFirst.map(({ patches }) =>
      patches.flatMap((found) => (found.asset === asset ? [found.patch] : [])),
    );
    // A scan that doesn't mention a host may not have reached it: the last one that does counts.
    const told = whole ? all : all.filter((patches) => patches.length > 0);
    const [current = [], ...earlier] = told;
    return current.map((patch) => ({ asset, patch: since(patch, earlier) }));
  });
}

/** Seen first in the oldest of the reports that name it without a gap. */
function since(patch: PendingPatch, earlier: readonly (readonly PendingPatch[])[]): PendingPatch {
  let detected = patch.detected;
  for (const report of earlier) {
    const same = report.find((other) => other.id === patch.id && other.package === patch.package);
    if (!same) break;
    detected = same.detected ?? detected;
  }
  return detected === undefined ? patch : { ...patch, detected };
}
