// Scan results among the files of a folder, recognised by what they look like, as patterns for `findings:`; and the hosts that they name.

import { findingsReaders } from '../sources/findings.ts';
import { type FindingsReader, HEAD, type HostIdentity } from '../sources/reader.ts';
import type { ListedFile } from './listedFile.ts';

export interface ReportsFound {
  readonly entries: readonly ReportEntry[];
  readonly hosts: readonly ReportedHost[];
}

export interface ReportEntry {
  readonly pattern: string;
  readonly format: string;
  readonly count: number;
}

export interface ReportedHost {
  readonly name: string;
  readonly address?: string;
}

interface Report {
  readonly file: ListedFile;
  readonly reader: FindingsReader;
}

const REPORT = /(?:^|\/)[^/.]+$|\.(?:txt|log|out|lst|list|json|nessus|xml)$/i;

export function findReports(files: readonly ListedFile[]): ReportsFound {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const reports = sorted.flatMap((file): Report[] => {
    if (!REPORT.test(file.path) || file.text.startsWith('#!')) return [];
    const reader = findingsReaders.find((one) => one.recognises(file.text.slice(0, HEAD), file.path));
    return reader ? [{ file, reader }] : [];
  });
  return { entries: entriesOf(reports, sorted), hosts: hostsOf(reports) };
}

/** Several of one kind in a folder are one pattern, unless it would match what is no report. */
function entriesOf(reports: readonly Report[], files: readonly ListedFile[]): readonly ReportEntry[] {
  const byPattern = new Map<string, Report[]>();
  for (const report of reports) {
    const pattern = patternOf(report.file.path);
    const alike = byPattern.get(pattern);
    if (alike) alike.push(report);
    else byPattern.set(pattern, [report]);
  }
  return [...byPattern].flatMap(([pattern, alike]): ReportEntry[] => {
    const matched = files.filter(({ path }) => patternOf(path) === pattern).length;
    const formats = new Set(alike.map(({ reader }) => reader.format));
    if (alike.length > 1 && matched === alike.length)
      return [{ pattern, format: [...formats].join(' and '), count: alike.length }];
    return alike.map(({ file, reader }) => ({ pattern: file.path, format: reader.format, count: 1 }));
  });
}

/** `scans/a.nessus` is one of `scans/*.nessus`. */
function patternOf(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  return `${path.slice(0, slash)}*${dot > slash ? path.slice(dot) : ''}`;
}

function hostsOf(reports: readonly Report[]): readonly ReportedHost[] {
  const hosts = new Map<string, ReportedHost>();
  for (const { file, reader } of reports) {
    const foreign = { uri: `file:///${file.path}`, path: file.path, bytes: new Uint8Array() };
    for (const { host } of reader.read(foreign, file.text, {}).findings) {
      const found = hostOf(host);
      if (found && !hosts.has(found.name)) hosts.set(found.name, found);
    }
  }
  return [...hosts.values()];
}

function hostOf({ name, addresses }: HostIdentity): ReportedHost | undefined {
  const [address] = addresses;
  if (name === undefined) return address === undefined ? undefined : { name: address };
  return address === undefined || address === name ? { name } : { name, address };
}
