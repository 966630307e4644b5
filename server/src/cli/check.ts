// `patchtide check`: the problems of a folder, by a reporter, and an exit code for pipelines.

import { assertNever } from '../base/assertNever.ts';
import { neverCancelled } from '../base/cancellation.ts';
import { checkAll, shownProblems } from '../check/checkAll.ts';
import type { Problem } from '../check/problem.ts';
import { rules } from '../check/rules.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { githubReport } from './format/github.ts';
import { printableJson } from './format/printable.ts';
import { type Report, reportOf } from './format/report.ts';
import { sarifLog } from './format/sarif.ts';
import { styleFor } from './format/style.ts';
import { textReport } from './format/text.ts';
import type { CheckInvocation, Threshold } from './invocation.ts';
import { openFolder, pathPrefix } from './openFolder.ts';
import type { CliPorts } from './ports.ts';

export async function runCheck(invocation: CheckInvocation, ports: CliPorts): Promise<ExitCode> {
  const snapshot = await openFolder(invocation.folder, invocation.now, ports);
  const problems = checkAll(snapshot, neverCancelled);
  ports.out.write(formatted(invocation, { snapshot, problems }, ports));
  return problems.some(({ severity }) => isFailure(severity, invocation.failOn))
    ? exitCodes.findings
    : exitCodes.clean;
}

interface Checked {
  readonly snapshot: Snapshot;
  readonly problems: readonly Problem[];
}

function formatted({ format, folder }: CheckInvocation, checked: Checked, ports: CliPorts): string {
  const prefix = pathPrefix(folder, ports);
  switch (format) {
    case 'text':
      return textReport(shownReport(checked), prefix, styleFor(ports.out.colour));
    case 'json':
      return `${printableJson(completeReport(checked))}\n`;
    case 'sarif': {
      const { problems } = completeReport(checked);
      const log = sarifLog({ problems, rules, version: ports.version, prefix: inside(prefix) });
      return `${printableJson(log)}\n`;
    }
    case 'github':
      return githubReport(shownReport(checked).problems, inside(prefix));
    default:
      return assertNever(format);
  }
}

function completeReport({ snapshot, problems }: Checked): Report {
  return reportOf(snapshot, problems);
}

function shownReport({ snapshot, problems }: Checked): Report {
  const shown = [...shownProblems(problems).values()].flat();
  return { ...reportOf(snapshot, shown), summary: reportOf(snapshot, problems).summary };
}

/** Code hosts resolve paths in the repository: a folder outside the current one has no path there. */
function inside(prefix: string): string {
  return prefix.startsWith('../') || prefix.startsWith('/') || /^[A-Za-z]:/.test(prefix) ? '' : prefix;
}

function isFailure(severity: Problem['severity'], failOn: Threshold): boolean {
  switch (failOn) {
    case 'never':
      return false;
    case 'error':
      return severity === 'error';
    case 'warning':
      return severity === 'error' || severity === 'warning';
    default:
      return assertNever(failOn);
  }
}
