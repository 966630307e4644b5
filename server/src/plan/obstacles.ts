// What stands in the way of running a plan now: a person reads each sentence, and may override some with a recorded reason.

import type { Instant } from '../base/ports.ts';
import type { PrepareRunResult } from '../protocol/requests.ts';
import { formatForPeople, parseMoment } from '../scalar/moment.ts';
import type { Plan, Wave } from '../schema/plan.ts';
import { runnableEngines, runnableSteps } from './engineChoice.ts';

export type Obstacle = Extract<PrepareRunResult, { ready: false }>['obstacles'][number];

export interface RunConditions {
  /** The digest of the plan's inputs as the workspace has them now. */
  readonly currentInputs: string;
  readonly now: Instant;
  /** For times in messages. */
  readonly zone: string;
  /** A dry run changes nothing and needs no window. */
  readonly dryRun?: boolean;
  /** Is the asset in an inventory? */
  readonly isKnown?: (asset: string) => boolean;
}

/** Every obstacle, what can't be overridden first. */
export function obstacles(plan: Plan, conditions: RunConditions): readonly Obstacle[] {
  const waves = plan.waves.filter((wave) => Object.keys(wave.assets).length > 0);
  if (waves.length === 0)
    return [{ what: 'empty', message: `Plan ${plan.plan} has no asset to patch.`, overridable: false }];
  return [
    ...missingAssets(waves, conditions),
    ...engineObstacles(waves, conditions),
    ...staleObstacle(plan, conditions),
    ...(conditions.dryRun ? [] : windowObstacles(waves, conditions)),
  ];
}

function missingAssets(waves: readonly Wave[], { isKnown }: RunConditions): readonly Obstacle[] {
  const names = waves.flatMap((wave) => Object.keys(wave.assets));
  const missing = isKnown ? [...new Set(names.filter((name) => !isKnown(name)))] : [];
  if (missing.length === 0) return [];
  const message = `In no inventory any more: ${missing.join(', ')}. Make the plan again.`;
  return [{ what: 'broken', message, overridable: false }];
}

/** A dry run shows the rest of a plan that has steps which can't be done yet. */
function engineObstacles(waves: readonly Wave[], { dryRun = false }: RunConditions): readonly Obstacle[] {
  const engines = waves.map((wave) => wave.engine).filter((engine) => !runnableEngines.has(engine));
  const steps = waves.flatMap((wave) => wave.steps).filter((step) => !dryRun && !runnableSteps.has(step));
  const cannot = [
    ...[...new Set(engines)].map(
      (engine) => `Engine ${engine} can't be run yet; ${[...runnableEngines].join(', ')} can.`,
    ),
    ...[...new Set(steps)].map(
      (step) => `Step ${step} can't be run yet. Do it by hand and take it out of the plan.`,
    ),
  ];
  return cannot.map((message) => ({ what: 'engine', message, overridable: false }));
}

function staleObstacle(plan: Plan, { currentInputs }: RunConditions): readonly Obstacle[] {
  if (plan.inputs === currentInputs) return [];
  return [
    {
      what: 'stale',
      message: `Since plan ${plan.plan} was made, its assets, their advisories or the policy for them have changed. Make it again.`,
      overridable: true,
    },
  ];
}

/** Waves that are too late, and the first one where it isn't open yet; later ones are waited for. */
function windowObstacles(waves: readonly Wave[], { now, zone }: RunConditions): readonly Obstacle[] {
  return waves.flatMap((wave, index): Obstacle[] => {
    const opens = instantOf(wave.opens, zone);
    const end = wave.lastStart ?? wave.closes;
    const last = end === undefined ? undefined : instantOf(end, zone);
    if (last !== undefined && last < now) {
      const message = `The window of wave ${wave.name} closed to new hosts on ${at(last, zone)}. Make the plan again.`;
      return [{ what: 'window', message, overridable: true }];
    }
    if (index > 0 || opens === undefined || opens <= now) return [];
    const message = `The window of wave ${wave.name} is not open yet: it opens on ${at(opens, zone)}.`;
    return [{ what: 'window', message, overridable: true }];
  });
}

function instantOf(text: string, zone: string): Instant | undefined {
  return parseMoment(text, zone, 'start');
}

function at(instant: Instant, zone: string): string {
  return `${formatForPeople(instant, zone)} (${zone})`;
}
