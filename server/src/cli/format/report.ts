// A snapshot's problems as every reporter shows them: with lines and columns, and paths relative to the folder. The shape is that of
// `patchtide check --format json`, version 1.

import { relativePath } from '../../base/uri.ts';
import type { AdvisoryDue, Problem, ProblemSeverity } from '../../check/problem.ts';
import { formatInstant } from '../../scalar/moment.ts';
import { type Anchor, absolute } from '../../schema/located.ts';
import type { Position } from '../../text/lineIndex.ts';
import type { Snapshot } from '../../workspace/snapshot.ts';

export interface ReportRange {
  readonly start: Position;
  readonly end: Position;
}

export interface ReportPlace {
  /** Relative to the checked folder, with forward slashes. */
  readonly file: string;
  readonly range: ReportRange;
}

export interface ReportRelated extends ReportPlace {
  readonly message: string;
}

export interface ReportProblem extends ReportPlace {
  readonly code: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly asset?: string;
  readonly advisories?: readonly AdvisoryDue[];
  readonly related: readonly ReportRelated[];
}

export interface ReportSummary extends Readonly<Record<ProblemSeverity, number>> {
  readonly inventories: number;
  readonly policies: number;
  /** Numbers of assets: all, and by what the policies say of them. */
  readonly assets: number;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly unknown: number;
  readonly excepted: number;
  /** The instant at which everything was judged. */
  readonly now: string;
}

export interface Report {
  readonly version: 1;
  readonly problems: readonly ReportProblem[];
  readonly summary: ReportSummary;
}

export function reportOf(snapshot: Snapshot, problems: readonly Problem[]): Report {
  const reported = problems.map((problem) => reportProblem(problem, snapshot));
  return { version: 1, problems: reported, summary: summaryOf(snapshot, problems) };
}

export function reportProblem(problem: Problem, snapshot: Snapshot): ReportProblem {
  const { code, severity, message, asset, advisories, related } = problem;
  return {
    code,
    severity,
    message,
    ...placeOf(problem.at, snapshot),
    ...(asset !== undefined && { asset }),
    ...(advisories !== undefined && { advisories }),
    related: related.map((one) => ({ ...placeOf(one.at, snapshot), message: one.message })),
  };
}

const NOWHERE: Position = { line: 0, character: 0 };

export function placeOf(anchor: Anchor, snapshot: Snapshot): ReportPlace {
  const { file, span } = absolute(anchor);
  const lines = snapshot.linesOf(file);
  const start = lines?.positionAt(span.start) ?? NOWHERE;
  const end = lines?.positionAt(span.end) ?? NOWHERE;
  return { file: relativePath(snapshot.root, file), range: { start, end } };
}

function summaryOf(snapshot: Snapshot, problems: readonly Problem[]): ReportSummary {
  const judgements = [...snapshot.judgements.values()];
  const inState = (wanted: string) => judgements.filter(({ state }) => state === wanted).length;
  const ofSeverity = (wanted: ProblemSeverity) =>
    problems.filter(({ severity }) => severity === wanted).length;
  const files = [...snapshot.files.values()];
  return {
    error: ofSeverity('error'),
    warning: ofSeverity('warning'),
    information: ofSeverity('information'),
    hint: ofSeverity('hint'),
    inventories: files.filter(({ kind }) => kind.id === 'inventory').length,
    policies: files.filter(({ kind }) => kind.id === 'policy').length,
    assets: snapshot.assets.size,
    overdue: inState('overdue'),
    dueSoon: inState('due-soon'),
    unknown: inState('unknown'),
    excepted: inState('excepted'),
    now: formatInstant(snapshot.now, 'UTC'),
  };
}
