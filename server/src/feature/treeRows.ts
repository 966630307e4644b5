// Rows of the asset tree: what is read, seen and heard of a group, an asset, a patch. Colour is never the only sign: every state has an icon of its
// own and a word.

import type { AssetJudgement, PatchJudgement, SlaState } from '../model/judgement.ts';
import type { AssetGrouping, PlanTarget, TreeRow } from '../protocol/requests.ts';
import { formatForPeople } from '../scalar/moment.ts';
import { type Anchor, absolute } from '../schema/located.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { assetSummary } from './assetSummary.ts';
import { nextOpeningOf, ruleName, windowsNamed, zoneOf } from './governance.ts';
import { code, plain } from './markdown.ts';
import type { TreeGroup, TreeIndex } from './treeIndex.ts';
import { counted, dayAndTime, stateWords, timeSpan } from './words.ts';

const LOOKS: Readonly<Record<SlaState, { readonly icon: string; readonly color: string }>> = {
  overdue: { icon: 'error', color: 'problemsErrorIcon.foreground' },
  unknown: { icon: 'question', color: 'problemsWarningIcon.foreground' },
  'due-soon': { icon: 'watch', color: 'problemsWarningIcon.foreground' },
  open: { icon: 'circle-outline', color: 'problemsInfoIcon.foreground' },
  excepted: { icon: 'shield', color: 'descriptionForeground' },
  ungoverned: { icon: 'circle-slash', color: 'disabledForeground' },
  patched: { icon: 'pass', color: 'testing.iconPassed' },
};

const ICONS: Readonly<Record<Exclude<AssetGrouping, 'lateness'>, string>> = {
  group: 'group-by-ref-type',
  ring: 'target',
  owner: 'person',
  advisory: 'bug',
  action: 'package',
};

const NONE: Readonly<Record<AssetGrouping, string>> = {
  lateness: '',
  group: 'No group',
  ring: 'No ring',
  owner: 'No owner',
  advisory: 'No advisory',
  action: 'No package',
};

/** More names than anybody plans by hand; a row doesn't carry them. */
const MAX_TARGETS = 1000;

/** The row's place in the tree: unique and stable, and all that is needed to find its children. */
export type RowPath = readonly [
  root: string,
  grouping?: AssetGrouping,
  group?: string,
  asset?: string,
  patch?: string,
];

export function rowId(path: RowPath): string {
  return JSON.stringify(path);
}

export function folderRow(snapshot: Snapshot, name: string): TreeRow {
  const description = `${snapshot.counts.overdue} overdue`;
  return {
    id: rowId([snapshot.root]),
    label: name,
    description,
    icon: 'root-folder',
    expandable: true,
    expanded: true,
    context: 'folder',
    accessibilityLabel: `${name}, ${description}`,
  };
}

export interface GroupPlace {
  readonly snapshot: Snapshot;
  readonly grouping: AssetGrouping;
  readonly index: TreeIndex;
}

export function groupRow({ snapshot, grouping, index }: GroupPlace, group: TreeGroup): TreeRow {
  const state = grouping === 'lateness' ? (group.key as SlaState) : undefined;
  const label = state ? stateWords[state] : group.key === '' ? NONE[grouping] : group.key;
  const description =
    grouping === 'action' ? actionWords(snapshot, index, group) : groupWords(grouping, group);
  const target = groupTarget(snapshot, grouping, group);
  const look = state ? LOOKS[state] : { icon: ICONS[grouping as keyof typeof ICONS] };
  return {
    id: rowId([snapshot.root, grouping, group.key]),
    label,
    description,
    ...look,
    expandable: true,
    // What is late is what the view is opened for.
    ...(state === 'overdue' && { expanded: true }),
    context: target ? (target.kind === 'advisory' ? 'advisory' : 'group') : 'group.closed',
    ...(target && { target }),
    accessibilityLabel: `${label}, ${spoken(description)}`,
  };
}

function groupWords(grouping: AssetGrouping, { members, overdue }: TreeGroup): string {
  const count = counted(members.length, 'asset');
  return grouping === 'lateness' ? count : overdue > 0 ? `${count} · ${overdue} overdue` : count;
}

function actionWords(snapshot: Snapshot, { overduePatches }: TreeIndex, group: TreeGroup): string {
  const share = overduePatches > 0 ? Math.round((100 * group.clears) / overduePatches) : 0;
  const opening = nextWindow(snapshot, group);
  return [
    `on ${counted(group.members.length, 'host')}`,
    ...(group.clears > 0 ? [`clears ${share === 0 ? '<1' : share} % of what is overdue`] : []),
    ...(opening === undefined ? [] : [`next window ${opening}`]),
  ].join(' · ');
}

/** The earliest opening of any member's window, in that window's zone. */
function nextWindow(snapshot: Snapshot, { windows }: TreeGroup): string | undefined {
  const openings = [...windows]
    .flatMap((name) => windowsNamed(snapshot, name))
    .flatMap((found) => {
      const opening = nextOpeningOf(snapshot, found);
      return opening ? [{ opens: opening.opens, zone: found.window.zone }] : [];
    })
    .sort((a, b) => a.opens - b.opens);
  const [first] = openings;
  return first && dayAndTime(first.opens, first.zone);
}

