// From a plan file to a run request, or to what stands in its way. The editor and the command line both end here.

import { Refusal } from '../base/refusal.ts';
import { type FileUri, folderOf, relativePath, resolve } from '../base/uri.ts';
import type { Policy } from '../model/policy.ts';
import type { PrepareRunResult } from '../protocol/requests.ts';
import { partsOf } from '../schema/parts.ts';
import type { Plan } from '../schema/plan.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { firstFault } from './firstFault.ts';
import { inputsDigest } from './inputs.ts';
import { type Obstacle, obstacles } from './obstacles.ts';
import { type RunOptions, toRunRequest } from './toRunRequest.ts';

/** @throws Refusal where the file is no plan of this workspace. */
export function prepareRun(
  snapshot: Snapshot,
  planUri: FileUri,
  options: Omit<RunOptions, 'now' | 'planFile'>,
): PrepareRunResult {
  const file = snapshot.files.get(planUri);
  if (file?.kind.id !== 'plan')
    throw new Refusal(`${relativePath(snapshot.root, planUri)} is not a patch plan in this workspace.`);
  const read = readPlan(file);
  if ('message' in read) return { ready: false, obstacles: [read] };
  const policyUri = resolve(folderOf(planUri), read.policy);
  const policy = snapshot.policies.find((candidate) => candidate.file === policyUri);
  if (!policy) {
    return { ready: false, obstacles: [broken(`Its policy ${read.policy} is not in this workspace.`)] };
  }
  const owned = snapshot.files.get(policyUri);
  const fault = owned && firstFault(owned, 'error');
  if (fault !== undefined) return { ready: false, obstacles: [broken(`Its policy has a fault: ${fault}`)] };
  const standing = obstaclesOf(read, policy, { snapshot, options });
  if (standing.length > 0) return { ready: false, obstacles: standing };
  const planFile = relativePath(snapshot.root, planUri);
  const assetOf = (name: string) => snapshot.assets.get(name);
  const request = toRunRequest(read, assetOf, policy, { ...options, now: snapshot.now, planFile });
  return { ready: true, root: snapshot.root, request };
}

interface Conditions {
  readonly snapshot: Snapshot;
  readonly options: Pick<RunOptions, 'dryRun' | 'overrides'>;
}

/** What is left when the user's recorded overrides are taken off. */
function obstaclesOf(plan: Plan, policy: Policy, { snapshot, options }: Conditions): readonly Obstacle[] {
  const all = obstacles(plan, {
    currentInputs: inputsDigest(plan, (name) => snapshot.assets.get(name), policy),
    now: snapshot.now,
    zone: policy.zone,
    dryRun: options.dryRun,
    isKnown: (asset) => snapshot.assets.has(asset),
  });
  const overridden = new Set<string>(options.overrides.map(({ what }) => what));
  return all.filter(({ what, overridable }) => !(overridable && overridden.has(what)));
}

/** A plan with any fault isn't run: what was reviewed must be what is executed. */
function readPlan(file: OwnedFile): Plan | Obstacle {
  const fault = firstFault(file, 'warning');
  if (fault !== undefined) return broken(`The plan has a fault: ${fault}`);
  const parts = partsOf<Plan>(file.chunks, file.kind.schema);
  const sections = ['plan', 'policy', 'created', 'inputs', 'waves'] as const;
  const plan: Partial<Plan> = Object.fromEntries(sections.map((name) => [name, parts.section(name)?.value]));
  const unplanned = Object.fromEntries(parts.entries('unplanned').map(({ name, value }) => [name, value]));
  return { ...plan, ...(Object.keys(unplanned).length > 0 && { unplanned }) } as Plan;
}

function broken(message: string): Obstacle {
  return { what: 'broken', message, overridable: false };
}
