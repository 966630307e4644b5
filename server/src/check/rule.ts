// A rule: one fault, one code, one explanation, one check. The page that explains it, the severity and the check stand together in one file.

import type { OwnedChunk } from '../workspace/chunk.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
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
  /** Problems that stand in a chunk; made anew when something changed that the chunk reads. */
  readonly inChunk?: (chunk: OwnedChunk, snapshot: Snapshot) => Iterable<Problem>;
  /** Problems of a file as a whole; made anew when anything in it changed. */
  readonly inFile?: (file: OwnedFile, snapshot: Snapshot) => Iterable<Problem>;
}
