// The way back: a host whose patch or verification failed returns to the versions before, where the policy says so; and whether it did is read
// from the host. A host that is as it was isn't touched.

import type { HostContext, Onward, Success } from './hostStep.ts';
import {
  act,
  afterOf,
  failed,
  holds,
  isLost,
  knownPackages,
  lost,
  stepOf,
  stopsBetweenSteps,
} from './hostStep.ts';
import type { StepProgress } from './state.ts';
import { ROLLBACK } from './steps.ts';

/** The reason for which a rollback was due when the run was cut off. */
export function owedRollback(steps: readonly StepProgress[]): string | undefined {
  const failed = (name: string) => steps.find((step) => step.step === name && step.ok === false);
  const begun = steps.some((step) => step.step === ROLLBACK);
  const verification = failed('verify');
  if (verification) return `verification failed: ${verification.detail ?? ''}`;
  const patching = failed('patch');
  return begun ? `patching failed: ${patching?.detail ?? ''}` : undefined;
}

export async function goBack(context: HostContext, reason: string): Promise<Onward> {
  if (context.request.rollback === 'never') return failed(context, reason);
  if (stopsBetweenSteps(context)) return stopBeforeRollback(context, reason);
  const begun = stepOf(context.progress(), ROLLBACK) !== undefined;
  const standing = await context.session.versions(knownPackages(context));
  if (!standing.ok) return lost(context, standing);
  if (isAsBefore(context, standing)) {
    return begun
      ? rolledBack(context, reason, standing)
      : failed(context, `${reason} (nothing was changed)`, standing);
  }
  // Somebody may have asked to stop while the host was asked.
  if (stopsBetweenSteps(context)) return stopBeforeRollback(context, reason);
  const result = await act(context, ROLLBACK, () =>
    context.session.rollback(context.progress().before ?? {}),
  );
  if (!result.ok && isLost(context, ROLLBACK, result)) return lost(context, result);
  const installed = await context.session.versions(knownPackages(context));
  if (!installed.ok) return lost(context, installed);
  if (isAsBefore(context, installed)) {
    const also = result.ok && result.detail !== undefined ? `; ${result.detail}` : '';
    return rolledBack(context, `${reason}${also}`, installed);
  }
  const why = result.ok ? 'the versions before are not installed' : result.detail;
  return failed(context, `${reason}; rollback failed: ${why}`, installed);
}

function rolledBack(context: HostContext, detail: string, installed: Success): Onward {
  context.record.changed('rolled-back', { detail, ...afterOf(installed), final: true });
  return 'ended';
}

function stopBeforeRollback(context: HostContext, reason: string): Onward {
  const { state } = context.progress();
  const certain = state === 'patched' || state === 'rebooted';
  context.record.changed(certain ? state : 'unknown', {
    detail: `${reason}; stopped before ${ROLLBACK}`,
    final: true,
  });
  return 'ended';
}

function isAsBefore(context: HostContext, installed: Success): boolean {
  return holds(context.progress().before ?? {}, installed);
}