function groupTarget(
  { root }: Snapshot,
  grouping: AssetGrouping,
  { key, members }: TreeGroup,
): PlanTarget | undefined {
  if (grouping === 'advisory') return { kind: 'advisory', root, advisory: key };
  if (grouping === 'lateness' && key === 'overdue') return { kind: 'overdue', root };
  const isPlannable = grouping !== 'lateness' || (key !== 'patched' && key !== 'excepted');
  if (!isPlannable || members.length > MAX_TARGETS) return undefined;
  return { kind: 'assets', root, assets: members.map(({ name }) => name).sort() };
}

export interface AssetPlace {
  readonly snapshot: Snapshot;
  readonly grouping: AssetGrouping;
  readonly group: string;
}

export function assetRow({ snapshot, grouping, group }: AssetPlace, judgement: AssetJudgement): TreeRow {
  const { asset, state, patches } = judgement;
  const description = assetWords(snapshot, judgement);
  const home = snapshot.names.definitionsOf('asset', asset.name)[0] ?? asset.at;
  return {
    id: rowId([snapshot.root, grouping, group, asset.name]),
    label: asset.name,
    ...(description !== '' && { description }),
    tooltip: assetSummary(snapshot, judgement),
    ...LOOKS[state],
    expandable: patches.length > 0,
    context: patches.length > 0 ? 'asset' : 'asset.patched',
    ...opening(snapshot, home),
    ...(patches.length > 0 && { target: { kind: 'assets', root: snapshot.root, assets: [asset.name] } }),
    accessibilityLabel: [asset.name, stateWords[state], spoken(description)].filter(Boolean).join(', '),
  };
}

/** `3 patches · 13 days late`; `1 of 3 patches · ...` where the others aren't late. */
function assetWords({ now }: Snapshot, { state, patches, due }: AssetJudgement): string {
  const concerned = patches.filter((patch) => patch.state === state).length;
  const total = counted(patches.length, 'patch', 'patches');
  const missing = [...new Set(patches.flatMap((patch) => patch.missing))];
  return [
    ...(patches.length > 0 ? [concerned < patches.length ? `${concerned} of ${total}` : total] : []),
    ...(state === 'unknown' ? [`${missing.join(', ')} not stated`] : dueWords(due, now)),
  ].join(' · ');
}

function dueWords(due: number | undefined, now: number): string[] {
  if (due === undefined) return [];
  return [due < now ? `${timeSpan(now - due)} late` : `due in ${timeSpan(due - now)}`];
}

/** @param nth of the patches with this key on the asset. */
export function patchRow(
  { snapshot, grouping, group, asset }: AssetPlace & { readonly asset: string },
  judgement: PatchJudgement,
  nth: number,
): TreeRow {
  const { patch, state, rule } = judgement;
  const zone = zoneOf(snapshot, rule);
  const description = patchWords(judgement, zone);
  const key = [patch.id, patch.package ?? '', ...(nth > 0 ? [nth] : [])].join(' ');
  return {
    id: rowId([snapshot.root, grouping, group, asset, key]),
    label: patch.id,
    description,
    tooltip: patchTooltip(patch, state, zone),
    ...LOOKS[state],
    expandable: false,
    context: 'advisory',
    ...opening(snapshot, patch.at),
    target: { kind: 'advisory', root: snapshot.root, advisory: patch.id },
    accessibilityLabel: [patch.id, stateWords[state], spoken(description)].filter(Boolean).join(', '),
  };
}

function patchWords({ patch, state, due, rule, missing, exception }: PatchJudgement, zone: string): string {
  const term = [
    ...(due === undefined ? [] : [`due ${formatForPeople(due, zone)}`]),
    ...(rule ? [`rule ${ruleName(rule)}`] : []),
  ];
  return [
    ...(patch.severity ? [patch.severity] : []),
    ...(exception ? [`excepted by ${exception.id}`] : []),
    ...(state === 'unknown' ? [`${missing.join(', ')} not stated`] : term),
  ].join(' · ');
}

function patchTooltip(patch: PatchJudgement['patch'], state: SlaState, zone: string): string {
  const update = patch.package && [patch.installed, patch.fixed].filter((version) => version !== undefined);
  const lines = [
    `**${plain(patch.id)}** · ${stateWords[state]}`,
    ...(update ? [[code(patch.package ?? ''), update.map(code).join(' → ')].join(' ')] : []),
    ...(patch.cves?.length ? [patch.cves.slice(0, 10).map(code).join(', ')] : []),
    ...(patch.report === undefined ? [] : [`From ${code(patch.report)}`]),
    `Times in ${plain(zone)}`,
  ];
  return lines.join('  \n');
}

function opening(snapshot: Snapshot, at: Anchor): Pick<TreeRow, 'opens'> {
  const { file, span } = absolute(at);
  const lines = snapshot.linesOf(file);
  return { opens: { uri: file, ...(lines?.positionAt(span.start) ?? { line: 0, character: 0 }) } };
}

function spoken(description: string): string {
  return description.replaceAll(' · ', ', ');
}
