// Reports that are collected again and again, under names that differ only by their date, are one series: the latest says what is pending, the
// earlier ones say since when. Without it a nightly report would start every clock anew, or bring back what was patched.

import type { PendingPatch } from '../model/asset.ts';
import { withoutDate } from '../sources/collected.ts';

/** What tells of a report to which series it belongs. */
export interface SeriesMember {
  /** Relative to the workspace. */
  readonly path: string;
  readonly format: string | undefined;
}

/** A report of these tells all of one host: that nothing of the host is in it means that nothing is pending. */
const WHOLE_HOST: ReadonlySet<string | undefined> = new Set(['apt']);

/** Equal for the members of one series. */
export function seriesOf({ path, format }: SeriesMember): string {
  return `${format} ${withoutDate(path) ?? path}`;
}

export function newestFirst<T extends { readonly path: string }>(members: readonly T[]): readonly T[] {
  return members.length < 2 ? members : [...members].sort((a, b) => (a.path < b.path ? 1 : -1));
}

/**
 * What a series says of one asset.
 * @param reports what each of its reports says of the asset, the newest first; nothing where it doesn't mention it.
 */
export function latestOf(
  format: string | undefined,
  reports: readonly (readonly PendingPatch[])[],
): readonly PendingPatch[] {
  // A scan that doesn't mention a host may not have reached it: the last one that does counts.
  const told = WHOLE_HOST.has(format) ? reports : reports.filter((patches) => patches.length > 0);
  const [current = [], ...earlier] = told;
  return current.map((patch) => since(patch, earlier));
}

/** Seen first in the oldest of the reports that name it without a gap. */
function since(patch: PendingPatch, earlier: readonly (readonly PendingPatch[])[]): PendingPatch {
  let detected = patch.detected;
  for (const report of earlier) {
    const same = report.find((other) => other.id === patch.id && other.package === patch.package);
    if (!same) break;
    detected = same.detected ?? detected;
  }
  return detected === undefined || detected === patch.detected ? patch : { ...patch, detected };
}
