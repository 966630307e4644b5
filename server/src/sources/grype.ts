// Grype's JSON report. Spans are those of the matched vulnerability's id.
// A match that nothing installable fixes is kept with its state: it isn't a pending patch.

import type { PendingPatchText } from '../schema/inventory.ts';
import { collectedOf, hostOf, reportedMoment } from './collected.ts';
import { type Json, numberOf, parseJson, recordOf, recordsOf, spansOfKey, textOf, textsOf } from './json.ts';
import { ownPool } from './own.ts';
import type { Finding, FindingsContext, FindingsReader, FindingsResult, ForeignFile } from './reader.ts';
import { severityOf } from './severity.ts';

const OS_PACKAGES = new Set([
  'deb',
  'rpm',
  'apk',
  'alpm',
  'portage',
  'kb',
  'linux-kernel',
  'linux-kernel-module',
]);

export const grype: FindingsReader = {
  format: 'grype',
  recognises: (head) =>
    /^\s*\{/.test(head) && /"(?:matches|matchDetails|relatedVulnerabilities)"\s*:/.test(head),
  read: readGrype,
};

function readGrype(file: ForeignFile, text: string, context: FindingsContext): FindingsResult {
  const { value, problem } = parseJson(text);
  const report = recordOf(value);
  const collected = collectedOf(file, context, reportedMoment(recordOf(report?.descriptor)?.timestamp));
  const host = hostOf(file, context, targetOf(report));
  const spanOf = spansOfKey(text, 'id');
  const kept = ownPool();
  const findings: Finding[] = [];
  for (const match of recordsOf(report?.matches)) {
    const vulnerability = recordOf(match.vulnerability);
    const id = textOf(vulnerability?.id);
    if (!vulnerability || id === undefined) continue;
    const patch = patchOf(vulnerability, match, kept, collected?.moment);
    const state = textOf(recordOf(vulnerability.fix)?.state) ?? 'unknown';
    const fixable = patch.fixed !== undefined || state === 'fixed';
    findings.push({ host, patch, ...(!fixable && { withoutFix: kept(state) }), at: spanOf(id) });
  }
  return { findings, problems: problem ? [problem] : [], ...(collected && { collected }) };
}

/** What was scanned: a folder's path, or an image as the user wrote it. */
function targetOf(report: Json | undefined): readonly string[] {
  const target = recordOf(report?.source)?.target;
  const name = textOf(target) ?? textOf(recordOf(target)?.userInput);
  return name === undefined ? [] : [name];
}

function patchOf(
  vulnerability: Json,
  match: Json,
  kept: (text: string) => string,
  detected: string | undefined,
): PendingPatchText {
  const id = textOf(vulnerability.id) ?? '';
  const artifact = recordOf(match.artifact) ?? {};
  const advisory = textOf(recordsOf(vulnerability.advisories)[0]?.id);
  const cves = cvesOf(id, match);
  const severity = severityOf(vulnerability.severity);
  const cvss = vectorOf(vulnerability) ?? recordsOf(match.relatedVulnerabilities).map(vectorOf).find(Boolean);
  const fixed = textsOf(recordOf(vulnerability.fix)?.versions)[0];
  const epss = numberOf(recordsOf(vulnerability.epss)[0]?.epss);
  const name = textOf(artifact.name);
  const installed = textOf(artifact.version);
  return {
    id: kept(advisory ?? id),
    ...(cves.length > 0 && { cves: cves.map(kept) }),
    ...(severity && { severity }),
    ...(cvss !== undefined && { cvss: kept(cvss) }),
    ...(detected !== undefined && { detected }),
    ...(epss !== undefined && epss >= 0 && epss <= 1 && { epss }),
    component: OS_PACKAGES.has(String(artifact.type)) ? 'os' : 'application',
    ...(name !== undefined && { package: kept(name) }),
    ...(installed !== undefined && { installed: kept(installed) }),
    ...(fixed !== undefined && { fixed: kept(fixed) }),
  };
}

function cvesOf(id: string, match: Json): readonly string[] {
  const related = recordsOf(match.relatedVulnerabilities).flatMap((other) => textOf(other.id) ?? []);
  return [...new Set([id, ...related])].filter((name) => name.startsWith('CVE-'));
}

function vectorOf(vulnerability: Json): string | undefined {
  const vectors = recordsOf(vulnerability.cvss).flatMap((score) => textOf(score.vector) ?? []);
  return vectors.filter((vector) => vector.startsWith('CVSS:')).sort((a, b) => (a < b ? 1 : -1))[0];
}
