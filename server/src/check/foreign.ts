// What is wrong with foreign files, said on our own line that names them: nobody edits another tool's output.

import { baseName } from '../base/uri.ts';
import type { ForeignReading, Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

const MAX_LISTED = 8;

function foreignRule(
  rule: Omit<Rule, 'check'>,
  messageOf: (
    reading: ForeignReading,
    snapshot: Snapshot,
  ) => Pick<Problem, 'message' | 'related'> | undefined,
): Rule {
  return {
    ...rule,
    *check(snapshot) {
      for (const reading of snapshot.foreign) {
        const said = messageOf(reading, snapshot);
        if (said) yield { code: rule.code, severity: rule.severity, at: reading.request.at, ...said };
      }
    },
  };
}

export const foreignRules: readonly Rule[] = [
  foreignRule(
    {
      code: 'source/missing',
      severity: 'warning',
      title: 'Nothing there',
      explanation:
        'No file matches this line of `sources:` or `findings:`. Paths are relative to the inventory file; `*` and `**` match as in a shell.',
    },
    ({ files, refusals, request }, { complete }) =>
      complete && files === 0 && refusals.length === 0
        ? { message: `No file matches \`${request.pattern}\`. Paths are relative to this file.`, related: [] }
        : undefined,
  ),
  foreignRule(
    {
      code: 'source/refused',
      severity: 'warning',
      title: 'Not read',
      explanation:
        'A file is outside the workspace folder, too large, or of a kind that Patchtide does not read. Nothing outside the workspace is ever read.',
    },
    ({ refusals }) => (refusals.length > 0 ? { message: listed(refusals), related: [] } : undefined),
  ),
  foreignRule(
    {
      code: 'source/unreadable',
      severity: 'warning',
      title: 'Not understood',
      explanation:
        "A file of another tool, or a part of it, could not be read as that tool's output. The rest of it counts all the same.",
    },
    ({ problems }) => {
      const faults = problems.filter(({ severity }) => severity === 'warning');
      return faults.length > 0 ? said(faults) : undefined;
    },
  ),
  foreignRule(
    {
      code: 'source/note',
      severity: 'information',
      title: 'Read, with a remark',
      explanation: 'Nothing is lost, but something about the file is worth knowing.',
    },
    ({ problems }) => {
      const notes = problems.filter(({ severity }) => severity === 'information');
      return notes.length > 0 ? said(notes) : undefined;
    },
  ),
  foreignRule(
    {
      code: 'source/unmatched',
      severity: 'information',
      title: 'Findings of hosts that no asset is',
      explanation:
        'Reports speak of hosts that are no asset here: not by name, address, alias or unique short name. Their findings count for nobody. Add the asset, or an alias, or name the asset in the `findings:` entry.',
    },
    ({ unmatched }, { complete }) => {
      if (!complete || unmatched.size === 0) return undefined;
      const hosts = [...unmatched].map(([host, { count }]) => `${host} (${count})`);
      const related = [...unmatched].slice(0, MAX_LISTED).map(([host, { at }]) => ({ at, message: host }));
      return {
        message: `${hosts.length === 1 ? 'One host' : `${hosts.length} hosts`} in these reports ${hosts.length === 1 ? 'is' : 'are'} no asset: ${listed(hosts)}. Add the asset or an alias, or name the asset here by \`asset:\`.`,
        related,
      };
    },
  ),
];

function said(faults: ForeignReading['problems']): Pick<Problem, 'message' | 'related'> {
  const messages = faults.map(({ at, message }) => `${baseName(at.place.file)}: ${message}`);
  const related = faults.slice(0, MAX_LISTED).map(({ at, message }) => ({ at, message }));
  return { message: listed(messages), related };
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, MAX_LISTED).join(' · ');
  return items.length > MAX_LISTED ? `${shown} · and ${items.length - MAX_LISTED} more` : shown;
}
