// The pending patches that an advisory or a CVE stands for.

import type { PendingPatch } from '../model/asset.ts';
import { slaStates } from '../model/judgement.ts';
import type { PatchTraits } from '../model/traits.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/**
 * In the order of the assets.
 * @param most how many are asked for: further ones aren't looked for.
 */
export function affectedBy(snapshot: Snapshot, advisory: string, most = Infinity): readonly PendingPatch[] {
  const patches: PendingPatch[] = [];
  for (const name of snapshot.assetsWith(advisory)) {
    if (patches.length >= most) break;
    const pending = snapshot.assets.get(name)?.pending ?? [];
    patches.push(...pending.filter(({ id, cves }) => id === advisory || cves?.includes(advisory)));
  }
  return patches.slice(0, most);
}

/** What is known of all of them together. */
export interface AdvisoryCounts {
  readonly pending: number;
  readonly overdue: number;
  /** What most of them say first. */
  readonly severities: readonly string[];
  readonly packages: readonly string[];
}

/** By numbers alone: an advisory may be pending on the whole fleet. */
export function countsOf(snapshot: Snapshot, advisory: string): AdvisoryCounts {
  const { columns } = snapshot;
  const { size, from, counts, patchTraits, patchStates, traitsTable } = columns;
  const called = new Map(
    snapshot.traitsCalled(advisory).map((traits) => [traits, traitsTable.at(traits).facts]),
  );
  const pending = new Int32Array(traitsTable.size);
  const isCalled = new Uint8Array(traitsTable.size);
  for (const traits of called.keys()) isCalled[traits] = 1;
  let overdue = 0;
  for (let id = 0; id < size; id++) {
    const first = from[id] ?? 0;
    const end = first + (counts[id] ?? 0);
    for (let at = first; at < end; at++) {
      const traits = patchTraits[at] ?? 0;
      if (isCalled[traits] !== 1) continue;
      pending[traits] = (pending[traits] ?? 0) + 1;
      if (patchStates[at] === OVERDUE) overdue++;
    }
  }
  const counted = [...called].map(([traits, facts]) => ({ facts, count: pending[traits] ?? 0 }));
  return {
    pending: counted.reduce((sum, { count }) => sum + count, 0),
    overdue,
    severities: mostSaid(counted, ({ severity }) => severity),
    packages: mostSaid(counted, (facts) => facts.package),
  };
}

const OVERDUE = slaStates.indexOf('overdue');

function mostSaid(
  counted: readonly { readonly facts: PatchTraits; readonly count: number }[],
  say: (facts: PatchTraits) => string | undefined,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { facts, count } of counted) {
    const said = say(facts);
    if (said !== undefined && count > 0) counts.set(said, (counts.get(said) ?? 0) + count);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([said]) => said);
}
