// Names across files: used but defined nowhere, defined twice, stated differently by two groups.

import type { GroupConflict } from '../model/mergeAssets.ts';
import { type NameKind, nameWords } from '../schema/annotations.ts';
import type { Anchor, Place } from '../schema/located.ts';
import type { NameUse } from '../schema/walk.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

/** Kinds whose names must be defined in the workspace. Advisories are the world's, presets are the program's. */
const RESOLVED: readonly NameKind[] = ['asset', 'group', 'window', 'ring', 'role'];

const REMEDIES: Partial<Readonly<Record<NameKind, string>>> = {
  asset: 'Declare it under `assets:` of an inventory, or read it from `sources:`.',
  group: 'Declare it under `groups:` of an inventory (`{}` will do).',
  window: 'Declare it under `maintenanceWindows:` of a policy.',
  ring: 'Declare it under `rings:` of a policy.',
  role: 'Declare it under `roles:` of a policy.',
};

export const unresolvedName: Rule = {
  code: 'name/unresolved',
  severity: 'warning',
  title: 'A name that is defined nowhere',
  explanation:
    'An asset, group, window, ring or role is used that no file of the workspace defines (for assets and groups, those of `sources:` count). Whatever was meant to follow from it does not: an asset inherits nothing from an undeclared group and has no maintenance window that nobody declared.',
  inChunk(chunk, snapshot) {
    const { names } = snapshot;
    if (!snapshot.complete || RESOLVED.every((kind) => names.missing(kind).size === 0)) return [];
    return chunk.kept.outline.names.flatMap((use) => {
      const { kind, name, role } = use;
      const isMissing = role === 'refers' && RESOLVED.includes(kind) && names.missing(kind).has(name);
      return isMissing ? [unresolved(use, chunk, names.near(kind, name))] : [];
    });
  },
};

function unresolved({ kind, name, span }: NameUse, place: Place, near: string | undefined): Problem {
  const remedy = near === undefined ? (REMEDIES[kind] ?? '') : `Did you mean \`${near}\`?`;
  const message = `No ${nameWords[kind]} \`${name}\` is defined. ${remedy}`.trim();
  const { code, severity } = unresolvedName;
  return { code, severity, message, at: { place, span }, related: [] };
}

export const duplicateName: Rule = {
  code: 'name/duplicate',
  severity: 'error',
  title: 'A name defined twice',
  explanation:
    'Two entries define the same asset or group (in the workspace), or the same rule, window, ring, role, blackout or exception (in one file). One asset has one home: the first one counts, the other states nothing.',
  inChunk: (chunk, snapshot) => [...inOneMap(chunk), ...repeated(chunk, snapshot)],
};

/** Twice in one map: the walk saw it. */
function inOneMap(chunk: OwnedChunk): readonly Problem[] {
  if (chunk.kept.faults === 0) return [];
  return chunk.facts.schema.flatMap((fault) => {
    if (fault.code !== 'name/duplicate' || !fault.related) return [];
    const related = [{ at: { place: chunk, span: fault.related.span }, message: fault.related.message }];
    const { code, severity } = duplicateName;
    return [{ code, severity, message: fault.message, at: { place: chunk, span: fault.span }, related }];
  });
}

/** Kinds whose names may be defined once, and where. */
const SCOPES: Partial<Readonly<Record<NameKind, 'workspace' | 'file'>>> = {
  asset: 'workspace',
  group: 'workspace',
  window: 'file',
  ring: 'file',
  role: 'file',
  rule: 'file',
  blackout: 'file',
  exception: 'file',
};

const scoped = Object.keys(SCOPES) as readonly NameKind[];

function repeated(chunk: OwnedChunk, { names }: Snapshot): readonly Problem[] {
  // An entry alone defines no name twice.
  if (chunk.shape === 'entry' && scoped.every((kind) => names.repeated(kind).size === 0)) return [];
  return chunk.kept.outline.names.flatMap((use) => {
    const scope = SCOPES[use.kind];
    if (!scope || use.role !== 'defines') return [];
    const sites = names.definitionsOf(use.kind, use.name);
    const first = scope === 'workspace' ? sites[0] : sites.find(({ place }) => place.file === chunk.file);
    const isFirst = !first || sameSite(first, { place: chunk, span: use.span });
    return isFirst ? [] : [duplicate(use, chunk, first)];
  });
}

function duplicate({ kind, name, span }: NameUse, place: Place, first: Anchor): Problem {
  // Rules and exceptions are lists, where names only name: a lint changes no due date.
  const isList = kind === 'rule' || kind === 'exception';
  const effect = isList ? 'both count' : 'this entry states nothing';
  const message = `The ${nameWords[kind]} \`${name}\` is already defined; ${effect}. Remove or rename one.`;
  const related = [{ at: first, message: `${nameWords[kind]} \`${name}\` is defined here` }];
  const { code, severity } = duplicateName;
  return {
    code,
    severity,
    message,
    at: { place, span },
    related,
    ...(kind === 'asset' && { asset: name }),
  };
}

export const groupConflict: Rule = {
  code: 'name/group-conflict',
  severity: 'warning',
  title: 'Two groups of an asset disagree',
  explanation:
    'An asset is in two groups that state different values for one field, and does not say it itself. The group listed first counts. State the value on the asset, or in one group only.',
  inChunk(chunk, snapshot) {
    const conflicted = snapshot.assetsIn(chunk).filter(({ isConflicted }) => isConflicted);
    return conflicted.flatMap(({ name }) => snapshot.conflictsOf(name).map(conflictProblem));
  },
};

function conflictProblem({ asset, field, counts, ignored }: GroupConflict): Problem {
  const { code, severity } = groupConflict;
  return {
    code,
    severity,
    message: `\`${asset.name}\` gets \`${field}\` from group \`${counts.name}\`, listed first; group \`${ignored.name}\` says otherwise. State it on the asset to settle it.`,
    at: asset.at,
    asset: asset.name,
    related: [
      { at: counts.at, message: `\`${field}\` that counts` },
      { at: ignored.at, message: `\`${field}\` that is ignored` },
    ].filter((related) => !sameSite(related.at, asset.at)),
  };
}

function sameSite(a: Anchor, b: Anchor): boolean {
  return a.place.file === b.place.file && a.place.offset + a.span.start === b.place.offset + b.span.start;
}
