// What the SLA says of an asset at an instant. Values only: sla.ts makes them, checks, views, planner and reports read them.

import type { Instant } from '../base/ports.ts';
import type { Asset, PendingPatch } from './asset.ts';
import type { Exception, SlaRule } from './policy.ts';

/** From worst to best; `unknown`: a missing fact decides; `ungoverned`: no rule binds it. */
export const slaStates = [
  'overdue',
  'unknown',
  'due-soon',
  'open',
  'excepted',
  'ungoverned',
  'patched',
] as const;
export type SlaState = (typeof slaStates)[number];

export interface PatchJudgement {
  readonly patch: PendingPatch;
  readonly state: Exclude<SlaState, 'patched'>;
  /** The earliest due date, where it is known or certain enough to be late. */
  readonly due?: Instant;
  /** When the term of the deciding rule began. */
  readonly start?: Instant;
  /** The rule whose due date is the earliest. */
  readonly rule?: SlaRule;
  /** The facts that decide and are missing, as field names of the asset or the patch. */
  readonly missing: readonly string[];
  readonly exception?: Exception;
}

export interface AssetJudgement {
  readonly asset: Asset;
  readonly state: SlaState;
  /** Worst first: by state, then by due date. */
  readonly patches: readonly PatchJudgement[];
  /** Of an overdue asset the earliest due date that has passed for certain, else the earliest of all that no exception takes out. */
  readonly due?: Instant;
  /**
   * When anything that is said of it next changes by the passing of time alone: a state, a due date, or how long ago or how soon it is, as far as
   * people are told (see elapsed.ts).
   */
  readonly changesAt?: Instant;
}

export function worstFirst(a: PatchJudgement, b: PatchJudgement): number {
  return (
    slaStates.indexOf(a.state) - slaStates.indexOf(b.state) ||
    byDue(a.due ?? Infinity, b.due ?? Infinity) ||
    compare(a.patch.id, b.patch.id)
  );
}

/** Two infinities have no difference. */
function byDue(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
