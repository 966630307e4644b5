// A rule: one fault, one code, one explanation, one check. The page that explains it, the severity and the check stand together in one file.

import type { OwnedChunk } from '../workspace/chunk.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem, ProblemSeverity } from './problem.ts';

export interface RuleText {
  /** `family/fault`. */
  readonly code: string;
  readonly severity: ProblemSeverity;
  /** A few words, for lists. */
  readonly title: string;
  /** Markdown: what it means, why it matters, what helps. */
  readonly explanation: string;
}

/** Rules of a family may share one check, which then says what each of them has to say: what they look at is made once. */
export interface Rule extends RuleText {
  /** Problems that stand in a chunk; made anew when something changed that the chunk reads. */
  readonly inChunk?: ChunkCheck;
  /** Problems of a file as a whole; made anew when anything in it changed. */
  readonly inFile?: FileCheck;
}

export type ChunkCheck = (chunk: OwnedChunk, snapshot: Snapshot) => Iterable<Problem>;
export type FileCheck = (file: OwnedFile, snapshot: Snapshot) => Iterable<Problem>;
