// A problem: what every check yields and what Problems, terminal text, JSON and SARIF show. Anchored, so that edits above don't move it.

import type { Instant } from '../base/ports.ts';
import type { Anchor } from '../schema/located.ts';

const ranks = { error: 0, warning: 1, information: 2, hint: 3 } as const;
export type ProblemSeverity = keyof typeof ranks;

export interface Related {
  readonly at: Anchor;
  readonly message: string;
}

export interface AdvisoryDue {
  readonly id: string;
  /** ISO 8601 with offset; absent where unknown. */
  readonly due?: string;
  readonly rule?: string;
}

export interface Problem {
  /** `family/fault`. */
  readonly code: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly at: Anchor;
  readonly related: readonly Related[];
  /** The asset that the problem is about. */
  readonly asset?: string;
  readonly advisories?: readonly AdvisoryDue[];
  /** Orders problems of one severity where not all can be shown: smaller is worse. */
  readonly rank?: Instant;
}

/** Smaller is worse. */
export function severityRank({ severity }: Pick<Problem, 'severity'>): number {
  return ranks[severity];
}
