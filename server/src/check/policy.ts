// What a policy says that can't be judged by.

import { closest } from '../base/closest.ts';
import { nextOpening } from '../model/calendar.ts';
import { announcedPresets, presets } from '../model/presets.ts';
import { factsUsed } from '../model/selector.ts';
import type { Anchor } from '../schema/located.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

export const unknownPreset: Rule = {
  code: 'policy/unknown-preset',
  severity: 'warning',
  title: 'A preset without rules',
  explanation:
    'The policy extends a preset whose rules this version of Patchtide does not have. Nothing is judged by it. State the terms as rules of your own until it does.',
  *check({ names }) {
    for (const [id, sites] of names.referred('preset')) {
      if (presets.has(id)) continue;
      const isAnnounced = announcedPresets.includes(id);
      const near = isAnnounced ? undefined : closest(id, [...presets.keys(), ...announcedPresets]);
      const remedy = near ? `Did you mean \`${near}\`?` : 'State its terms as rules of your own.';
      const what = isAnnounced
        ? `The rules of \`${id}\` are not in this version`
        : `No preset is called \`${id}\``;
      for (const at of sites) {
        const message = `${what}: nothing is judged by it. ${remedy}`;
        yield { code: this.code, severity: this.severity, message, at, related: [] };
      }
    }
  },
};

export const neverHolds: Rule = {
  code: 'policy/never',
  severity: 'warning',
  title: 'A window or a blackout that never comes',
  explanation:
    'A blackout that ends before it begins keeps nothing from being patched, freeze or not. A maintenance window that is all cut-off, or has no duration, never lets a host start: what is patched in it stays unplanned.',
  *check({ policies, now }) {
    const problem = (message: string, at: Anchor): Problem => ({
      code: this.code,
      severity: this.severity,
      message,
      at,
      related: [],
    });
    for (const { blackouts, windows } of policies) {
      for (const { name, from, to, at } of blackouts) {
        if (to < from)
          yield problem(
            `Blackout \`${name}\` ends before it begins: it never holds. Swap \`from\` and \`to\`?`,
            at,
          );
      }
      for (const window of windows.values()) {
        const what = `Maintenance window \`${window.name}\` never lets a host start`;
        if (!nextOpening(window, now))
          yield problem(
            `${what}: its duration must be more than its cut-off, and at most a year.`,
            window.at,
          );
      }
    }
  },
};

export const kevNotFed: Rule = {
  code: 'data/no-kev',
  severity: 'information',
  title: 'KEV is known only where the files say it',
  explanation:
    "A rule asks whether a vulnerability is in CISA's catalogue of known exploited vulnerabilities, and no pending patch of the workspace says so of any. A patch without `kev:` counts as not in KEV. Said once in a workspace.",
  *check({ policies, assets }) {
    const rule = policies.flatMap(({ rules }) => rules).find(({ match }) => factsUsed(match).has('kev'));
    if (!rule) return;
    for (const asset of assets.values()) if (asset.pending.some(({ kev }) => kev)) return;
    const message = `Rule \`${rule.name}\` asks for KEV, but nothing here says what is in it: every patch counts as not in KEV.`;
    yield { code: this.code, severity: this.severity, message, at: rule.at, related: [] };
  },
};
