// One line of `findings:`: its reports in their series, and what each says of which host. A new answer keeps what was made of the files that it
// shares with the old one.

import { groupBy } from '../base/groupBy.ts';
import type { PendingPatch } from '../model/asset.ts';
import type { Anchor } from '../schema/located.ts';
import type { ReadFindings } from '../sources/findings.ts';
import type { ForeignFile, HostIdentity } from '../sources/reader.ts';
import type { Span } from '../text/span.ts';
import type { ForeignAnswer, ForeignRequest } from './foreign.ts';
import type { HostMatches, MatchedHost } from './hostMatches.ts';
import { anchoredProblem, emptyReading, type ForeignMemo, inFile, patchOf } from './readForeign.ts';
import { latestOf, newestFirst, seriesOf } from './reportSeries.ts';
import type { ForeignReading } from './snapshot.ts';

/** What one report says of one host. */
export interface HostFindings {
  readonly report: Report;
  readonly host: MatchedHost<HostFindings>;
  /** Of the findings of the report, in their order. */
  readonly indices: readonly number[];
}

interface Series {
  readonly line: FindingsLine;
  /** Equal for what is one series. */
  readonly key: string;
  readonly format: string | undefined;
  readonly reports: readonly Report[];
  /** Among the series of the line; negative while it has no place yet. */
  order: number;
}

export class Report {
  readonly file: ForeignFile;
  readonly result: ReadFindings;
  hosts: readonly HostFindings[] = [];
  /** Among the files of the answer. */
  index = -1;
  /** At first it's one of its own. */
  series: Series;

  constructor(line: FindingsLine, file: ForeignFile, result: ReadFindings) {
    this.file = file;
    this.result = result;
    const key = seriesOf({ path: file.path, format: result.format });
    this.series = { line, key, format: result.format, reports: [this], order: -1 };
  }

  get path(): string {
    return this.file.path;
  }
}

export class FindingsLine {
  readonly #hosts: HostMatches<HostFindings>;
  readonly #unmatched = new Set<HostFindings>();
  #request: ForeignRequest;
  #answer: ForeignAnswer | undefined;
  #reports: readonly Report[] = [];
  #problems: ForeignReading['problems'] = [];
  #reading: ForeignReading | undefined;
  /** Among the lines of the workspace; negative while it has no place yet. */
  order = -1;

  constructor(request: ForeignRequest, hosts: HostMatches<HostFindings>) {
    this.#request = request;
    this.#hosts = hosts;
  }

  /** The same question, where it stands now. */
  moveTo(request: ForeignRequest): void {
    const [before, after] = [this.#request.at, request.at];
    const { start, end } = before.span;
    if (before.place === after.place && start === after.span.start && end === after.span.end) return;
    this.#request = request;
    this.#reading = this.#reading && { ...this.#reading, request };
  }

  /** Every asset is noted in `touched` whose findings may be others now, or may stand in another order. */
  answerWith(answer: ForeignAnswer | undefined, memo: ForeignMemo, touched: Set<string>): void {
    if (answer === this.#answer) return;
    const reports = this.#reportsOf(answer, memo);
    const kept = new Set(reports);
    const gone = this.#reports.filter((report) => !kept.has(report));
    for (const series of new Set(gone.map((report) => report.series))) noteAssets(series.reports, touched);
    this.#arrange(reports, touched);
    this.#release(gone);
    this.#answer = answer;
    this.#reports = reports;
    this.#problems = reports.flatMap(problemsOf);
    this.#reading = undefined;
  }

  /** Its findings don't count any more. */
  close(): void {
    this.#release(this.#reports);
    this.#reports = [];
  }

  noteAssets(touched: Set<string>): void {
    noteAssets(this.#reports, touched);
  }

  /** The host of some findings of this line became an asset, or another one, or is none any more. */
  matchChanged(findings: HostFindings): void {
    const before = this.#unmatched.size;
    if (isUnmatched(findings)) this.#unmatched.add(findings);
    else this.#unmatched.delete(findings);
    if (this.#unmatched.size !== before) this.#reading = undefined;
  }

  /** The same object while nothing of it has changed. */
  reading(): ForeignReading {
    this.#reading ??= {
      ...emptyReading(this.#request, this.#answer),
      problems: this.#problems,
      unmatched: unmatchedHosts(this.#unmatched),
    };
    return this.#reading;
  }

  #reportsOf(answer: ForeignAnswer | undefined, memo: ForeignMemo): readonly Report[] {
    const known = new Map(this.#reports.map((report) => [report.file, report]));
    return (answer?.files ?? []).map((file) => {
      const report = known.get(file);
      known.delete(file);
      return report ?? this.#newReport(file, memo);
    });
  }

  #newReport(file: ForeignFile, memo: ForeignMemo): Report {
    const report = new Report(this, file, memo.findingsOf(file, this.#request.context));
    const hosts = [...hostsIn(report.result)].map(([identity, indices]) =>
      this.#hosts.add(identity, (host) => ({
        report,
        host,
        // A copy takes no room for more.
        indices: indices.slice(),
      })),
    );
    for (const findings of hosts) if (isUnmatched(findings)) this.#unmatched.add(findings);
    report.hosts = hosts;
    return report;
  }

  /** Puts the reports into their series. What isn't in the series that it was in, or stands elsewhere among them, is noted. */
  #arrange(reports: readonly Report[], touched: Set<string>): void {
    reports.forEach((report, index) => {
      report.index = index;
    });
    const kept: Series[] = [];
    let last = -1;
    let isInOrder = true;
    [...groupBy(reports, ({ series }) => series.key)].forEach(([key, members], order) => {
      const series = this.#seriesOf(key, members);
      if (series.order < 0) noteAssets(series.reports, touched);
      else {
        kept.push(series);
        isInOrder &&= series.order > last;
        last = series.order;
      }
      series.order = order;
    });
    if (!isInOrder) for (const series of kept) noteAssets(series.reports, touched);
  }

  /** The series that these were already, or a new one. */
  #seriesOf(key: string, members: readonly Report[]): Series {
    const before = members[0]?.series;
    const isSame = members.every(({ series }) => series === before);
    if (before && isSame && before.reports.length === members.length) return before;
    const format = members[0]?.result.format;
    const series = { line: this, key, format, reports: newestFirst(members), order: -1 };
    for (const member of members) member.series = series;
    return series;
  }

  #release(reports: readonly Report[]): void {
    const hosts = reports.flatMap((report) => report.hosts);
    for (const findings of hosts) this.#unmatched.delete(findings);
    this.#hosts.release(hosts);
  }
}

