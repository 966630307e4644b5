// Rows of the asset tree: what is read, seen and heard of a group, an asset, a patch. Colour is never the only sign: every state has an icon of its
// own and a word.

import type { PatchJudgement, SlaState } from '../model/judgement.ts';
import type { AssetGrouping, PlanTarget, TreeRow } from '../protocol/requests.ts';
import { type Anchor, absolute } from '../schema/located.ts';
import type { AssetEntry } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { nextOpeningOf, ruleName, windowsNamed, zoneOf } from './governance.ts';
import { code, plain } from './markdown.ts';
import type { TreeGroup } from './treeGroup.ts';
import type { TreeIndex } from './treeIndex.ts';
import { counted, dateAndTime, dayAndTime, stateWords, timeSpan } from './words.ts';

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

/** More assets than anybody plans by hand. */
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

function groupWords(grouping: AssetGrouping, { size, overdue }: TreeGroup): string {
  const count = counted(size, 'asset');
  return grouping === 'lateness' ? count : overdue > 0 ? `${count} · ${overdue} overdue` : count;
}

function actionWords(snapshot: Snapshot, index: TreeIndex, group: TreeGroup): string {
  const { overduePatches } = index;
  const share = overduePatches > 0 ? Math.round((100 * group.clears) / overduePatches) : 0;
  const opening = nextWindow(snapshot, index.windowsOf(group));
  return [
    `on ${counted(group.size, 'host')}`,
    ...(group.clears > 0 ? [`clears ${share === 0 ? '<1' : share} % of what is overdue`] : []),
    ...(opening === undefined ? [] : [`next window ${opening}`]),
  ].join(' · ');
}

/** The earliest opening of any member's window, in that window's zone. */
function nextWindow(snapshot: Snapshot, windows: readonly string[]): string | undefined {
  const openings = windows
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
  { key, size }: TreeGroup,
): PlanTarget | undefined {
  if (grouping === 'advisory') return { kind: 'advisory', root, advisory: key };
  if (grouping === 'lateness' && key === 'overdue') return { kind: 'overdue', root };
  const isPlannable = grouping !== 'lateness' || (key !== 'patched' && key !== 'excepted');
  if (!isPlannable || size > MAX_TARGETS) return undefined;
  return { kind: 'assets', root, assets: [], groups: [rowId([root, grouping, key])] };
}

export interface AssetPlace {
  readonly snapshot: Snapshot;
  readonly grouping: AssetGrouping;
  readonly group: string;
}

/** Without making the asset: of very many, a page is shown. */
export function assetRow({ snapshot, grouping, group }: AssetPlace, entry: AssetEntry): TreeRow {
  const { name, state, count } = entry;
  const description = assetWords(snapshot, entry);
  return {
    id: rowId([snapshot.root, grouping, group, name]),
    label: name,
    ...(description !== '' && { description }),
    hasTooltip: true,
    ...LOOKS[state],
    expandable: count > 0,
    context: count > 0 ? 'asset' : 'asset.patched',
    ...opening(snapshot, homeOf(snapshot, name)),
    ...(count > 0 && { target: { kind: 'assets', root: snapshot.root, assets: [name] } }),
    accessibilityLabel: [name, stateWords[state], spoken(description)].filter(Boolean).join(', '),
  };
}

function homeOf({ names, assets }: Snapshot, asset: string): Anchor | undefined {
  return names.definitionsOf('asset', asset)[0] ?? assets.get(asset)?.at;
}

/** `3 patches · 13 days late`; `1 of 3 patches · ...` where the others aren't late. */
function assetWords(snapshot: Snapshot, entry: AssetEntry): string {
  const { state, count, due } = entry;
  const concerned = patchesLike(snapshot, entry);
  const total = counted(count, 'patch', 'patches');
  return [
    ...(count > 0 ? [concerned < count ? `${concerned} of ${total}` : total] : []),
    ...(state === 'unknown' ? [`${missingFacts(snapshot, entry)} not stated`] : dueWords(due, snapshot.now)),
  ].join(' · ');
}

/** How many of its patches are in the asset's own state. */
function patchesLike({ columns }: Snapshot, { id }: AssetEntry): number {
  const { states, from, counts, patchStates } = columns;
  const first = from[id] ?? 0;
  let found = 0;
  for (let at = first; at < first + (counts[id] ?? 0); at++) if (patchStates[at] === states[id]) found++;
  return found;
}

function missingFacts({ judgements }: Snapshot, { name }: AssetEntry): string {
  const patches = judgements.get(name)?.patches ?? [];
  return [...new Set(patches.flatMap(({ missing }) => missing))].join(', ');
}

function dueWords(due: number | undefined, now: number): string[] {
  if (due === undefined) return [];
  return [due < now ? `${timeSpan(now - due)} late` : `due in ${timeSpan(due - now)}`];
}

/** A patch of an asset in the tree. */
export interface NumberedPatch {
  readonly judgement: PatchJudgement;
  /** Of the patches of the asset that are called so: as a step of a {@link RowPath}. */
  readonly key: string;
}

/** One advisory may be pending for several packages, and one package several times. */
export function numbered(patches: readonly PatchJudgement[]): readonly NumberedPatch[] {
  const seen = new Map<string, number>();
  return patches.map((judgement) => {
    const { id, package: name = '' } = judgement.patch;
    const called = `${id} ${name}`;
    const nth = seen.get(called) ?? 0;
    seen.set(called, nth + 1);
    return { judgement, key: nth > 0 ? `${called} ${nth}` : called };
  });
}

export function patchRow(
  { snapshot, grouping, group, asset }: AssetPlace & { readonly asset: string },
  { judgement, key }: NumberedPatch,
): TreeRow {
  const { patch, state, rule } = judgement;
  const description = patchWords(judgement, zoneOf(snapshot, rule));
  return {
    id: rowId([snapshot.root, grouping, group, asset, key]),
    label: patch.id,
    description,
    hasTooltip: true,
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
    ...(due === undefined ? [] : [`due ${dateAndTime(due, zone)}`]),
    ...(rule ? [`rule ${ruleName(rule)}`] : []),
  ];
  return [
    ...(patch.severity ? [patch.severity] : []),
    ...(exception ? [`excepted by ${exception.id}`] : []),
    ...(state === 'unknown' ? [`${missing.join(', ')} not stated`] : term),
  ].join(' · ');
}

export function patchTooltip(snapshot: Snapshot, { patch, state, rule }: PatchJudgement): string {
  const update = patch.package && [patch.installed, patch.fixed].filter((version) => version !== undefined);
  const lines = [
    `**${plain(patch.id)}** · ${stateWords[state]}`,
    ...(update ? [[code(patch.package ?? ''), update.map(code).join(' → ')].join(' ')] : []),
    ...(patch.cves?.length ? [patch.cves.slice(0, 10).map(code).join(', ')] : []),
    ...(patch.report === undefined ? [] : [`From ${code(patch.report)}`]),
    `Times in ${plain(zoneOf(snapshot, rule))}`,
  ];
  return lines.join('  \n');
}

function opening(snapshot: Snapshot, at: Anchor | undefined): Pick<TreeRow, 'opens'> {
  if (!at) return {};
  const { file, span } = absolute(at);
  const lines = snapshot.linesOf(file);
  return { opens: { uri: file, ...(lines?.positionAt(span.start) ?? { line: 0, character: 0 }) } };
}

function spoken(description: string): string {
  return description.replaceAll(' · ', ', ');
}
