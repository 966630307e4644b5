// One host's way through its steps: preflight, patch, reboot, verify; back where verification fails. What was done before a crash is read
// from the host's progress, so that the first run and a resumed one are one code path. Each act is announced in the journal before it
// begins, and before a host is patched again after an interruption it is asked for its versions. Knows no clock, timers or processes.

import { assertNever } from '../base/assertNever.ts';
import type { Versions } from '../protocol/runEvents.ts';
import { goBack, owedRollback } from './hostRollback.ts';
import {
  act,
  afterOf,
  detailOf,
  type Failure,
  failed,
  type HostContext,
  holds,
  isLost,
  knownPackages,
  lost,
  type Onward,
  type Success,
  stepOf,
  stopsBetweenSteps,
} from './hostStep.ts';
import type { HostProgress, StepProgress } from './state.ts';
import { type RunnableStep, stepsOf } from './steps.ts';
import { closedReason, mayReboot, rebootTooLate, windowState } from './window.ts';

/** Takes the host as far as it goes; when this returns, its last event is final. */
export async function runHost(context: HostContext): Promise<void> {
  const owed = owedRollback(context.progress().steps);
  if (owed !== undefined) {
    await goBack(context, owed);
    return;
  }
  const steps = stepsOf(context.request, context.wave);
  for (const step of steps) {
    if (isDone(context.progress(), step)) continue;
    if (stopsBetweenSteps(context)) {
      stopBefore(context, step);
      return;
    }
    if ((await takeStep(context, step)) === 'ended') return;
  }
  const { state, detail } = context.progress();
  context.record.changed(state, { ...detailOf(detail), final: true });
}

/** Only a confirmed transition counts: a step whose end was journalled, and its transition not, is asked about again. */
function isDone(progress: HostProgress, step: RunnableStep): boolean {
  switch (step) {
    case 'preflight':
    case 'backup':
      // Before patching was begun, a fresh preflight and a fresh backup are worth more than old ones.
      return progress.before !== undefined && wasTouched(progress);
    case 'patch':
      return progress.state === 'patched' || progress.state === 'rebooted';
    case 'reboot':
      return progress.state === 'rebooted';
    case 'verify':
      return false;
    default:
      return assertNever(step);
  }
}

function stopBefore(context: HostContext, step: string): Onward {
  const { state } = context.progress();
  const detail = `stopped before ${step}`;
  if (state === 'patched' || state === 'rebooted') context.record.changed(state, { detail, final: true });
  else if (wasTouched(context.progress())) context.record.changed('unknown', { detail, final: true });
  else context.record.changed('skipped', { detail, final: true });
  return 'ended';
}

/** Patching was begun, once: what is installed must be asked. */
function wasTouched(progress: HostProgress): boolean {
  return stepOf(progress, 'patch') !== undefined;
}

async function takeStep(context: HostContext, step: RunnableStep): Promise<Onward> {
  switch (step) {
    case 'preflight':
      return preflight(context);
    case 'backup':
      return backup(context);
    case 'patch':
      return context.request.dryRun ? simulate(context) : patch(context);
    case 'reboot':
      return reboot(context);
    case 'verify':
      return verify(context);
    default:
      return assertNever(step);
  }
}

async function preflight(context: HostContext): Promise<Onward> {
  const result = await act(context, 'preflight', () => context.session.preflight());
  if (!result.ok) return fail(context, result, 'unreachable, nothing was changed');
  const { versions: before = {}, bootId } = result;
  context.record.changed('prechecked', {
    ...detailOf(result.detail),
    before,
    ...(bootId === undefined ? {} : { bootId }),
  });
  return 'onward';
}

async function backup(context: HostContext): Promise<Onward> {
  const result = await act(context, 'backup', () => context.session.backup());
  if (!result.ok)
    return fail(
      context,
      { ...result, detail: `backup failed: ${result.detail}` },
      'unreachable, nothing was changed',
    );
  context.record.changed('backed-up', detailOf(result.detail));
  return 'onward';
}

