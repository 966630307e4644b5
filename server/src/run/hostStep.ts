// What the steps of a host share: what they may ask and tell, and how an act is announced, ended or lost. See hostRun.ts.

import type { HostState, StopRung, Versions } from '../protocol/runEvents.ts';
import type { RunHost, RunRequest, RunWave } from '../protocol/runRequest.ts';
import type { HostSession, StepResult } from './engine.ts';
import type { HostProgress, StepProgress } from './state.ts';
import { ROLLBACK } from './steps.ts';

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

export type Failure = Extract<StepResult, { ok: false }>;
export type Success = Extract<StepResult, { ok: true }>;
/** Does the host go on to its next step? */
export type Onward = 'onward' | 'ended';

export function stepOf(progress: HostProgress, step: string): StepProgress | undefined {
  return progress.steps.find((other) => other.step === step);
}

export function stopsBetweenSteps(context: HostContext): boolean {
  const rung = context.stopping();
  return rung === 'between-steps' || rung === 'kill';
}

export async function act(
  context: HostContext,
  step: string,
  act: () => Promise<StepResult>,
): Promise<StepResult> {
  context.record.stepStarted(step);
  const result = await act();
  if (result.ok || !isLost(context, step, result)) context.record.stepFinished(step, result);
  return result;
}

/** Nobody knows how the step ended: it stays open in the journal, and is asked about when the run is resumed. */
export function isLost(context: HostContext, step: string, result: Failure): boolean {
  if (context.stopping() === 'kill') return true;
  return result.unreachable && (step === 'patch' || step === 'verify' || step === ROLLBACK);
}

export function failed(context: HostContext, detail: string, installed?: Success): Onward {
  context.record.changed('failed', { detail, ...(installed ? afterOf(installed) : {}), final: true });
  return 'ended';
}

/** Killed in flight or out of reach after something was begun: nobody knows until the host is asked again. */
export function lost(context: HostContext, result: Failure): Onward {
  const detail = context.stopping() === 'kill' ? `killed: ${result.detail}` : result.detail;
  context.record.changed('unknown', { detail, final: true });
  return 'ended';
}

export function knownPackages(context: HostContext): readonly string[] {
  const before = Object.keys(context.progress().before ?? {});
  return [...new Set([...Object.keys(context.host.packages), ...before])];
}

/** Are these versions installed, and wholly? */
export function holds(wanted: Versions, { versions = {}, broken = [] }: Success): boolean {
  return broken.length === 0 && Object.entries(wanted).every(([name, version]) => versions[name] === version);
}

export function detailOf(detail: string | undefined): { readonly detail?: string } {
  return detail === undefined || detail === '' ? {} : { detail };
}

export function afterOf(result: Success): { readonly after?: Versions } {
  return result.versions === undefined ? {} : { after: result.versions };
}
