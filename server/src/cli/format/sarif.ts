// Problems as SARIF 2.1.0, for code scanning: every rule with its explanation, every problem with its causes as related locations.

import { sha256 } from '../../base/hash.ts';
import { explanationUrl } from '../../check/explanationUrl.ts';
import type { ProblemSeverity } from '../../check/problem.ts';
import type { Rule } from '../../check/rule.ts';
import type { ReportPlace, ReportProblem, ReportRelated } from './report.ts';

export interface SarifInput {
  readonly problems: readonly ReportProblem[];
  readonly rules: readonly Rule[];
  readonly version: string;
  /** Before each path: the checked folder, relative to where the log's reader stands. */
  readonly prefix: string;
}

export function sarifLog({ problems, rules, version, prefix }: SarifInput): object {
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  const driver = {
    name: 'Patchtide',
    informationUri: 'https://github.com/patchtide/patchtide',
    version,
    semanticVersion: version,
    rules: rules.map(ruleOf),
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => resultOf(problem, indexes.get(problem.code), prefix)),
      },
    ],
  };
}

function ruleOf({ code, title, severity, explanation }: Rule): object {
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: firstParagraph(explanation) },
    help: { text: explanation, markdown: explanation },
    helpUri: explanationUrl(code),
    defaultConfiguration: { level: levelOf(severity) },
    properties: { tags: [code.slice(0, code.indexOf('/'))] },
  };
}

function firstParagraph(text: string): string {
  return text.split('\n\n')[0] ?? text;
}

function resultOf(problem: ReportProblem, ruleIndex: number | undefined, prefix: string): object {
  const { code, severity, message, file, asset, related, advisories } = problem;
  return {
    ruleId: code,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: levelOf(severity),
    message: { text: message },
    locations: [{ physicalLocation: physical(problem, prefix) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((one, id) => relatedLocation(one, id, prefix)),
    }),
    // A message says how late an asset is and changes daily; what it is about does not.
    partialFingerprints: { 'patchtide/v1': sha256([code, file, asset ?? message].join('\n')) },
    ...(asset !== undefined && { properties: { asset, ...(advisories && { advisories }) } }),
  };
}

function relatedLocation(related: ReportRelated, id: number, prefix: string): object {
  return { id, physicalLocation: physical(related, prefix), message: { text: related.message } };
}

function physical({ file, range }: ReportPlace, prefix: string): object {
  const uri = (prefix + file).split('/').map(encodeURIComponent).join('/');
  const region = {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
  return { artifactLocation: { uri }, region };
}

function levelOf(severity: ProblemSeverity): 'error' | 'warning' | 'note' {
  return severity === 'error' || severity === 'warning' ? severity : 'note';
}
