// Problems for people: `file:line:column severity code message`, a blank line between files, the first causes below, one line that sums up.
// Lines are whole: grep finds what it needs in one of them.

import type { ProblemSeverity } from '../../check/problem.ts';
import { counted } from './counted.ts';
import { printable, printablePath } from './printable.ts';
import type { Report, ReportPlace, ReportProblem, ReportSummary } from './report.ts';
import type { Style, StyleName } from './style.ts';

const MAX_RELATED = 3;

const COLOURS: Readonly<Record<ProblemSeverity, StyleName>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'dim',
};

/** @param report what is shown; the summary is of everything. */
export function textReport(report: Report, prefix: string, style: Style): string {
  const { problems, summary } = report;
  const lines = problems.flatMap((problem, index) => {
    const own = problemLines(problem, prefix, style);
    const isNewFile = index > 0 && problems[index - 1]?.file !== problem.file;
    return isNewFile ? ['', ...own] : own;
  });
  return `${[...lines, ...(lines.length > 0 ? [''] : []), summaryLine(summary, style)].join('\n')}\n`;
}

function problemLines(problem: ReportProblem, prefix: string, style: Style): readonly string[] {
  const { severity, code, message, related } = problem;
  const said = style(COLOURS[severity], severity);
  const hidden = related.length - MAX_RELATED;
  return [
    `${style('bold', placeText(problem, prefix))} ${said} ${style('dim', code)} ${printable(message)}`,
    ...related
      .slice(0, MAX_RELATED)
      .map((one) => `    ${placeText(one, prefix)} ${style('dim', printable(one.message))}`),
    ...(hidden > 0 ? [`    ${style('dim', `and ${hidden} more`)}`] : []),
  ];
}

/** Counted from 1, as editors and compilers do. */
export function placeText({ file, range }: ReportPlace, prefix: string): string {
  return `${printablePath(prefix + file)}:${range.start.line + 1}:${range.start.character + 1}`;
}

function summaryLine(summary: ReportSummary, style: Style): string {
  const { error, warning, information, hint } = summary;
  const total = error + warning + information + hint;
  const colour = error > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  const counts = { error, warning, note: information, hint };
  const parts = Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [counted(count, word)] : []));
  const problems = total === 0 ? 'No problems.' : `${parts.join(', ')}.`;
  return `${style(colour, problems)} ${assetsText(summary)}`;
}

function assetsText({ assets, overdue, dueSoon, unknown }: ReportSummary): string {
  const parts = [
    `${overdue === 0 ? 'none' : overdue} out of SLA`,
    ...(dueSoon > 0 ? [`${dueSoon} due soon`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
  ];
  return assets === 0 ? 'No assets.' : `${counted(assets, 'asset')}, ${parts.join(', ')}.`;
}
