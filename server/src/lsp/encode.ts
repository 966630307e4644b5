// Plain data to protocol types. Positions exist from here on outwards.

import {
  type CodeDescription,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Location as ProtocolLocation,
  type Range,
} from 'vscode-languageserver';
import { assertNever } from '../base/assertNever.ts';
import { explanationUrl } from '../check/explanationUrl.ts';
import type { Problem, ProblemSeverity } from '../check/problem.ts';
import { type Anchor, absolute } from '../schema/located.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Location, Span } from '../text/span.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

export function encodeSpan(span: Span, lines: LineIndex): Range {
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

/** @returns undefined where the file's lines aren't known: it is gone. */
export function encodeLocation({ file, span }: Location, snapshot: Snapshot): ProtocolLocation | undefined {
  const lines = snapshot.linesOf(file);
  return lines && { uri: file, range: encodeSpan(span, lines) };
}

export function encodeAnchor(anchor: Anchor, snapshot: Snapshot): ProtocolLocation | undefined {
  return encodeLocation(absolute(anchor), snapshot);
}

export function encodeProblem(problem: Problem, snapshot: Snapshot): Diagnostic {
  const at = encodeAnchor(problem.at, snapshot);
  return {
    range: at?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    severity: encodeSeverity(problem.severity),
    code: problem.code,
    codeDescription: descriptionOf(problem.code),
    source: 'patchtide',
    message: problem.message,
    relatedInformation: problem.related.flatMap(({ at: place, message }): DiagnosticRelatedInformation[] => {
      const location = encodeAnchor(place, snapshot);
      return location ? [{ location, message }] : [];
    }),
    ...(problem.asset !== undefined && { data: { asset: problem.asset } }),
  };
}

const descriptions = new Map<string, CodeDescription>();

function descriptionOf(code: string): CodeDescription {
  const known = descriptions.get(code) ?? { href: explanationUrl(code) };
  descriptions.set(code, known);
  return known;
}

function encodeSeverity(severity: ProblemSeverity): DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'information':
      return DiagnosticSeverity.Information;
    case 'hint':
      return DiagnosticSeverity.Hint;
    default:
      return assertNever(severity);
  }
}
