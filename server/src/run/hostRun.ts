// One host's way through its steps: preflight, patch, reboot, verify; back where verification fails. What was done before a crash is read
// from the host's progress, so that the first run and a resumed one are one code path. Each act is announced in the journal before it
// begins, and before a host is patched again after an interruption it is asked for its versions. Knows no clock, timers or processes.

import { assertNever } from '../base/assertNever.ts';
import type { HostState, StopRung, Versions } from '../protocol/runEvents.ts';
import type { RunHost, RunRequest, RunWave } from '../protocol/runRequest.ts';
import type { HostSession, StepResult } from './engine.ts';
import type { HostProgress, StepProgress } from './state.ts';
import { ROLLBACK, type RunnableStep, stepsOf } from './steps.ts';
import { closedReason, mayReboot, windowState } from './window.ts';

export interface HostContext {
  readonly request: RunRequest;
  readonly wave: RunWave;
  readonly host: RunHost;
  readonly session: HostSession;
  /** As the journal has it, always up to date. */
  progress(): HostProgress;
  record: HostRecord;
  stopping(): StopRung | undefined;
  now(): number;
}

export interface HostRecord {
  stepStarted(step: string): void;
  stepFinished(step: string, result: StepResult): void;
  changed(state: HostState, change?: HostChange): void;
}

export interface HostChange {
  readonly detail?: string;
  readonly before?: Versions;
  readonly after?: Versions;
  readonly bootId?: string;
  readonly final?: true;
}

type Failure = Extract<StepResult, { ok: false }>;
type Success = Extract<StepResult, { ok: true }>;
type Onward = 'onward' | 'ended';

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
    if (stopsBetweenSteps(context)) return stopBefore(context, step);
    if ((await takeStep(context, step)) === 'ended') return;
  }
  const { state, detail } = context.progress();
  context.record.changed(state, { ...detailOf(detail), final: true });
}

/** Only a confirmed transition counts: a step whose end was journalled, and its transition not, is asked about again. */
function isDone(progress: HostProgress, step: RunnableStep): boolean {
  switch (step) {
    case 'preflight':
      // Before anything was begun, a fresh preflight is worth more than an old one.
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

function stepOf(progress: HostProgress, step: string): StepProgress | undefined {
  return progress.steps.find((other) => other.step === step);
}

function stopsBetweenSteps(context: HostContext): boolean {
  const rung = context.stopping();
  return rung === 'between-steps' || rung === 'kill';
}

function stopBefore(context: HostContext, step: string): void {
  const { state } = context.progress();
  const detail = `stopped before ${step}`;
  if (state === 'patched' || state === 'rebooted') context.record.changed(state, { detail, final: true });
  else if (wasTouched(context.progress())) context.record.changed('unknown', { detail, final: true });
  else context.record.changed('skipped', { detail, final: true });
}

/** Patching was begun, once: what is installed must be asked. */
function wasTouched(progress: HostProgress): boolean {
  return stepOf(progress, 'patch') !== undefined;
}

async function takeStep(context: HostContext, step: RunnableStep): Promise<Onward> {
  switch (step) {
    case 'preflight':
      return preflight(context);
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

async function act(context: HostContext, step: string, act: () => Promise<StepResult>): Promise<StepResult> {
  context.record.stepStarted(step);
  const result = await act();
  if (result.ok || !isLost(context, step, result)) context.record.stepFinished(step, result);
  return result;
}

/** Nobody knows how the step ended: it stays open in the journal, and is asked about when the run is resumed. */
function isLost(context: HostContext, step: string, result: Failure): boolean {
  if (context.stopping() === 'kill') return true;
  return result.unreachable && (step === 'patch' || step === 'verify' || step === ROLLBACK);
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
  const result = await act(context, 'patch', () => context.session.patch(false));
  if (result.ok) return patched(context, result);
  if (isLost(context, 'patch', result)) return lost(context, result);
  return goBack(context, `patching failed: ${result.detail}`);
}

function tooLate(context: HostContext, last: StepProgress | undefined): Onward {
  const reason = closedReason(context.wave);
  if (last !== undefined) return failed(context, `interrupted while patching, and ${reason}`);
  context.record.changed('skipped', { detail: reason, final: true });
  return 'ended';
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
  const detail = detailOf(late ? `${closedReason(wave)}; ${result.detail ?? ''}` : result.detail);
  if (result.bootId !== undefined) context.record.changed('rebooted', detail);
  else if (late) context.record.changed('patched', detail);
  return 'onward';
}

async function verify(context: HostContext): Promise<Onward> {
  const result = await act(context, 'verify', () => context.session.verify());
  if (result.ok) {
    // What patching or rebooting had to say stays with the host.
    const detail = result.detail ?? context.progress().detail;
    context.record.changed('verified', { ...detailOf(detail), ...afterOf(result), final: true });
    return 'ended';
  }
  if (isLost(context, 'verify', result)) return lost(context, result);
  return goBack(context, `verification failed: ${result.detail}`);
}

/** The reason for which a rollback was due when the run was cut off. */
function owedRollback(steps: readonly StepProgress[]): string | undefined {
  const failed = (name: string) => steps.find((step) => step.step === name && step.ok === false);
  const begun = steps.some((step) => step.step === ROLLBACK);
  const verification = failed('verify');
  if (verification) return `verification failed: ${verification.detail ?? ''}`;
  const patching = failed('patch');
  return begun ? `patching failed: ${patching?.detail ?? ''}` : undefined;
}

async function goBack(context: HostContext, reason: string): Promise<Onward> {
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

function failed(context: HostContext, detail: string, installed?: Success): Onward {
  context.record.changed('failed', { detail, ...(installed ? afterOf(installed) : {}), final: true });
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

function fail(context: HostContext, result: Failure, whenUnreachable: string): Onward {
  if (context.stopping() === 'kill') return lost(context, result);
  const detail = result.unreachable ? `${whenUnreachable}: ${result.detail}` : result.detail;
  return failed(context, detail);
}

/** Killed in flight or out of reach after something was begun: nobody knows until the host is asked again. */
function lost(context: HostContext, result: Failure): Onward {
  const detail = context.stopping() === 'kill' ? `killed: ${result.detail}` : result.detail;
  context.record.changed('unknown', { detail, final: true });
  return 'ended';
}

function knownPackages(context: HostContext): readonly string[] {
  const before = Object.keys(context.progress().before ?? {});
  return [...new Set([...Object.keys(context.host.packages), ...before])];
}

function isAtPlan(context: HostContext, installed: Success): boolean {
  return holds(context.host.packages, installed);
}

function isAsBefore(context: HostContext, installed: Success): boolean {
  return holds(context.progress().before ?? {}, installed);
}

function holds(wanted: Versions, { versions = {}, broken = [] }: Success): boolean {
  return broken.length === 0 && Object.entries(wanted).every(([name, version]) => versions[name] === version);
}

function detailOf(detail: string | undefined): { readonly detail?: string } {
  return detail === undefined || detail === '' ? {} : { detail };
}

function afterOf(result: Success): { readonly after?: Versions } {
  return result.versions === undefined ? {} : { after: result.versions };
}
