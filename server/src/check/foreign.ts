// What is wrong with foreign files, said on our own line that names them: nobody edits another tool's output.

import { baseName } from '../base/uri.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { ForeignReading, Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule, RuleText } from './rule.ts';

const MAX_LISTED = 8;

/** A rule, and what it says of what a line brought. */
interface ForeignRule extends RuleText {
  readonly say: (reading: ForeignReading, snapshot: Snapshot) => Said | undefined;
}

type Said = Pick<Problem, 'message' | 'related'>;

const kinds: readonly ForeignRule[] = [
  {
    code: 'source/missing',
    severity: 'warning',
    title: 'Nothing there',
    explanation:
      'No file matches this line of `sources:` or `findings:`. Paths are relative to the inventory file; `*` and `**` match as in a shell.',
    say: ({ files, refusals, request }, { complete }) =>
      complete && files === 0 && refusals.length === 0
        ? { message: `No file matches \`${request.pattern}\`. Paths are relative to this file.`, related: [] }
        : undefined,
  },
  {
    code: 'source/refused',
    severity: 'warning',
    title: 'Not read',
    explanation:
      'A file is outside the workspace folder, too large, or of a kind that Patchtide does not read. Nothing outside the workspace is ever read.',
    say: ({ refusals }) => (refusals.length > 0 ? { message: listed(refusals), related: [] } : undefined),
  },
  {
    code: 'source/unreadable',
    severity: 'warning',
    title: 'Not understood',
    explanation:
      "A file of another tool, or a part of it, could not be read as that tool's output. The rest of it counts all the same.",
    say: ({ problems }) => {
      const faults = problems.filter(({ severity }) => severity === 'warning');
      return faults.length > 0 ? said(faults) : undefined;
    },
  },
  {
    code: 'source/note',
    severity: 'information',
    title: 'Read, with a remark',
    explanation: 'Nothing is lost, but something about the file is worth knowing.',
    say: ({ problems }) => {
      const notes = problems.filter(({ severity }) => severity === 'information');
      return notes.length > 0 ? said(notes) : undefined;
    },
  },
  {
    code: 'source/unmatched',
    severity: 'information',
    title: 'Findings of hosts that no asset is',
    explanation:
      'Reports speak of hosts that are no asset here: not by name, address, alias or unique short name. Their findings count for nobody. Add the asset, or an alias, or name the asset in the `findings:` entry.',
    say: ({ unmatched }, { complete }) => {
      if (!complete || unmatched.size === 0) return undefined;
      const hosts = [...unmatched].map(([host, { count }]) => `${host} (${count})`);
      const related = [...unmatched].slice(0, MAX_LISTED).map(([host, { at }]) => ({ at, message: host }));
      return {
        message: `${hosts.length === 1 ? 'One host' : `${hosts.length} hosts`} in these reports ${hosts.length === 1 ? 'is' : 'are'} no asset: ${listed(hosts)}. Add the asset or an alias, or name the asset here by \`asset:\`.`,
        related,
      };
    },
  },
];

function ofChunk(chunk: OwnedChunk, snapshot: Snapshot): readonly Problem[] {
  return snapshot.readingsIn(chunk).flatMap((reading) =>
    kinds.flatMap(({ code, severity, say }) => {
      const what = say(reading, snapshot);
      return what ? [{ code, severity, at: reading.request.at, ...what }] : [];
    }),
  );
}

export const foreignRules: readonly Rule[] = kinds.map(({ say: _, ...text }) => ({
  ...text,
  inChunk: ofChunk,
}));

function said(faults: ForeignReading['problems']): Said {
  const messages = faults.map(({ at, message }) => `${baseName(at.place.file)}: ${message}`);
  const related = faults.slice(0, MAX_LISTED).map(({ at, message }) => ({ at, message }));
  return { message: listed(messages), related };
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, MAX_LISTED).join(' · ');
  return items.length > MAX_LISTED ? `${shown} · and ${items.length - MAX_LISTED} more` : shown;
}
