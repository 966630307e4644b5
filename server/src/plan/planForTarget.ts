// A plan for what a person points at, from a workspace's snapshot. The editor's command and the command line's both end here.

import { Refusal } from '../base/refusal.ts';
import { type FileUri, folderOf, isInside, relativePath, resolve } from '../base/uri.ts';
import type { PatchJudgement } from '../model/judgement.ts';
import type { Policy } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import type { PlanTarget } from '../protocol/requests.ts';
import type { Plan } from '../schema/plan.ts';
import type { AssetEntry } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { firstFault } from './firstFault.ts';
import { makePlan, type Selection } from './makePlan.ts';
import { planName, slug } from './name.ts';
import { writePlan } from './writePlan.ts';

export interface PlanForTarget {
  readonly plan: Plan;
  readonly uri: FileUri;
  readonly text: string;
  readonly planned: number;
  readonly unplanned: number;
}

/**
 * @param folder where the plan's file will be; its policy is named relative to it.
 * @throws Refusal where nothing is to be planned or no policy says how.
 */
export function planForTarget(
  snapshot: Snapshot,
  target: PlanTarget,
  name?: string,
  folder: FileUri = snapshot.root,
): PlanForTarget {
  const selected = select(snapshot, target);
  if (selected.length === 0) throw new Refusal(nothingToPlan(snapshot, target));
  const policy = governing(snapshot.policies, selected);
  refuseFaults(snapshot, policy);
  const [own, foreign] = partition(selected, ({ asset }) => !policy.scope || matches(policy.scope, asset));
  const title = name ?? planName(target, snapshot.now, policy.zone);
  const uri = resolve(folder, `${slug(title)}.patch-plan.yaml`);
  const made = makePlan({
    now: snapshot.now,
    name: title,
    policyPath: pathBetween(folder, policy.file),
    policy,
    selected: own,
    groupSize: groupSizes(snapshot),
  });
  const notes = [...made.notes, ...(foreign.length > 0 ? [elsewhere(foreign)] : [])];
  const { plan, planned, unplanned } = made;
  return { plan, uri, text: writePlan(plan, notes), planned, unplanned };
}

/** From a folder to a file, up and down. */
function pathBetween(folder: FileUri, file: FileUri): string {
  let up = '';
  let from = folder;
  while (!isInside(from, file) && folderOf(from) !== from) {
    from = folderOf(from);
    up += '../';
  }
  return up + relativePath(from, file);
}

function select(snapshot: Snapshot, target: PlanTarget): readonly Selection[] {
  switch (target.kind) {
    case 'overdue': {
      const names = inOrder(snapshot, (entry) => entry.has('overdue'));
      return chosen(snapshot, names, ({ state }) => state === 'overdue');
    }
    case 'assets': {
      const unknown = target.assets.find((asset) => !snapshot.entry(asset));
      if (unknown !== undefined) throw new Refusal(`No asset is called \`${unknown}\`.`);
      const wanted = new Set(target.assets);
      const names = inOrder(snapshot, ({ name }) => wanted.has(name));
      return chosen(snapshot, names, () => true);
    }
    case 'advisory':
      return chosen(
        snapshot,
        snapshot.assetsWith(target.advisory),
        ({ patch }) => patch.id === target.advisory || (patch.cves ?? []).includes(target.advisory),
      );
  }
}

function inOrder(snapshot: Snapshot, isWanted: (entry: AssetEntry) => boolean): readonly string[] {
  return [...snapshot.assets.keys()].filter((name) => {
    const entry = snapshot.entry(name);
    return entry !== undefined && isWanted(entry);
  });
}

function chosen(
  { judgements }: Snapshot,
  names: readonly string[],
  isWanted: (patch: PatchJudgement) => boolean,
): Selection[] {
  return names.flatMap((name) => {
    const judgement = judgements.get(name);
    const wanted = judgement?.patches.filter(isWanted) ?? [];
    return judgement && wanted.length > 0 ? [{ asset: judgement.asset, patches: wanted }] : [];
  });
}

/** Asked for each asset of a plan, and a group has many. */
function groupSizes(snapshot: Snapshot): (group: string) => number {
  let sizes: Map<string, number> | undefined;
  return (group) => {
    sizes ??= countGroups(snapshot);
    return sizes.get(group) ?? 0;
  };
}

function countGroups(snapshot: Snapshot): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { profile } of snapshot.entries()) {
    for (const group of profile.facts.groups ?? []) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return sizes;
}

function nothingToPlan(snapshot: Snapshot, target: PlanTarget): string {
  if (snapshot.assets.size === 0)
    return 'There is no asset in this workspace folder yet. *Set Up Patchtide* writes an inventory.';
  switch (target.kind) {
    case 'overdue':
      return 'Nothing is out of SLA: there is nothing to plan.';
    case 'assets':
      return `Nothing is pending on ${target.assets.join(', ')}.`;
    case 'advisory':
      return `No asset needs ${target.advisory}.`;
  }
}

/** The policy that governs most of what is selected; of equals, the first by file. */
function governing(policies: readonly Policy[], selected: readonly Selection[]): Policy {
  const governed = (policy: Policy) =>
    selected.filter(({ asset }) => !policy.scope || matches(policy.scope, asset)).length;
  const [best] = [...policies].sort((a, b) => governed(b) - governed(a));
  if (!best || governed(best) === 0) {
    throw new Refusal(
      'No policy governs these assets, so nothing says when they may be patched.',
      'Add a `*.patch-policy.yaml`.',
    );
  }
  return best;
}

function elsewhere(selected: readonly Selection[]): string {
  return `Under another policy, and not in this plan: ${selected.map(({ asset }) => asset.name).join(', ')}.`;
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function refuseFaults(snapshot: Snapshot, { file }: Policy): void {
  const owned = snapshot.files.get(file);
  const fault = owned && firstFault(owned, 'error');
  if (fault === undefined) return;
  throw new Refusal(
    `The policy has a fault, and what is at fault counts for nothing: ${fault}`,
    'Mend it, then plan again.',
  );
}
