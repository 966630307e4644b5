// Nessus' XML export (.nessus, version 2). Spans are those of the ReportItem's tag. Informational items (severity 0) are no findings; an item
// that no update fixes (a cipher, a header) is kept as one without a fix.

import type { PendingPatchText } from '../schema/inventory.ts';
import type { Severity } from '../schema/vocabulary.ts';
import { collectedOf } from './collected.ts';
import { type Json, recordOf, recordsOf } from './json.ts';
import { ownPool } from './own.ts';
import type {
  Finding,
  FindingsContext,
  FindingsReader,
  FindingsResult,
  ForeignFile,
  HostIdentity,
} from './reader.ts';
import { advisoryIn } from './severity.ts';
import { elementText, elementTexts, parseXml } from './xml.ts';

const LISTS = new Set(['Report', 'ReportHost', 'ReportItem', 'tag', 'cve', 'xref']);
const SEVERITIES: Readonly<Record<string, Severity>> = {
  '1': 'low',
  '2': 'medium',
  '3': 'high',
  '4': 'critical',
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Target {
  readonly host: HostIdentity;
  readonly detected: string | undefined;
}

interface Package {
  readonly name?: string;
  readonly installed?: string;
  readonly fixed?: string;
}

export const nessus: FindingsReader = {
  format: 'nessus',
  recognises: (head) => /<NessusClientData_v2[\s>]/.test(head),
  read: readNessus,
};

function readNessus(file: ForeignFile, text: string, context: FindingsContext): FindingsResult {
  const { root, problem } = parseXml(text, LISTS);
  const collected = collectedOf(file, context);
  const starts = itemStarts(text);
  const kept = ownPool();
  const findings: Finding[] = [];
  let item = 0;
  for (const report of recordsOf(recordOf(root.NessusClientData_v2)?.Report)) {
    for (const reportHost of recordsOf(report.ReportHost)) {
      const target = targetOf(reportHost, context, collected?.moment);
      const seen = new Set<string>();
      for (const entry of recordsOf(reportHost.ReportItem)) {
        const start = starts[item++] ?? 0;
        // One plugin reports once for each port.
        for (const finding of findingsOf(entry, target, kept, start)) {
          const { id, package: name, installed } = finding.patch;
          const key = JSON.stringify([entry['@pluginID'], id, name, installed]);
          if (!seen.has(key)) findings.push(finding);
          seen.add(key);
        }
      }
    }
  }
  return { findings, problems: problem ? [problem] : [], ...(collected && { collected }) };
}

function itemStarts(text: string): readonly number[] {
  return Array.from(text.matchAll(/<ReportItem(?=[\s>/])/g), (match) => match.index);
}

function targetOf(reportHost: Json, context: FindingsContext, otherwise: string | undefined): Target {
  const tags = new Map<string, string>();
  for (const tag of recordsOf(recordOf(reportHost.HostProperties)?.tag)) {
    const value = elementText(tag);
    if (value !== undefined) tags.set(String(tag['@name']), value);
  }
  const detected = context.collected ?? endOf(tags) ?? otherwise;
  if (context.asset !== undefined)
    return { host: { asset: context.asset, addresses: [], aliases: [] }, detected };
  const name = elementText(reportHost['@name']);
  const address = tags.get('host-ip');
  const aliases = ['host-fqdn', 'hostname', 'netbios-name', 'host-rdns'].flatMap(
    (tag) => tags.get(tag) ?? [],
  );
  return {
    host: {
      ...(name !== undefined && { name }),
      addresses: address === undefined ? [] : [address],
      aliases: [...new Set(aliases)].filter((alias) => alias !== name),
    },
    detected,
  };
}

function endOf(tags: ReadonlyMap<string, string>): string | undefined {
  const seconds = Number(tags.get('HOST_END_TIMESTAMP') ?? Number.NaN);
  if (seconds > 0 && seconds < 8e12) return new Date(seconds * 1000).toISOString();
  // `Wed Mar 23 15:07:52 2022`, in the scanner's zone, which nothing states.
  const match = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(tags.get('HOST_END') ?? '');
  const month = MONTHS.indexOf(match?.[1] ?? '') + 1;
  if (!match || month === 0) return undefined;
  return `${match[4]}-${String(month).padStart(2, '0')}-${(match[2] ?? '').padStart(2, '0')}T${match[3]}`;
}

function findingsOf(
  entry: Json,
  target: Target,
  kept: (text: string) => string,
  start: number,
): readonly Finding[] {
  const severity = SEVERITIES[String(entry['@severity'])];
  if (!severity) return [];
  const packages = packagesOf(elementText(entry.plugin_output) ?? '');
  const fixable =
    entry.patch_publication_date !== undefined ||
    packages.some((found) => found.fixed !== undefined) ||
    /^(?:Upgrade|Update|Apply|Install)\b/.test(elementText(entry.solution) ?? '');
  const common = patchOf(entry, severity, target.detected, kept);
  return packages.map((found) => ({
    host: target.host,
    patch: {
      ...common,
      ...(found.name !== undefined && { package: kept(found.name) }),
      ...(found.installed !== undefined && { installed: kept(found.installed) }),
      ...(found.fixed !== undefined && { fixed: kept(found.fixed) }),
    },
    ...(!fixable && { withoutFix: 'no patch' }),
    at: { start, end: start + '<ReportItem'.length },
  }));
}

function patchOf(
  entry: Json,
  severity: Severity,
  detected: string | undefined,
  kept: (text: string) => string,
): PendingPatchText {
  const cves = elementTexts(entry.cve).map(kept);
  const advisory = advisoryIn(elementText(entry['@pluginName']) ?? '');
  const single = cves.length === 1 ? cves[0] : undefined;
  const cvss = elementText(entry.cvss4_vector) ?? elementText(entry.cvss3_vector);
  const published = dateOf(entry.vuln_publication_date);
  const released = dateOf(entry.patch_publication_date);
  return {
    id: kept(advisory ?? single ?? `nessus-${String(entry['@pluginID'])}`),
    ...(cves.length > 0 && { cves }),
    severity,
    ...(cvss?.startsWith('CVSS:') && { cvss: kept(cvss) }),
    ...(published !== undefined && { published }),
    ...(released !== undefined && { released }),
    ...(detected !== undefined && { detected }),
  };
}

/** `2022/03/23` */
function dateOf(value: unknown): string | undefined {
  const match = /^(\d{4})\/(\d{2})\/(\d{2})$/.exec(elementText(value) ?? '');
  return match ? `${match[1]}-${match[2]}-${match[3]}` : undefined;
}

/** A check on the host itself lists packages (`Installed package : openssl_1.1.1-1`); one from outside lists versions. */
function packagesOf(output: string): readonly Package[] {
  const versions = output.matchAll(
    /(Installed|Fixed) (package|version)[ \t]*:[ \t]*(?:([a-z0-9][a-z0-9+.:-]*)_(?=\d))?([^\s,]+)/g,
  );
  const packages: { name?: string; installed?: string; fixed?: string }[] = [];
  for (const [, which, , name, version] of versions) {
    if (version === undefined) continue;
    const last = packages.at(-1);
    if (which === 'Installed' || !last) packages.push({});
    const found = packages.at(-1);
    if (!found) continue;
    if (name !== undefined) found.name = name;
    if (which === 'Installed') found.installed = version;
    else found.fixed = version;
  }
  return packages.length > 0 ? packages : [{}];
}
