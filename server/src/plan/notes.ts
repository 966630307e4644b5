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
  if (!policy.backup || policy.backup.command !== undefined) return undefined;
  const needing = assets.filter((asset) => needsBackup(asset, policy));
  if (needing.length === 0) return undefined;
  return `The policy demands a ${policy.backup.kind} of ${namesOf(needing)} and says no command that makes it: make it before the run.`;
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
