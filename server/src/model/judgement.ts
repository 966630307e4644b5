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
  /** When the state next changes by the passing of time alone. */
  readonly changesAt?: Instant;
}
