// Foreign answers to statements and findings, anchored: findings to the report's own lines, assets that live only in a source to our `sources:` line.
// Pure, and done once for each answer.

import type { AssetStatement, PendingPatch } from '../model/asset.ts';
import type { AssetText } from '../schema/inventory.ts';
import type { Anchor, Place } from '../schema/located.ts';
import { checkUnit } from '../schema/units.ts';
import { readAnsible } from '../sources/ansible.ts';
import { type ReadFindings, readFindings } from '../sources/findings.ts';
import type { AssetFinding, Finding, ForeignFile, SourceProblem } from '../sources/reader.ts';
import type { Location } from '../text/span.ts';
import type { ForeignAnswer, ForeignRequest } from './foreign.ts';
import type { ForeignReading } from './snapshot.ts';

/** Results by answer: an answer that didn't change isn't read again. */
export class ForeignMemo {
  readonly #findings = new WeakMap<ForeignFile, Map<string, ReadFindings>>();
  readonly #contents = new WeakMap<ForeignAnswer, SourceContent>();
  /** By the chunk of our line too: what an edit replaces is let go with it. */
  readonly #sources = new WeakMap<ForeignAnswer, WeakMap<Place, Map<string, SourceReading>>>();
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

  /** The same reading for the same answer to the same line, as long as the line's chunk isn't edited. */
  sourceOf(request: ForeignRequest, answer: ForeignAnswer): SourceReading {
    const byPlace = this.#sources.get(answer) ?? new WeakMap<Place, Map<string, SourceReading>>();
    this.#sources.set(answer, byPlace);
    const { place, span } = request.at;
    const byLine = byPlace.get(place) ?? new Map<string, SourceReading>();
    byPlace.set(place, byLine);
    const line = `${span.start} ${span.end} ${request.key}`;
    const known = byLine.get(line);
    if (known) return known;
    const reading = sourceReading(request, answer, this.#contentOf(answer));
    byLine.set(line, reading);
    return reading;
  }

  #contentOf(answer: ForeignAnswer): SourceContent {
    const known = this.#contents.get(answer);
    if (known) return known;
    this.#read += answer.files.length;
    const content = readContent(answer);
    this.#contents.set(answer, content);
    return content;
  }
}

export interface SourceReading {
  readonly reading: ForeignReading;
  readonly statements: readonly AssetStatement[];
  /** Groups that the source itself declares. */
  readonly groups: readonly { readonly name: string; readonly at: Anchor }[];
}

/** What a source says, whichever line of ours names it. */
interface SourceContent extends Pick<SourceReading, 'groups'> {
  readonly statements: readonly (Omit<AssetStatement, 'at' | 'pendingAt'> & { readonly source: string })[];
  readonly problems: ForeignReading['problems'];
}

const UNSUPPORTED = 'Patchtide cannot read this kind of source yet; nothing of it is read.';

/** The same object again for an unchanged answer to a request that stands where it stood in its chunk. */
export function readSource(
  request: ForeignRequest,
  answer: ForeignAnswer | undefined,
  memo: ForeignMemo,
): SourceReading {
  if (answer && request.kind === 'ansible') return memo.sourceOf(request, answer);
  const empty = emptyReading(request, answer);
  const refusals = answer ? [...empty.refusals, UNSUPPORTED] : empty.refusals;
  return { reading: { ...empty, refusals }, statements: [], groups: [] };
}

function sourceReading(
  request: ForeignRequest,
  answer: ForeignAnswer,
  { statements, groups, problems }: SourceContent,
): SourceReading {
  const { at } = request;
  const pendingAt = () => at;
  return {
    reading: { ...emptyReading(request, answer), problems },
    statements: statements.map(({ name, facts, by, fieldAt, source }) => ({
      name,
      facts,
      by,
      at,
      fieldAt,
      pendingAt,
      source,
    })),
    groups,
  };
}

function readContent(answer: ForeignAnswer): SourceContent {
  const result = readAnsible(answer.files);
  const paths = new Map(answer.files.map(({ uri, path }) => [uri, path]));
  const faulty = new Map(result.assets.flatMap((asset) => hostFault(asset) ?? []));
  const sound = result.assets.filter((asset) => !faulty.has(asset));
  const statements = sound.map(({ name, facts, groups, at, fieldAt }) => ({
    name,
    facts: { ...facts, groups: [...groups] } satisfies Partial<AssetText>,
    by: 'source' as const,
    fieldAt: (field: string) => anchored(fieldAt[field] ?? at),
    source: paths.get(at.file) ?? at.file,
  }));
  const problems = [
    ...result.problems.map((problem) => anchoredProblem(problem, problem.file)),
    ...[...faulty].map(([{ at }, message]) => ({ at: anchored(at), message, severity: 'warning' as const })),
  ];
  return { statements, groups: result.groups.map(({ name, at }) => ({ name, at: anchored(at) })), problems };
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

/** What is known of a line before any of its files is read. */
export function emptyReading(request: ForeignRequest, answer: ForeignAnswer | undefined): ForeignReading {
  const refusals = answer?.refusals ?? [];
  return { request, files: answer?.files.length, refusals, problems: [], unmatched: new Map() };
}

export function patchOf({ patch, securitySuite, at }: Finding, file: ForeignFile): PendingPatch {
  return { ...patch, at: inFile(file, at), report: file.path, ...(securitySuite && { securitySuite }) };
}

export function anchoredProblem(
  { span, message, remedy, severity }: SourceProblem,
  file: string,
): ForeignReading['problems'][number] {
  return { at: anchored({ file, span }), message: `${message} ${remedy}`, severity };
}

export function inFile({ uri }: ForeignFile, span: Location['span']): Anchor {
  return anchored({ file: uri, span });
}

function anchored({ file, span }: Location): Anchor {
  return { place: { file, offset: 0 }, span };
}
