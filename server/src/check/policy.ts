// What a policy says that can't be judged by.

import { closest } from '../base/closest.ts';
import { nextOpening } from '../model/calendar.ts';
import type { Policy, SlaRule } from '../model/policy.ts';
import { announcedPresets, presets } from '../model/presets.ts';
import { factsUsed } from '../model/selector.ts';
import type { NameKind } from '../schema/annotations.ts';
import type { Anchor } from '../schema/located.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

export const unknownPreset: Rule = {
  code: 'policy/unknown-preset',
  severity: 'warning',
  title: 'A preset without rules',
  explanation:
    'The policy extends a preset whose rules this version of Patchtide does not have. Nothing is judged by it. State the terms as rules of your own until it does.',
  inChunk(chunk, snapshot) {
    if (!policyOf(chunk, snapshot)) return [];
    return chunk.kept.outline.names.flatMap(({ kind, name, role, span }) =>
      kind !== 'preset' || role !== 'refers' || presets.has(name)
        ? []
        : [problemOf(unknownPreset, presetMessage(name), { place: chunk, span })],
    );
  },
};

function presetMessage(id: string): string {
  const isAnnounced = announcedPresets.includes(id);
  const near = isAnnounced ? undefined : closest(id, [...presets.keys(), ...announcedPresets]);
  const remedy = near ? `Did you mean \`${near}\`?` : 'State its terms as rules of your own.';
  const what = isAnnounced
    ? `The rules of \`${id}\` are not in this version`
    : `No preset is called \`${id}\``;
  return `${what}: nothing is judged by it. ${remedy}`;
}

export const neverHolds: Rule = {
  code: 'policy/never',
  severity: 'warning',
  title: 'A window or a blackout that never comes',
  explanation:
    'A blackout that ends before it begins keeps nothing from being patched, freeze or not. A maintenance window that is all cut-off, or has no duration, never lets a host start: what is patched in it stays unplanned.',
  inChunk(chunk, snapshot) {
    const policy = policyOf(chunk, snapshot);
    if (!policy || (!names(chunk, 'blackout') && !names(chunk, 'window'))) return [];
    const blackouts = policy.blackouts.filter(({ from, to, at }) => at.place === chunk && to < from);
    const windows = [...policy.windows.values()].filter(
      (window) => window.at.place === chunk && !nextOpening(window, snapshot.now),
    );
    return [
      ...blackouts.map(({ name, at }) =>
        problemOf(
          neverHolds,
          `Blackout \`${name}\` ends before it begins: it never holds. Swap \`from\` and \`to\`?`,
          at,
        ),
      ),
      ...windows.map(({ name, at }) =>
        problemOf(
          neverHolds,
          `Maintenance window \`${name}\` never lets a host start: its duration must be more than its cut-off, and at most a year.`,
          at,
        ),
      ),
    ];
  },
};

export const kevNotFed: Rule = {
  code: 'data/no-kev',
  severity: 'information',
  title: 'KEV is known only where the files say it',
  explanation:
    "A rule asks whether a vulnerability is in CISA's catalogue of known exploited vulnerabilities, and no pending patch of the workspace says so of any. A patch without `kev:` counts as not in KEV. Said once in a workspace.",
  inChunk(chunk, snapshot) {
    if (snapshot.knowsKev || (!names(chunk, 'rule') && !names(chunk, 'preset'))) return [];
    const asks = policyOf(chunk, snapshot)?.rules.find((rule) => rule.at.place === chunk && asksForKev(rule));
    if (!asks || firstAsking(snapshot) !== asks) return [];
    const message = `Rule \`${asks.name}\` asks for KEV, but nothing here says what is in it: every patch counts as not in KEV.`;
    return [problemOf(kevNotFed, message, asks.at)];
  },
};

function firstAsking({ policies }: Snapshot): SlaRule | undefined {
  for (const { rules } of policies) {
    const asks = rules.find(asksForKev);
    if (asks) return asks;
  }
  return undefined;
}

function asksForKev({ match }: SlaRule): boolean {
  return factsUsed(match).has('kev');
}

function problemOf({ code, severity }: Rule, message: string, at: Anchor): Problem {
  return { code, severity, message, at, related: [] };
}

/** Inventories are by far the most: those need no look at the policies. */
function names(chunk: OwnedChunk, kind: NameKind): boolean {
  return chunk.kept.outline.names.some((use) => use.kind === kind);
}

function policyOf({ file }: OwnedChunk, { policies }: Snapshot): Policy | undefined {
  return policies.find((policy) => policy.file === file);
}