async function simulate(context: HostContext): Promise<Onward> {
  const result = await act(context, 'patch', () => context.session.patch(true));
  if (!result.ok) return fail(context, result, 'unreachable, nothing was changed');
  context.record.changed('prechecked', { ...detailOf(result.detail), final: true });
  return 'ended';
}

async function patch(context: HostContext): Promise<Onward> {
  const progress = context.progress();
  const last = stepOf(progress, 'patch');
  // Only a host whose patching may have begun can have got there without us; it is asked first.
  if (last !== undefined) {
    const installed = await context.session.versions(knownPackages(context));
    if (!installed.ok) return lost(context, installed);
    if (isAtPlan(context, installed)) return patched(context, installed);
    if (last.ok === false) return goBack(context, `patching failed: ${last.detail ?? ''}`);
  }
  if (windowState(context.request, context.wave, context.now()) !== 'open') return tooLate(context, last);
  if (stopsBetweenSteps(context)) return stopBefore(context, 'patch');
  const result = await act(context, 'patch', () => context.session.patch(false));
  if (result.ok) return patched(context, await withDependencies(context, result));
  if (isLost(context, 'patch', result)) return lost(context, result);
  return goBack(context, `patching failed: ${result.detail}`);
}

function tooLate(context: HostContext, last: StepProgress | undefined): Onward {
  const reason = closedReason(context.wave);
  if (last !== undefined) return failed(context, `interrupted while patching, and ${reason}`);
  context.record.changed('skipped', { detail: reason, final: true });
  return 'ended';
}

/** The record shows what came with the planned packages, too; a host that can't say it now is patched all the same. */
async function withDependencies(context: HostContext, result: Success): Promise<Success> {
  const installed = await context.session.versions(knownPackages(context));
  return installed.ok ? { ...result, ...afterVersions(installed) } : result;
}

function afterVersions({ versions }: Success): { readonly versions?: Versions } {
  return versions === undefined ? {} : { versions };
}

function patched(context: HostContext, result: Success): Onward {
  context.record.changed('patched', { ...detailOf(result.detail), ...afterOf(result) });
  return 'onward';
}

async function reboot(context: HostContext): Promise<Onward> {
  const { request, wave, session } = context;
  const interrupted = stepOf(context.progress(), 'reboot') !== undefined;
  const since = interrupted ? context.progress().bootId : undefined;
  const late = request.reboot !== 'never' && !mayReboot(request, wave, context.now());
  const result = await act(context, 'reboot', () => session.reboot(late ? 'never' : request.reboot, since));
  if (!result.ok && context.stopping() === 'kill') return lost(context, result);
  if (!result.ok) return fail(context, result, 'did not come back');
  const detail = detailOf(late ? `${rebootTooLate(wave)}; ${result.detail ?? ''}` : result.detail);
  if (result.bootId !== undefined) context.record.changed('rebooted', detail);
  else if (late) context.record.changed('patched', detail);
  return 'onward';
}

async function verify(context: HostContext): Promise<Onward> {
  const result = await act(context, 'verify', () => context.session.verify());
  if (result.ok) {
    // What patching or rebooting had to say stays with the host.
    const detail = result.detail ?? context.progress().detail;
    const after = { ...context.progress().after, ...result.versions };
    context.record.changed('verified', { ...detailOf(detail), after, final: true });
    return 'ended';
  }
  if (isLost(context, 'verify', result)) return lost(context, result);
  return goBack(context, `verification failed: ${result.detail}`);
}

function fail(context: HostContext, result: Failure, whenUnreachable: string): Onward {
  if (context.stopping() === 'kill') return lost(context, result);
  const detail = result.unreachable ? `${whenUnreachable}: ${result.detail}` : result.detail;
  return failed(context, detail);
}

function isAtPlan(context: HostContext, installed: Success): boolean {
  return holds(context.host.packages, installed);
}
