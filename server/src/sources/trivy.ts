// Trivy's JSON report of a host (`trivy rootfs`, `trivy vm`, `trivy fs`) or an image. Spans are those of the vulnerability's id.
// A vulnerability that nothing installable fixes is kept with its status: it isn't a pending patch.

import type { PendingPatchText } from '../schema/inventory.ts';
import { collectedOf, hostOf, reportedMoment } from './collected.ts';
import { type Json, parseJson, recordOf, recordsOf, spansOfKey, textOf, textsOf } from './json.ts';
import { ownPool } from './own.ts';
import type { Finding, FindingsContext, FindingsReader, FindingsResult, ForeignFile } from './reader.ts';
import { advisoryIn, severityOf } from './severity.ts';

export const trivy: FindingsReader = {
  format: 'trivy',
  recognises: (head) =>
    /^\s*\{/.test(head)
      ? /"SchemaVersion"\s*:|"ArtifactName"\s*:/.test(head)
      : /^\s*\[\s*\{\s*"Target"\s*:/.test(head),
  read: readTrivy,
};

function readTrivy(file: ForeignFile, text: string, context: FindingsContext): FindingsResult {
  const { value, problem } = parseJson(text);
  const report = recordOf(value);
  const collected = collectedOf(file, context, reportedMoment(report?.CreatedAt));
  const artifact = textOf(report?.ArtifactName);
  const host = hostOf(file, context, artifact === undefined ? [] : [artifact]);
  const spanOf = spansOfKey(text, 'VulnerabilityID');
  const kept = ownPool();
  const findings: Finding[] = [];
  // Reports of Trivy before 0.20 are the list of results alone.
  for (const result of recordsOf(report ? report.Results : value)) {
    for (const vulnerability of recordsOf(result.Vulnerabilities)) {
      const id = textOf(vulnerability.VulnerabilityID);
      if (id === undefined) continue;
      const at = spanOf(id);
      const status = textOf(vulnerability.Status);
      if (status === 'not_affected') continue;
      const patch = patchOf(vulnerability, result, kept, collected?.moment);
      const fixable = patch.fixed !== undefined || status === 'fixed';
      findings.push({ host, patch, ...(!fixable && { withoutFix: kept(status ?? 'no fix') }), at });
    }
  }
  return { findings, problems: problem ? [problem] : [], ...(collected && { collected }) };
}

function patchOf(
  vulnerability: Json,
  result: Json,
  kept: (text: string) => string,
  detected: string | undefined,
): PendingPatchText {
  const id = textOf(vulnerability.VulnerabilityID) ?? '';
  const advisory = textsOf(vulnerability.VendorIDs).find((vendor) => advisoryIn(vendor) === vendor);
  const installed = textOf(vulnerability.InstalledVersion);
  const fixed = fixFor(installed, textOf(vulnerability.FixedVersion));
  const severity = severityOf(vulnerability.Severity);
  const cvss = vectorOf(vulnerability);
  const published = reportedMoment(vulnerability.PublishedDate);
  const name = textOf(vulnerability.PkgName);
  return {
    id: kept(advisory ?? id),
    ...(id.startsWith('CVE-') && { cves: [kept(id)] }),
    ...(severity && { severity }),
    ...(cvss !== undefined && { cvss: kept(cvss) }),
    ...(published !== undefined && { published: kept(published) }),
    ...(detected !== undefined && { detected }),
    component: result.Class === 'lang-pkgs' ? 'application' : 'os',
    ...(name !== undefined && { package: kept(name) }),
    ...(installed !== undefined && { installed: kept(installed) }),
    ...(fixed !== undefined && { fixed: kept(fixed) }),
  };
}

/** The vector of who set the severity, else NVD's, else anybody's; the newest CVSS that they give. */
function vectorOf(vulnerability: Json): string | undefined {
  const scores = recordOf(vulnerability.CVSS) ?? {};
  const source = textOf(vulnerability.SeveritySource) ?? 'nvd';
  const inOrder = recordsOf([scores[source], scores.nvd, ...Object.values(scores)]);
  const vectors = inOrder.flatMap((score) => textOf(score.V40Vector) ?? textOf(score.V3Vector) ?? []);
  return vectors.find((vector) => vector.startsWith('CVSS:'));
}

/** `11.0.14, 10.1.49, 9.0.112` names one fix for each line of releases: the one that shares most leading numbers with what is installed. */
function fixFor(installed: string | undefined, fixed: string | undefined): string | undefined {
  const offered = fixed?.split(',').flatMap((version) => version.trim() || []) ?? [];
  if (offered.length < 2) return offered[0];
  const parts = (installed ?? '').split('.');
  const shared = (version: string) => {
    const own = version.split('.');
    const differs = own.findIndex((part, index) => part !== parts[index]);
    return differs < 0 ? own.length : differs;
  };
  return offered.reduce((best, version) => (shared(version) > shared(best) ? version : best));
}
