// A rule: one fault, one code, one explanation, one check. The page that explains it, the severity and the check stand together in one file.

import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem, ProblemSeverity } from './problem.ts';

export interface Rule {
  /** `family/fault`. */
  readonly code: string;
  readonly severity: ProblemSeverity;
  /** A few words, for lists. */
  readonly title: string;
  /** Markdown: what it means, why it matters, what helps. */
  readonly explanation: string;
  readonly check: (snapshot: Snapshot) => Iterable<Problem>;
}
