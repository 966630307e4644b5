// Names across files: used but defined nowhere, defined twice, stated differently by two groups.

import { closest } from '../base/closest.ts';
import { type NameKind, nameWords } from '../schema/annotations.ts';
import { type Anchor, absolute } from '../schema/located.ts';
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
  *check(snapshot) {
    if (!snapshot.complete) return;
    for (const kind of RESOLVED) {
      const defined = snapshot.names.defined(kind);
      for (const [name, sites] of snapshot.names.referred(kind)) {
        if (defined.has(name)) continue;
        const near = closest(name, defined.keys());
        for (const at of sites) yield unresolved(kind, name, at, near);
      }
    }
  },
};

function unresolved(kind: NameKind, name: string, at: Anchor, near: string | undefined): Problem {
  const remedy = near === undefined ? (REMEDIES[kind] ?? '') : `Did you mean \`${near}\`?`;
  const message = `No ${nameWords[kind]} \`${name}\` is defined. ${remedy}`.trim();
  return { code: unresolvedName.code, severity: unresolvedName.severity, message, at, related: [] };
}

export const duplicateName: Rule = {
  code: 'name/duplicate',
  severity: 'error',
  title: 'A name defined twice',
  explanation:
    'Two entries define the same asset or group (in the workspace), or the same rule, window, ring, role, blackout or exception (in one file). One asset has one home: the first one counts, the other states nothing.',
  *check(snapshot) {
    yield* inOneChunk(snapshot);
    for (const kind of ['asset', 'group'] as const) yield* repeated(snapshot, kind, () => '');
    for (const kind of ['window', 'ring', 'role', 'rule', 'blackout', 'exception'] as const) {
      yield* repeated(snapshot, kind, ({ place }) => place.file);
    }
  },
};

/** Twice in one map: the walk saw it. */
function* inOneChunk(snapshot: Snapshot): Iterable<Problem> {
  for (const { chunks } of snapshot.files.values()) {
    for (const { facts, place } of chunks) {
      for (const fault of facts.schema) {
        if (fault.code !== 'name/duplicate' || !fault.related) continue;
        const related = [{ at: { place, span: fault.related.span }, message: fault.related.message }];
        const { code, severity } = duplicateName;
        yield { code, severity, message: fault.message, at: { place, span: fault.span }, related };
      }
    }
  }
}

/** @param scopeOf names are unique within one scope. */
function* repeated(snapshot: Snapshot, kind: NameKind, scopeOf: (at: Anchor) => string): Iterable<Problem> {
  for (const [name, sites] of snapshot.names.defined(kind)) {
    if (sites.length < 2) continue;
    const firsts = new Map<string, Anchor>();
    for (const at of sites) {
      const scope = scopeOf(at);
      const first = firsts.get(scope);
      if (!first) firsts.set(scope, at);
      else {
        // Rules and exceptions are lists, where names only name: a lint changes no due date.
        const isList = kind === 'rule' || kind === 'exception';
        const effect = isList ? 'both count' : 'this entry states nothing';
        const message = `The ${nameWords[kind]} \`${name}\` is already defined; ${effect}. Remove or rename one.`;
        const related = [{ at: first, message: `${nameWords[kind]} \`${name}\` is defined here` }];
        const { code, severity } = duplicateName;
        yield { code, severity, message, at, related, ...(kind === 'asset' && { asset: name }) };
      }
    }
  }
}

export const groupConflict: Rule = {
  code: 'name/group-conflict',
  severity: 'warning',
  title: 'Two groups of an asset disagree',
  explanation:
    'An asset is in two groups that state different values for one field, and does not say it itself. The group listed first counts. State the value on the asset, or in one group only.',
  *check({ conflicts }) {
    for (const { asset, field, counts, ignored } of conflicts) {
      yield {
        code: this.code,
        severity: this.severity,
        message: `\`${asset.name}\` gets \`${field}\` from group \`${counts.name}\`, listed first; group \`${ignored.name}\` says otherwise. State it on the asset to settle it.`,
        at: asset.at,
        asset: asset.name,
        related: [
          { at: counts.at, message: `\`${field}\` that counts` },
          { at: ignored.at, message: `\`${field}\` that is ignored` },
        ].filter((related) => !sameSite(related.at, asset.at)),
      };
    }
  },
};

function sameSite(a: Anchor, b: Anchor): boolean {
  const [first, second] = [absolute(a), absolute(b)];
  return first.file === second.file && first.span.start === second.span.start;
}
