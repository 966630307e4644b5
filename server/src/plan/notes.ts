// What a policy demands and no run does yet, said to whoever reviews a plan: nothing that a policy asks for is dropped in silence.

import type { Asset } from '../model/asset.ts';
import type { Policy } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import { byText } from './order.ts';
import type { Placement } from './placement.ts';
import { needsBackup } from './waves.ts';

const NAMED = 5;

export function notesFor(placements: readonly Placement[], policy: Policy): readonly string[] {
  const assets = [...new Map(placements.map(({ asset }) => [asset.name, asset])).values()].sort((a, b) =>
    byText(a.name, b.name),
  );
  return [backupNote(assets, policy), ...verificationNotes(assets, policy)].filter(
    (note) => note !== undefined,
  );
}

function backupNote(assets: readonly Asset[], policy: Policy): string | undefined {
  const { backup } = policy;
  const needing = assets.filter((asset) => needsBackup(asset, policy));
  if (!backup || needing.length === 0) return undefined;
  const demand = `The policy demands a ${backup.kind} of ${namesOf(needing)}`;
  return backup.command === undefined
    ? `${demand} and says no command that makes it: make it before the run.`
    : `${demand}, and no run can do the step backup yet: a run of this plan is refused while the step is in it.`;
}

function verificationNotes(assets: readonly Asset[], policy: Policy): readonly string[] {
  return policy.verification.flatMap((check) => {
    const checked = assets.filter((asset) => check.match === undefined || matches(check.match, asset));
    if (checked.length === 0) return [];
    const left = [
      ...(check.prometheus === undefined ? [] : [`the Prometheus query ${check.prometheus}`]),
      ...(check.maxRegression === undefined ? [] : [`the limit of ${check.maxRegression} on regression`]),
    ];
    return left.map((what) => `No run checks ${what} yet: check it on ${namesOf(checked)} by hand.`);
  });
}

function namesOf(assets: readonly Asset[]): string {
  const names = assets.slice(0, NAMED).map((asset) => asset.name);
  const more = assets.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
