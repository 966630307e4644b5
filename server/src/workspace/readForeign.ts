// Foreign answers to statements and patches, anchored: findings to the report's own lines, assets that live only in a source to our `sources:` line.
// Pure, and done once for each answer.

import type { Asset, AssetStatement, PendingPatch } from '../model/asset.ts';
import type { AssetNames } from '../model/assetNames.ts';
import type { AssetText } from '../schema/inventory.ts';
import type { Anchor } from '../schema/located.ts';
import { checkUnit } from '../schema/units.ts';
import { readAnsible } from '../sources/ansible.ts';
import { type ReadFindings, readFindings } from '../sources/findings.ts';
import type { AssetFinding, AssetsResult, Finding, ForeignFile, SourceProblem } from '../sources/reader.ts';
import type { Location } from '../text/span.ts';
import type { ForeignAnswer, ForeignRequest } from './foreign.ts';
import { latestOfSeries, type ReadReport } from './reportSeries.ts';
import type { ForeignReading } from './snapshot.ts';

/** Results by answer: an answer that didn't change isn't read again. */
export class ForeignMemo {
  readonly #findings = new WeakMap<ForeignFile, Map<string, ReadFindings>>();
  readonly #assets = new WeakMap<ForeignAnswer, AssetsResult>();
  #read = 0;

  /** How many foreign files were really read. */
  get filesRead(): number {
    return this.#read;
  }

  findingsOf(file: ForeignFile, context: ForeignRequest['context']): ReadFindings {
    const byContext = this.#findings.get(file) ?? new Map<string, ReadFindings>();
    this.#findings.set(file, byContext);
    const key = JSON.stringify(context);
    const known = byContext.get(key);
    if (known) return known;
    this.#read++;
    const result = readFindings(file, context);
    byContext.set(key, result);
    return result;
  }

  assetsOf(answer: ForeignAnswer): AssetsResult {
    const known = this.#assets.get(answer);
    if (known) return known;
    this.#read += answer.files.length;
    const result = readAnsible(answer.files);
    this.#assets.set(answer, result);
    return result;
  }
}

export interface SourceReading {
  readonly reading: ForeignReading;
  readonly statements: readonly AssetStatement[];
  /** Groups that the source itself declares. */
  readonly groups: readonly { readonly name: string; readonly at: Anchor }[];
}

const UNSUPPORTED = 'Patchtide cannot read this kind of source yet; nothing of it is read.';

export function readSource(
  request: ForeignRequest,
  answer: ForeignAnswer | undefined,
  memo: ForeignMemo,
): SourceReading {
  const empty = emptyReading(request, answer);
  if (!answer) return { reading: empty, statements: [], groups: [] };
  if (request.kind !== 'ansible') {
    return { reading: { ...empty, refusals: [...empty.refusals, UNSUPPORTED] }, statements: [], groups: [] };
  }
  const result = memo.assetsOf(answer);
  const paths = new Map(answer.files.map(({ uri, path }) => [uri, path]));
  const faulty = new Map(result.assets.flatMap((asset) => hostFault(asset) ?? []));
  const sound = result.assets.filter((asset) => !faulty.has(asset));
  const statements = sound.map(({ name, facts, groups, at, fieldAt }): AssetStatement => {
    const own = fieldAt;
    return {
      name,
      facts: { ...facts, groups: [...groups] } satisfies Partial<AssetText>,
      by: 'source',
      at: request.at,
      fieldAt: (field) => anchored(own[field] ?? at),
      pendingAt: () => request.at,
      source: paths.get(at.file) ?? at.file,
    };
  });
  const problems = [
    ...result.problems.map((problem) => anchoredProblem(problem, problem.file)),
    ...[...faulty].map(([{ at }, message]) => ({ at: anchored(at), message, severity: 'warning' as const })),
  ];
  const groups = result.groups.map(({ name, at }) => ({ name, at: anchored(at) }));
  return { reading: { ...empty, problems }, statements, groups };
}

/** A host whose name or address could be taken for something else is left out: it would end up in arguments and file names. */
function hostFault(asset: AssetFinding): [AssetFinding, string][] | undefined {
  const { address, connection } = asset.facts;
  const checked = [
    ['name', asset.name],
    ['host', address],
    ['user', connection?.user],
  ] as const;
  for (const [unit, text] of checked) {
    const fault = text === undefined ? undefined : checkUnit(unit, text);
    if (fault !== undefined) return [[asset, `\`${text}\` ${fault} The host is left out.`]];
  }
  return undefined;
}

export function readFindingsRequest(
  request: ForeignRequest,
  answer: ForeignAnswer | undefined,
  { names, memo }: { readonly names: AssetNames; readonly memo: ForeignMemo },
): ForeignReading {
  const empty = emptyReading(request, answer);
  if (!answer) return empty;
  const problems: ForeignReading['problems'][number][] = [];
  const unmatched = new Map<string, { count: number; at: Anchor }>();
  const reports: ReadReport[] = [];
  for (const file of answer.files) {
    const result = memo.findingsOf(file, request.context);
    const patches: ReadReport['patches'][number][] = [];
    reports.push({ path: file.path, format: result.format, patches });
    for (const problem of result.problems) problems.push(anchoredProblem(problem, file.uri));
    for (const finding of result.findings) {
      if (finding.withoutFix !== undefined) continue;
      const at = anchored({ file: file.uri, span: finding.at });
      const asset = assetOf(finding, names);
      if (asset) patches.push({ asset: asset.name, patch: patchOf(finding, at, file) });
      else if (finding.host.asset === undefined) {
        const host = finding.host.name ?? finding.host.addresses[0] ?? file.path;
        unmatched.set(host, {
          count: (unmatched.get(host)?.count ?? 0) + 1,
          at: unmatched.get(host)?.at ?? at,
        });
      }
    }
  }
  return { ...empty, problems, unmatched, patches: latestOfSeries(reports) };
}

function emptyReading(request: ForeignRequest, answer: ForeignAnswer | undefined): ForeignReading {
  const refusals = answer?.refusals ?? [];
  return { request, files: answer?.files.length, refusals, problems: [], unmatched: new Map(), patches: [] };
}

function patchOf({ patch, securitySuite }: Finding, at: Anchor, file: ForeignFile): PendingPatch {
  return { ...patch, at, report: file.path, ...(securitySuite && { securitySuite }) };
}

/** What our own line says is final; where it names no asset of ours, `name/unresolved` says so. */
function assetOf({ host }: Finding, names: AssetNames): Asset | undefined {
  if (host.asset !== undefined) return names.named(host.asset);
  return names.find([...(host.name === undefined ? [] : [host.name]), ...host.addresses, ...host.aliases]);
}

function anchored({ file, span }: Location): Anchor {
  return { place: { file, offset: 0 }, span };
}

function anchoredProblem(
  { span, message, remedy, severity }: SourceProblem,
  file: string,
): ForeignReading['problems'][number] {
  return { at: anchored({ file, span }), message: `${message} ${remedy}`, severity };
}
