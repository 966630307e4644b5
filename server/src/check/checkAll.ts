// All problems of a snapshot or of one file, from what the rules say of each chunk and each file; and which of them are shown where people read. The
// command line's JSON has them all.

import { type CancellationToken, checkpoint } from '../base/cancellation.ts';
import { groupBy } from '../base/groupBy.ts';
import type { FileUri } from '../base/uri.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { moreProblems } from './more.ts';
import { type Problem, severityRank } from './problem.ts';
import { rules } from './rules.ts';

/** In the order of files and places. */
export function checkAll(snapshot: Snapshot, token: CancellationToken): readonly Problem[] {
  const files = [...snapshot.files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
  const problems: Problem[] = [];
  for (const file of files) for (const problem of checkFile(snapshot, file, token)) problems.push(problem);
  return problems;
}

/** In the order of places. */
export function checkFile(snapshot: Snapshot, file: OwnedFile, token: CancellationToken): readonly Problem[] {
  const problems = [...checkWhole(file, snapshot)];
  for (const chunk of file.chunks) {
    checkpoint(token);
    for (const problem of checkChunk(chunk, snapshot)) problems.push(problem);
  }
  return inOrder(problems);
}

/** Rules of one family share a check. */
const chunkChecks = [...new Set(rules.flatMap(({ inChunk }) => inChunk ?? []))];
const fileChecks = [...new Set(rules.flatMap(({ inFile }) => inFile ?? []))];

const NONE: readonly Problem[] = [];

/** What stands in one chunk. */
export function checkChunk(chunk: OwnedChunk, snapshot: Snapshot): readonly Problem[] {
  let problems: Problem[] | undefined;
  for (const check of chunkChecks) {
    for (const problem of check(chunk, snapshot)) {
      problems ??= [];
      problems.push(problem);
    }
  }
  return problems ?? NONE;
}

/** What is to be said of a file as a whole. */
export function checkWhole(file: OwnedFile, snapshot: Snapshot): readonly Problem[] {
  return fileChecks.flatMap((check) => [...check(file, snapshot)]);
}

/** Problems of one file in the order of their places. */
export function inOrder(problems: Problem[]): readonly Problem[] {
  return problems.sort(byPlace);
}

function byPlace(a: Problem, b: Problem): number {
  return (
    startOf(a) - startOf(b) ||
    severityRank(a) - severityRank(b) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}

function startOf({ at }: Problem): number {
  return at.place.offset + at.span.start;
}

/** Problems a file may show; nobody reads a flood. */
const MAX_PER_FILE = 1000;

/** What is shown of each file that has problems: see {@link shownInFile}. */
export function shownProblems(problems: readonly Problem[]): ReadonlyMap<FileUri, readonly Problem[]> {
  const byFile = groupBy(problems, ({ at }) => at.place.file);
  return new Map([...byFile].map(([file, ofFile]) => [file, shownInFile(ofFile)]));
}

/**
 * Several of one code on one place added up, and at most 1,000 a file, worst first, the last one saying how many more there are.
 * @param problems those of one file, in the order of their places.
 */
export function shownInFile(problems: readonly Problem[]): readonly Problem[] {
  return capped(addedUp(problems));
}

/** Assets that live only in a source all have their problems on the line that names it. */
function addedUp(problems: readonly Problem[]): readonly Problem[] {
  const shown: Problem[] = [];
  for (let from = 0; from < problems.length; ) {
    const start = startAt(problems, from);
    let until = from + 1;
    while (until < problems.length && startAt(problems, until) === start) until++;
    if (until - from === 1) shown.push(problems[from] as Problem);
    else shown.push(...addedUpAt(problems.slice(from, until)));
    from = until;
  }
  return shown;
}

function startAt(problems: readonly Problem[], nth: number): number {
  const problem = problems[nth];
  return problem ? startOf(problem) : -1;
}

/** Of problems that begin at one place. */
function addedUpAt(problems: readonly Problem[]): readonly Problem[] {
  const bySite = groupBy(problems, ({ code, at, asset }) =>
    asset === undefined ? Symbol(code) : `${code} ${at.span.end}`,
  );
  return [...bySite.values()].flatMap((group) => {
    const assets = new Set(group.map(({ asset }) => asset));
    return assets.size < 2 ? group : [sum(group, assets.size)];
  });
}

function sum(group: readonly Problem[], assets: number): Problem {
  const worst = [...group].sort(worstFirst);
  const [first] = worst as [Problem, ...Problem[]];
  const { asset: _, advisories: __, ...common } = first;
  const others = [...new Set(worst.map(({ asset }) => asset))].slice(1, 6);
  const more = assets > 6 ? ` and ${assets - 6} more` : '';
  const message = `${assets} assets. The worst: ${first.message} Also: ${others.join(', ')}${more}.`;
  return { ...common, message, related: worst.flatMap(({ related }) => related.slice(-1)).slice(0, 10) };
}

function worstFirst(a: Problem, b: Problem): number {
  return severityRank(a) - severityRank(b) || (a.rank ?? Infinity) - (b.rank ?? Infinity);
}

function capped(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MAX_PER_FILE) return problems;
  const shown = [...problems].sort(worstFirst).slice(0, MAX_PER_FILE - 1);
  const hidden = problems.length - shown.length;
  const file = problems[0]?.at.place.file ?? '';
  const message = `${hidden} more problems in this file are not shown here; the sidebar and \`patchtide check\` have them all.`;
  const at = { place: { file, offset: 0 }, span: { start: 0, end: 0 } };
  return [...shown, { code: moreProblems.code, severity: moreProblems.severity, message, at, related: [] }];
}