/** @param found all that reports say of one asset. */
export function patchesIn(found: readonly HostFindings[]): readonly PendingPatch[] {
  const bySeries = [...groupBy(found, ({ report }) => report.series)].sort(
    ([a], [b]) => a.line.order - b.line.order || a.order - b.order,
  );
  return bySeries.flatMap(([{ format, reports }, inSeries]) => {
    const byReport = groupBy(inSeries, ({ report }) => report);
    return latestOf(
      format,
      reports.map((report) => patchesOf(report, byReport.get(report) ?? [])),
    );
  });
}

function patchesOf({ file, result }: Report, hosts: readonly HostFindings[]): readonly PendingPatch[] {
  const indices = hosts.length === 1 ? (hosts[0]?.indices ?? []) : inOrder(hosts);
  return indices.flatMap((index) => {
    const finding = result.findings[index];
    return finding ? [patchOf(finding, file)] : [];
  });
}

const NO_PROBLEMS: ForeignReading['problems'] = [];

function problemsOf({ file, result }: Report): ForeignReading['problems'] {
  if (result.problems.length === 0) return NO_PROBLEMS;
  return result.problems.map((problem) => anchoredProblem(problem, file.uri));
}

function inOrder(hosts: readonly HostFindings[]): readonly number[] {
  return hosts.flatMap(({ indices }) => indices).sort((a, b) => a - b);
}

/** What counts of a report: the findings that something can be installed for, by host. */
function hostsIn({ findings }: ReadFindings): ReadonlyMap<HostIdentity, readonly number[]> {
  const hosts = new Map<HostIdentity, number[]>();
  findings.forEach(({ host, withoutFix }, index) => {
    if (withoutFix !== undefined) return;
    const indices = hosts.get(host);
    if (indices) indices.push(index);
    else hosts.set(host, [index]);
  });
  return hosts;
}

function noteAssets(reports: readonly Report[], touched: Set<string>): void {
  for (const { hosts } of reports) {
    for (const { host } of hosts) if (host.asset !== undefined) touched.add(host.asset);
  }
}

/** Where our own line names an asset that doesn't exist, `name/unresolved` says so. */
function isUnmatched({ host }: HostFindings): boolean {
  return host.asset === undefined && host.identity.asset === undefined;
}

/** By what the reports call them, in the order of the findings. */
function unmatchedHosts(unmatched: ReadonlySet<HostFindings>): ForeignReading['unmatched'] {
  const hosts = new Map<string, { count: number; at: Anchor }>();
  for (const { host, report, indices } of [...unmatched].sort(byPlace)) {
    const { name, addresses } = host.identity;
    const called = name ?? addresses[0] ?? report.path;
    const known = hosts.get(called);
    const count = (known?.count ?? 0) + indices.length;
    const at = known?.at ?? inFile(report.file, firstSpan(report, indices));
    hosts.set(called, { count, at });
  }
  return hosts;
}

function firstSpan({ result }: Report, [first = 0]: readonly number[]): Span {
  return result.findings[first]?.at ?? { start: 0, end: 0 };
}

function byPlace(a: HostFindings, b: HostFindings): number {
  return a.report.index - b.report.index || (a.indices[0] ?? 0) - (b.indices[0] ?? 0);
}
