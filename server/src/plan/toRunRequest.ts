// From a reviewed plan to what a runner is started with, complete in itself, and what stands in the way of running it. The plan's versions are
// taken as they stand: a run does what was reviewed. Commands stay lists of words; nothing here is ever a shell's text.

import { digestOf } from '../base/hash.ts';
import type { Instant } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asset } from '../model/asset.ts';
import type { Policy } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import { makeRunId } from '../protocol/runLaunch.ts';
import type { RunHost, RunRequest, RunVerification, RunWave, SshOptions } from '../protocol/runRequest.ts';
import { elapsed } from '../scalar/duration.ts';
import type { Plan, PlannedAsset, Wave } from '../schema/plan.ts';
import { needsBackup } from './waves.ts';

export interface RunOptions {
  readonly now: Instant;
  /** The plan file, relative to the workspace folder. */
  readonly planFile: string;
  readonly dryRun: boolean;
  readonly by: string;
  readonly overrides: RunRequest['overrides'];
  readonly ssh: SshOptions;
}

/** For a check that doesn't say how long it may take to come true: time for a service to start. */
const WITHIN = 60_000;

/** Digest of a plan as it is executed; how its file is laid out doesn't matter. */
export function planDigest(plan: Plan): string {
  return digestOf(plan);
}

/** @throws Refusal where an asset of the plan is in no inventory any more. */
export function toRunRequest(
  plan: Plan,
  assetOf: (name: string) => Asset | undefined,
  policy: Policy,
  options: RunOptions,
): RunRequest {
  const { now, planFile, dryRun, by, overrides, ssh } = options;
  return {
    version: 1,
    id: makeRunId(now, plan.plan),
    plan: plan.plan,
    planFile,
    digest: planDigest(plan),
    dryRun,
    reboot: policy.reboot,
    rollback: policy.rollback.when,
    by,
    overrides,
    waitForWindow: !overrides.some((override) => override.what === 'window'),
    ssh,
    waves: plan.waves.map((wave) => toRunWave(wave, assetOf, policy)),
  };
}

function toRunWave(wave: Wave, assetOf: (name: string) => Asset | undefined, policy: Policy): RunWave {
  const { name, opens, closes, lastStart, engine, maxConcurrency, maxErrors, steps, assets } = wave;
  return {
    name,
    opens,
    ...(closes !== undefined && { closes }),
    ...(lastStart !== undefined && { lastStart }),
    engine,
    maxConcurrency,
    maxErrors,
    steps,
    hosts: Object.entries(assets).map(([assetName, planned]) => {
      const asset = assetOf(assetName);
      if (!asset)
        throw new Refusal(`${assetName} is in the plan and in no inventory.`, 'Make the plan again.');
      return toRunHost(asset, planned, policy);
    }),
  };
}

function toRunHost(asset: Asset, planned: PlannedAsset, policy: Policy): RunHost {
  const { name, address, os, connection } = asset;
  const backup = needsBackup(asset, policy) ? policy.backup?.command : undefined;
  return {
    name,
    address,
    port: connection.port,
    ...(connection.user !== undefined && { user: connection.user }),
    become: connection.become,
    ...(os !== undefined && { os }),
    packages: planned.packages,
    clears: planned.clears,
    ...(backup && { backup: backup.map((word) => fill(word, asset)) }),
    verify: verificationsOf(asset, policy),
  };
}

function verificationsOf(asset: Asset, policy: Policy): readonly RunVerification[] {
  return policy.verification.flatMap(({ match, command, within }) =>
    command && command.length > 0 && (match === undefined || matches(match, asset))
      ? [{ command: command.map((word) => fill(word, asset)), within: within ? elapsed(within) : WITHIN }]
      : [],
  );
}

function fill(word: string, asset: Asset): string {
  return word.replace(/\{\{\s*(name|address)\s*\}\}/g, (_whole, key: 'name' | 'address') => asset[key]);
}
