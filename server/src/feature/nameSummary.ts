// What a name stands for, in Markdown: its kind, where it's defined, and what there is to know of it.

import { relativePath } from '../base/uri.ts';
import { announcedPresets, presets } from '../model/presets.ts';
import { type NameKind, nameWords } from '../schema/annotations.ts';
import type { Anchor } from '../schema/located.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { countsOf } from './advisories.ts';
import { assetSummary } from './assetSummary.ts';
import { nextOpeningOf, windowsNamed } from './governance.ts';
import { code, plain } from './markdown.ts';
import { membersOfGroup } from './treeDivisions.ts';
import { counted, dateAndTime, dayAndTime, stateWords } from './words.ts';

export function nameSummary(snapshot: Snapshot, kind: NameKind, name: string): string {
  switch (kind) {
    case 'asset': {
      const judgement = snapshot.judgements.get(name);
      return judgement ? assetSummary(snapshot, judgement) : defined(snapshot, kind, name);
    }
    case 'group':
      return [defined(snapshot, kind, name), members(snapshot, name)].join('\n\n');
    case 'window':
      return [defined(snapshot, kind, name), ...nextOpenings(snapshot, name)].join('\n\n');
    case 'advisory':
      return advisory(snapshot, name);
    case 'preset':
      return preset(name);
    default:
      return defined(snapshot, kind, name);
  }
}

function defined(snapshot: Snapshot, kind: NameKind, name: string): string {
  const sites = snapshot.names.definitionsOf(kind, name);
  const head = `**${plain(name)}** · ${nameWords[kind]}`;
  if (sites.length === 0) return `${head}\n\nNo file of the workspace defines it.`;
  return `${head}\n\nDefined in ${sites.map((at) => siteOf(snapshot, at)).join(', ')}`;
}

function siteOf(snapshot: Snapshot, { place, span }: Anchor): string {
  const line = snapshot.linesOf(place.file)?.positionAt(place.offset + span.start).line;
  const file = relativePath(snapshot.root, place.file);
  return code(line === undefined ? file : `${file}:${line + 1}`);
}

function members(snapshot: Snapshot, name: string): string {
  const { size, overdue } = membersOfGroup(snapshot, name);
  return `${counted(size, 'asset')}, ${overdue} overdue`;
}

/** One line for each policy that has a window of the name. */
export function nextOpenings(snapshot: Snapshot, name: string): readonly string[] {
  return windowsNamed(snapshot, name).map((found) => {
    const { zone } = found.window;
    const opening = nextOpeningOf(snapshot, found);
    if (!opening) return 'Does not open within two years.';
    const { opens, closes, lastStart } = opening;
    const start = lastStart < closes ? `, last start ${dateAndTime(lastStart, zone).slice(11)}` : '';
    const until = dayAndTime(closes, zone);
    return `${opens <= snapshot.now ? 'Open now: since' : 'Next opening:'} ${dayAndTime(opens, zone)} to ${until} ${plain(zone)}${start}`;
  });
}

function advisory(snapshot: Snapshot, id: string): string {
  const { pending, overdue, severities, packages } = countsOf(snapshot, id);
  const head = `**${plain(id)}** · advisory`;
  if (pending === 0) return `${head}\n\nNo asset has it pending.`;
  const facts = [
    ...severities.slice(0, 1).map((severity) => `Severity: ${severity}`),
    ...(packages.length > 0 ? [`Packages: ${packages.slice(0, 5).map(code).join(', ')}`] : []),
    `Pending on ${counted(pending, 'asset')}, ${stateWords.overdue.toLowerCase()} on ${overdue}`,
  ];
  return `${head}\n\n${facts.join('  \n')}`;
}

const STATUS = { 'in-force': 'in force', revoked: 'revoked', proposed: 'proposed' } as const;

function preset(id: string): string {
  const known = presets.get(id);
  if (!known) {
    const why = announcedPresets.includes(id)
      ? 'Its rules are not in this version: nothing is judged by it.'
      : 'No preset is called so.';
    return `**${plain(id)}** · preset\n\n${why}`;
  }
  const rules = known.rules.map(({ name, within }) => `${code(name)} within ${code(within)}`).join(', ');
  return `**${plain(id)}** · preset, ${STATUS[known.status]}\n\n${plain(known.title)}, version ${plain(known.version)}  \nRules: ${rules}  \nSource: ${plain(known.source)}`;
}
