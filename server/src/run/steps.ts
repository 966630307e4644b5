// Which steps this runner can do, and in which order. A plan that asks for another step is refused before anything starts: a drain
// that is silently left out is worse than no run.

import type { RunRequest, RunWave } from '../protocol/runRequest.ts';

export const runnableSteps = ['preflight', 'backup', 'patch', 'reboot', 'verify'] as const;
export type RunnableStep = (typeof runnableSteps)[number];
/** Done only where a host's verification, or its patch, failed. */
export const ROLLBACK = 'rollback';

export function stepsOf(request: RunRequest, wave: RunWave): readonly RunnableStep[] {
  const wanted = runnableSteps.filter((step) => wave.steps.includes(step));
  return request.dryRun ? wanted.filter((step) => step === 'preflight' || step === 'patch') : wanted;
}

/** What is wrong with a wave's steps, for the user. A dry run shows the rest of a plan whose other steps can't be run yet. */
export function stepProblems(wave: RunWave, dryRun: boolean): readonly string[] {
  const known: readonly string[] = runnableSteps;
  const unknown = wave.steps.filter((step) => !known.includes(step));
  if (unknown.length > 0 && !dryRun)
    return [`wave ${wave.name}: this runner can't do the steps ${unknown.join(', ')} yet`];
  const missing = ['preflight', 'patch'].filter((step) => !wave.steps.includes(step));
  if (missing.length > 0) return [`wave ${wave.name}: the steps ${missing.join(', ')} are missing`];
  const asked = wave.steps.filter((step) => known.includes(step));
  const inOrder = known.filter((step) => asked.includes(step));
  if (asked.join() !== inOrder.join())
    return [`wave ${wave.name}: the steps must be, in this order: ${inOrder.join(', ')}`];
  return [];
}
