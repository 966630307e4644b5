// From read files to a snapshot: statements merged into assets, findings attached, policies read, everything judged. Pure.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import type { Asset, AssetStatement, PendingPatch } from '../model/asset.ts';
import { AssetNames } from '../model/assetNames.ts';
import type { AssetJudgement } from '../model/judgement.ts';
import { type GroupStatement, mergeAssets } from '../model/mergeAssets.ts';
import { mergePatches } from '../model/mergeFindings.ts';
import type { Policy } from '../model/policy.ts';
import { readPolicy } from '../model/readPolicy.ts';
import { judgeBy } from '../model/sla.ts';
import type { InventoryText } from '../schema/inventory.ts';
import { anchorOf } from '../schema/located.ts';
import { type Entry, type Parts, partsOf } from '../schema/parts.ts';
import type { PolicyText } from '../schema/policy.ts';
import { type ForeignAnswer, type ForeignRequest, requestsOf } from './foreign.ts';
import { NameIndex } from './names.ts';
import type { OwnedFile } from './ownedFile.ts';
import { type ForeignMemo, readFindingsRequest, readSource, type SourceReading } from './readForeign.ts';
import type { Snapshot } from './snapshot.ts';

export interface DeriveInput {
  readonly files: ReadonlyMap<FileUri, OwnedFile>;
  readonly answers: ReadonlyMap<string, ForeignAnswer>;
  readonly memo: ForeignMemo;
  readonly now: Instant;
}

export type Derived = Pick<
  Snapshot,
  'assets' | 'policies' | 'judgements' | 'conflicts' | 'names' | 'foreign' | 'changesAt'
>;

export function derive({ files, answers, memo, now }: DeriveInput): Derived {
  const inventories = filesOf(files, 'inventory').map((file) => ({
    file,
    parts: partsOf<InventoryText>(file.chunks, file.kind.schema),
  }));
  const requests = inventories.flatMap(({ file, parts }) => requestsOf(file.uri, parts));
  const sources = requests
    .filter(({ kind }) => kind !== 'findings')
    .map((request) => readSource(request, answers.get(request.key), memo));
  const stated = collectStatements(
    inventories.map(({ parts }) => parts),
    sources,
  );
  const { assets: merged, conflicts } = mergeAssets(
    stated,
    collectGroups(inventories.map(({ parts }) => parts)),
  );
  const names = new AssetNames(merged);
  const findings = requests
    .filter(({ kind }) => kind === 'findings')
    .map((request) => readFindingsRequest(request, answers.get(request.key), { names, memo }));
  const assets = withFindings(
    merged,
    findings.flatMap(({ patches }) => patches),
  );
  const policies = filesOf(files, 'policy').map((file) => readPolicyFile(file));
  const judge = judgeBy(policies, now);
  const judgements = new Map([...assets].map(([name, asset]) => [name, judge(asset)]));
  return {
    assets,
    policies,
    judgements,
    conflicts,
    names: indexNames(files, sources),
    foreign: [...sources.map(({ reading }) => reading), ...findings],
    changesAt: nextChange(judgements.values()),
  };
}

export function foreignRequests(files: ReadonlyMap<FileUri, OwnedFile>): readonly ForeignRequest[] {
  return filesOf(files, 'inventory').flatMap((file) =>
    requestsOf(file.uri, partsOf<InventoryText>(file.chunks, file.kind.schema)),
  );
}

/** In the order of their addresses, so that "the first one counts" doesn't depend on the order of loading. */
function filesOf(
  files: ReadonlyMap<FileUri, OwnedFile>,
  kind: OwnedFile['kind']['id'],
): readonly OwnedFile[] {
  return [...files.values()].filter((file) => file.kind.id === kind).sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

export function readPolicyFile(file: OwnedFile): Policy {
  return readPolicy(file.uri, partsOf<PolicyText>(file.chunks, file.kind.schema));
}

function collectStatements(
  inventories: readonly Parts<InventoryText>[],
  sources: readonly SourceReading[],
): Map<string, AssetStatement[]> {
  const stated = new Map<string, AssetStatement[]>();
  for (const entry of inventories.flatMap((parts) => parts.entries('assets'))) {
    // One asset, one home: a second entry is reported as a duplicate and states nothing.
    if (!stated.has(entry.name)) stated.set(entry.name, [statementOf(entry)]);
  }
  for (const statement of sources.flatMap(({ statements }) => statements)) {
    const known = stated.get(statement.name);
    if (known) known.push(statement);
    else stated.set(statement.name, [statement]);
  }
  return stated;
}

function statementOf({
  name,
  value,
  place,
  at,
}: Entry<NonNullable<InventoryText['assets']>[string]>): AssetStatement {
  return {
    name,
    facts: value,
    by: 'asset',
    at,
    fieldAt: (field) => anchorOf(place, value, field),
    pendingAt: (patch) => anchorOf(place, patch),
  };
}

function collectGroups(inventories: readonly Parts<InventoryText>[]): Map<string, GroupStatement> {
  const groups = new Map<string, GroupStatement>();
  for (const { name, value, place, at } of inventories.flatMap((parts) => parts.entries('groups'))) {
    if (groups.has(name)) continue;
    groups.set(name, { name, facts: value, at, fieldAt: (field) => anchorOf(place, value, field) });
  }
  return groups;
}

function withFindings(
  assets: ReadonlyMap<string, Asset>,
  found: readonly { readonly asset: string; readonly patch: PendingPatch }[],
): ReadonlyMap<string, Asset> {
  const byAsset = new Map<string, PendingPatch[]>();
  for (const { asset, patch } of found) {
    const list = byAsset.get(asset);
    if (list) list.push(patch);
    else byAsset.set(asset, [patch]);
  }
  if (byAsset.size === 0) return assets;
  return new Map(
    [...assets].map(([name, asset]) => {
      const patches = byAsset.get(name);
      return [name, patches ? { ...asset, pending: mergePatches(asset, asset.pending, patches) } : asset];
    }),
  );
}

function indexNames(files: ReadonlyMap<FileUri, OwnedFile>, sources: readonly SourceReading[]): NameIndex {
  const index = NameIndex.of([...files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1)));
  for (const { statements, groups } of sources) {
    for (const { name, at, fieldAt } of statements) {
      // An asset that one of our files states lives there; the source's statement isn't a second home.
      if (index.definitionsOf('asset', name).length === 0)
        index.add('defines', 'asset', { name, at: fieldAt('') ?? at });
    }
    for (const group of groups) {
      if (index.definitionsOf('group', group.name).length === 0) index.add('defines', 'group', group);
    }
  }
  return index;
}

function nextChange(judgements: Iterable<AssetJudgement>): Instant | undefined {
  let next: Instant | undefined;
  for (const { changesAt } of judgements) {
    if (changesAt !== undefined && (next === undefined || changesAt < next)) next = changesAt;
  }
  return next;
}
