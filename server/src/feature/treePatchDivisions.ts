// The ways in which the tree groups assets by what is pending on them: an asset is in a group for each of its patches' keys. Every patch of the
// workspace is looked at, as a number.

import { slaStates } from '../model/judgement.ts';
import type { PatchTraits, Profile } from '../model/traits.ts';
import type { Columns } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type KeyNumbers, keyNumbersBy } from './keyNumbers.ts';
import { tallyOf } from './tally.ts';
import type { Division, TreeGroup } from './treeGroup.ts';

type KeyOf = (patch: Pick<PatchTraits, 'id' | 'package'>) => string;

export const advisoryKey: KeyOf = ({ id }) => id;
/** What one would deploy: the package, or the advisory where no package is known. */
export const actionKey: KeyOf = ({ id, package: name }) => name ?? id;

const advisoryNumbers = keyNumbersBy((patch: PatchTraits) => [advisoryKey(patch)]);
const actionNumbers = keyNumbersBy((patch: PatchTraits) => [actionKey(patch)]);
const NO_WINDOW = '';
const windowNumbers = keyNumbersBy(({ maintenanceWindow = NO_WINDOW }: Profile) => [maintenanceWindow]);

const OVERDUE = slaStates.indexOf('overdue');

export function byAdvisory({ columns }: Snapshot): Division {
  return { ...byPatch(columns, advisoryNumbers(columns.traitsTable)), windowsOf: () => [] };
}

export function byAction(snapshot: Snapshot): Division {
  const { columns } = snapshot;
  const actions = actionNumbers(columns.traitsTable);
  const windows = windowNumbers(columns.profileTable);
  let seen: Uint8Array | undefined;
  return {
    ...byPatch(columns, actions),
    windowsOf({ key }) {
      seen ??= windowsSeen(snapshot, actions, windows);
      const first = actions.numberOf(key) * windows.names.length;
      return windows.names.filter((name, window) => name !== NO_WINDOW && seen?.[first + window] === 1);
    },
  };
}

function byPatch(columns: Columns, keys: KeyNumbers<PatchTraits>): Pick<Division, 'groups' | 'membersOf'> {
  return { groups: countPatches(columns, keys), membersOf: ({ key }) => membersBy(columns, keys, key) };
}

/** An asset counts once in each group, whatever the number of its patches. */
function countPatches(columns: Columns, keys: KeyNumbers<PatchTraits>): readonly TreeGroup[] {
  const { size, from, counts, patchTraits, patchStates } = columns;
  const { starts, numbers } = keys.listsOfAll();
  const { names } = keys;
  const sizes = new Int32Array(names.length);
  const overdue = new Int32Array(names.length);
  const clears = new Int32Array(names.length);
  /** The asset that was last found in the group, and the one that was last found late in it. */
  const member = new Int32Array(names.length).fill(-1);
  const late = new Int32Array(names.length).fill(-1);
  for (let id = 0; id < size; id++) {
    const first = from[id] ?? 0;
    const end = first + (counts[id] ?? 0);
    for (let at = first; at < end; at++) {
      const key = numbers[starts[patchTraits[at] ?? 0] ?? 0] ?? 0;
      if (member[key] !== id) sizes[key] = (sizes[key] ?? 0) + 1;
      member[key] = id;
      if (patchStates[at] !== OVERDUE) continue;
      clears[key] = (clears[key] ?? 0) + 1;
      if (late[key] !== id) overdue[key] = (overdue[key] ?? 0) + 1;
      late[key] = id;
    }
  }
  return names.flatMap((key, number) => {
    const group = {
      key,
      size: sizes[number] ?? 0,
      overdue: overdue[number] ?? 0,
      clears: clears[number] ?? 0,
    };
    return group.size > 0 ? [group] : [];
  });
}

function membersBy(columns: Columns, keys: KeyNumbers<PatchTraits>, key: string): number[] {
  const { size, from, counts, patchTraits } = columns;
  const { starts, numbers } = keys.listsOfAll();
  const wanted = keys.numberOf(key);
  const members: number[] = [];
  for (let id = 0; id < size; id++) {
    const first = from[id] ?? 0;
    const end = first + (counts[id] ?? 0);
    for (let at = first; at < end; at++) {
      if (numbers[starts[patchTraits[at] ?? 0] ?? 0] !== wanted) continue;
      members.push(id);
      break;
    }
  }
  return members;
}

/** For each action and window: is the action pending on an asset with the window? */
function windowsSeen(
  snapshot: Snapshot,
  actions: KeyNumbers<PatchTraits>,
  windows: KeyNumbers<Profile>,
): Uint8Array {
  const { size, profiles, from, counts, patchTraits } = snapshot.columns;
  const ofTraits = actions.listsOfAll();
  const ofProfile = windows.listsOf(tallyOf(snapshot).profiles);
  const width = windows.names.length;
  const seen = new Uint8Array(actions.names.length * width);
  for (let id = 0; id < size; id++) {
    const window = ofProfile.numbers[ofProfile.starts[profiles[id] ?? 0] ?? 0] ?? 0;
    const first = from[id] ?? 0;
    const end = first + (counts[id] ?? 0);
    for (let at = first; at < end; at++) {
      const action = ofTraits.numbers[ofTraits.starts[patchTraits[at] ?? 0] ?? 0] ?? 0;
      seen[action * width + window] = 1;
    }
  }
  return seen;
}
