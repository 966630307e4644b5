// All problems of a snapshot, and which of them are shown where people read. The command line's JSON has them all.

import { type CancellationToken, checkpoint } from '../base/cancellation.ts';
import { groupBy } from '../base/groupBy.ts';
import type { FileUri } from '../base/uri.ts';
import { absolute } from '../schema/located.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { moreProblems } from './more.ts';
import { type Problem, severities } from './problem.ts';
import { rules } from './rules.ts';

/** In the order of files and places. */
export function checkAll(snapshot: Snapshot, token: CancellationToken): readonly Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    checkpoint(token);
    for (const problem of rule.check(snapshot)) problems.push(problem);
  }
  return problems.sort(byPlace);
}

function byPlace(a: Problem, b: Problem): number {
  const [first, second] = [absolute(a.at), absolute(b.at)];
  if (first.file !== second.file) return first.file < second.file ? -1 : 1;
  return (
    first.span.start - second.span.start ||
    severity(a) - severity(b) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}

function severity(problem: Problem): number {
  return severities.indexOf(problem.severity);
}

/** Problems a file may show; nobody reads a flood. */
const MAX_PER_FILE = 1000;

/** By file: several of one code on one place added up, and at most 1,000 a file, worst first, the last one saying how many more there are. */
export function shownProblems(problems: readonly Problem[]): ReadonlyMap<FileUri, readonly Problem[]> {
  const byFile = groupBy(problems, ({ at }) => at.place.file);
  return new Map([...byFile].map(([file, ofFile]) => [file, capped(addedUp(ofFile))]));
}

/** Assets that live only in a source all have their problems on the line that names it. */
function addedUp(problems: readonly Problem[]): readonly Problem[] {
  const bySite = groupBy(problems, ({ code, at, asset }) =>
    asset === undefined ? Symbol(code) : `${code} ${at.place.offset + at.span.start} ${at.span.end}`,
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
  return severity(a) - severity(b) || (a.rank ?? Infinity) - (b.rank ?? Infinity);
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
