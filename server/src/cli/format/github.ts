// Problems as GitHub's workflow commands, which become annotations. Everything that comes from files is escaped, so that no text ends a command
// or begins another.

import { assertNever } from '../../base/assertNever.ts';
import type { ProblemSeverity } from '../../check/problem.ts';
import { printable } from './printable.ts';
import type { ReportProblem } from './report.ts';

export function githubReport(problems: readonly ReportProblem[], prefix: string): string {
  return problems.map((problem) => `${commandOf(problem, prefix)}\n`).join('');
}

function commandOf({ code, severity, message, file, range }: ReportProblem, prefix: string): string {
  const { start, end } = range;
  // GitHub takes columns only where they're on one line.
  const columns =
    start.line === end.line
      ? { col: start.character + 1, endColumn: Math.max(start.character + 1, end.character) }
      : {};
  const properties = {
    file: prefix + file,
    line: start.line + 1,
    endLine: end.line + 1,
    ...columns,
    title: code,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${levelOf(severity)} ${list.join(',')}::${data(message)}`;
}

function levelOf(severity: ProblemSeverity): string {
  switch (severity) {
    case 'error':
    case 'warning':
      return severity;
    case 'information':
    case 'hint':
      return 'notice';
    default:
      return assertNever(severity);
  }
}

/** Line breaks stay, as GitHub writes them; other control characters are shown as escapes. */
function data(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(printable);
  return lines.map((line) => line.replaceAll('%', '%25')).join('%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
