// An asset in a few lines of Markdown: what it is, how late it is, its pending patches as a table, and where inherited values come from. For hover
// and for tooltips; everything that a file says is escaped.

import { groupBy } from '../base/groupBy.ts';
import { relativePath } from '../base/uri.ts';
import type { Asset, Origin } from '../model/asset.ts';
import type { AssetJudgement, PatchJudgement } from '../model/judgement.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { nextOpeningOf, policiesFor, ringFor, ruleName, windowsNamed, zoneOf } from './governance.ts';
import { code, plain, table } from './markdown.ts';
import { counted, dateAndTime, dayAndTime, stateWords, timeSpan } from './words.ts';

const MAX_PATCHES = 12;

export function assetSummary(snapshot: Snapshot, judgement: AssetJudgement): string {
  const { asset } = judgement;
  const parts = [
    headline(asset),
    stateLine(snapshot, judgement),
    patchTable(snapshot, judgement),
    facts(snapshot, asset),
    inherited(snapshot, asset),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function headline({ name, kind, address, os }: Asset): string {
  const words = [`**${plain(name)}**`, kind, ...(address === name ? [] : [code(address)])];
  return [...words, ...(os === undefined ? [] : [plain(os)])].join(' · ');
}

function facts(snapshot: Snapshot, asset: Asset): string {
  const ring = ringFor(snapshot, asset)?.name;
  const lines: (readonly [string, string | undefined])[] = [
    ['Groups', asset.groups.length > 0 ? asset.groups.map(code).join(', ') : undefined],
    ['Owner', asset.owner === undefined ? undefined : plain(asset.owner)],
    ['Criticality', asset.criticality],
    ['Exposure', asset.exposure],
    ['Ring', ring === undefined ? undefined : code(ring)],
    ['Window', windowLine(snapshot, asset)],
  ];
  return lines.flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}`])).join(' · ');
}

function windowLine(snapshot: Snapshot, asset: Asset): string | undefined {
  const name = asset.maintenanceWindow;
  if (name === undefined) return undefined;
  const policies = new Set(policiesFor(snapshot, asset));
  const found = windowsNamed(snapshot, name).find(({ policy }) => policies.has(policy));
  const opening = found && nextOpeningOf(snapshot, found);
  if (!found || !opening) return code(name);
  return `${code(name)}, next ${dayAndTime(opening.opens, found.window.zone)} ${plain(found.window.zone)}`;
}

/** One sentence: overdue by how much, or what else holds. */
export function stateLine({ now }: Snapshot, { state, patches, due }: AssetJudgement): string {
  const concerned = patches.filter((patch) => patch.state === state);
  const count = counted(concerned.length, 'patch', 'patches');
  switch (state) {
    case 'overdue':
      return `**${count} overdue**${due === undefined ? '' : `, the worst by ${timeSpan(now - due)}`}`;
    case 'due-soon':
      return `**${count} due soon**${due === undefined ? '' : `, the next in ${timeSpan(due - now)}`}`;
    case 'unknown':
      return `**${count} of unknown standing**: ${missingFacts(concerned)} not stated`;
    case 'open':
      return `${count} open${due === undefined ? '' : `, the next due in ${timeSpan(due - now)}`}`;
    case 'excepted':
      return `${count} excepted`;
    case 'ungoverned':
      return `${count} that no rule binds`;
    case 'patched':
      return 'No pending patches';
  }
}

function missingFacts(patches: readonly PatchJudgement[]): string {
  return [...new Set(patches.flatMap(({ missing }) => missing))].map(code).join(', ');
}

function patchTable(snapshot: Snapshot, { patches }: AssetJudgement): string | undefined {
  if (patches.length === 0) return undefined;
  const zones = new Set(patches.map(({ rule }) => zoneOf(snapshot, rule)));
  const zone = zones.size === 1 ? ([...zones][0] ?? 'UTC') : 'UTC';
  const rows = patches
    .slice(0, MAX_PATCHES)
    .map(({ patch, due, rule, state }) => [
      code(patch.id),
      patch.severity ?? '—',
      due === undefined ? '—' : dateAndTime(due, zone),
      rule ? code(ruleName(rule)) : '—',
      stateWords[state],
    ]);
  const shown = table(['Patch', 'Severity', `Due (${plain(zone)})`, 'Rule', 'State'], rows);
  const more = patches.length - MAX_PATCHES;
  return more > 0 ? `${shown}\n\nand ${more} more` : shown;
}

/** Only what the asset doesn't say itself. */
function inherited(snapshot: Snapshot, { origins }: Asset): string | undefined {
  const foreign = Object.entries(origins).filter(([, { by }]) => by !== 'asset');
  const byOrigin = groupBy(foreign, ([, origin]) => originName(snapshot, origin));
  const lines = [...byOrigin].map(
    ([name, fields]) => `From ${name}: ${fields.map(([field]) => code(field)).join(', ')}`,
  );
  return lines.length > 0 ? lines.join('  \n') : undefined;
}

function originName({ root }: Snapshot, { by, name, at }: Origin): string {
  const file = code(relativePath(root, at.place.file));
  return by === 'group' ? `group ${code(name ?? '')} (${file})` : `source ${code(name ?? '')}`;
}
