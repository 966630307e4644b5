// The ways in which the tree groups assets by what they are: by their state, or by keys of their profile. All that are alike are counted at once.

import { type SlaState, slaStates } from '../model/judgement.ts';
import type { AssetFacts } from '../model/selector.ts';
import type { Profile } from '../model/traits.ts';
import type { AssetEntry } from '../workspace/assetEntry.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Rings, ringsOf } from './governance.ts';
import { KeyNumbers, keyNumbersBy } from './keyNumbers.ts';
import { tallyOf } from './tally.ts';
import type { Division, TreeGroup } from './treeGroup.ts';

const OVERDUE = slaStates.indexOf('overdue');
const PATCHED = slaStates.indexOf('patched');

export function byLateness({ columns, counts }: Snapshot): Division {
  const groups = slaStates.flatMap((state) => (counts[state] > 0 ? [stateGroup(state, counts[state])] : []));
  return {
    groups,
    membersOf({ key }) {
      const { size, states } = columns;
      const wanted = (slaStates as readonly string[]).indexOf(key);
      const members: number[] = [];
      for (let id = 0; id < size; id++) if (states[id] === wanted) members.push(id);
      return members;
    },
    windowsOf: () => [],
  };
}

function stateGroup(key: SlaState, size: number): TreeGroup {
  return { key, size, overdue: key === 'overdue' ? size : 0, clears: 0 };
}

const NO_GROUP = [''];
const groupNumbers = keyNumbersBy(({ groups = [] }: Profile) => (groups.length > 0 ? groups : NO_GROUP));
const ownerNumbers = keyNumbersBy(({ owner = '' }: Profile) => [owner]);
/** By the policies' rings. */
const ringNumbers = new WeakMap<Rings, KeyNumbers<Profile>>();

export function byGroup(snapshot: Snapshot): Division {
  return byProfile(snapshot, groupNumbers(snapshot.columns.profileTable));
}

export function byOwner(snapshot: Snapshot): Division {
  return byProfile(snapshot, ownerNumbers(snapshot.columns.profileTable));
}

/** Of a group as the inventory has it: with those that are patched. */
export function membersOfGroup(
  snapshot: Snapshot,
  name: string,
): { readonly size: number; readonly overdue: number } {
  const keys = groupNumbers(snapshot.columns.profileTable);
  const tally = tallyOf(snapshot);
  const { starts, ends, numbers } = keys.listsOf(tally.profiles);
  const wanted = keys.numberOf(name);
  let [size, overdue] = [0, 0];
  for (const profile of tally.profiles) {
    for (let at = starts[profile] ?? 0; at < (ends[profile] ?? 0); at++) {
      if (numbers[at] !== wanted) continue;
      size += tally.countBefore(profile, slaStates.length);
      overdue += tally.count(profile, OVERDUE);
    }
  }
  return { size, overdue };
}

/** Assets that policies name aren't like others of their profile. */
export function byRing(snapshot: Snapshot): Division {
  const rings = ringsOf(snapshot);
  const numbers = ringNumbers.get(rings) ?? ringNumbersOf(rings, snapshot);
  ringNumbers.set(rings, numbers);
  const { assetOf } = snapshot.columns;
  const entries = [...rings.named].flatMap((name) => snapshot.entry(name) ?? []);
  const apart = entries.map((entry) => {
    const alike = assetOf(entry.profile);
    return { entry, alike: ringKey(rings, alike), key: ringKey(rings, { ...alike, name: entry.name }) };
  });
  return byProfile(snapshot, numbers, apart);
}

function ringNumbersOf(rings: Rings, { columns }: Snapshot): KeyNumbers<Profile> {
  const { profileTable, assetOf } = columns;
  return new KeyNumbers(profileTable, (profile) => [ringKey(rings, assetOf(profile))]);
}

function ringKey({ ringOf }: Rings, asset: AssetFacts): string {
  return ringOf(asset)?.name ?? '';
}

/** An asset that isn't grouped as others are that are like it. */
interface Apart {
  readonly entry: AssetEntry;
  readonly alike: string;
  readonly key: string;
}

/** Those that are patched are in no group. */
function byProfile(snapshot: Snapshot, numbers: KeyNumbers<Profile>, apart: readonly Apart[] = []): Division {
  const pending = apart.filter(({ entry }) => entry.state !== 'patched');
  return {
    groups: withApart(countProfiles(snapshot, numbers), pending),
    membersOf({ key }) {
      const members = membersBy(snapshot, numbers, key);
      if (pending.length === 0) return members;
      const ids = new Set(pending.map(({ entry }) => entry.id));
      const own = pending.filter((one) => one.key === key);
      return [...members.filter((id) => !ids.has(id)), ...own.map(({ entry }) => entry.id)];
    },
    windowsOf: () => [],
  };
}

function countProfiles(snapshot: Snapshot, keys: KeyNumbers<Profile>): readonly TreeGroup[] {
  const tally = tallyOf(snapshot);
  const { starts, ends, numbers } = keys.listsOf(tally.profiles);
  const { names } = keys;
  const sizes = new Int32Array(names.length);
  const overdue = new Int32Array(names.length);
  for (const profile of tally.profiles) {
    const size = tally.countBefore(profile, PATCHED);
    if (size === 0) continue;
    const late = tally.count(profile, OVERDUE);
    for (let at = starts[profile] ?? 0; at < (ends[profile] ?? 0); at++) {
      const key = numbers[at] ?? 0;
      sizes[key] = (sizes[key] ?? 0) + size;
      overdue[key] = (overdue[key] ?? 0) + late;
    }
  }
  return names.flatMap((key, number) => {
    const size = sizes[number] ?? 0;
    return size > 0 ? [{ key, size, overdue: overdue[number] ?? 0, clears: 0 }] : [];
  });
}

function withApart(groups: readonly TreeGroup[], apart: readonly Apart[]): readonly TreeGroup[] {
  if (apart.length === 0) return groups;
  const byKey = new Map(groups.map((group) => [group.key, group]));
  for (const { entry, alike, key } of apart) {
    const isLate = entry.state === 'overdue';
    for (const [one, by] of [[alike, -1] as const, [key, 1] as const]) {
      const { size, overdue } = byKey.get(one) ?? { size: 0, overdue: 0 };
      byKey.set(one, { key: one, size: size + by, overdue: overdue + (isLate ? by : 0), clears: 0 });
    }
  }
  return [...byKey.values()].filter(({ size }) => size > 0);
}

function membersBy(snapshot: Snapshot, keys: KeyNumbers<Profile>, key: string): number[] {
  const { size, states, profiles, profileTable } = snapshot.columns;
  const met = tallyOf(snapshot).profiles;
  const { starts, ends, numbers } = keys.listsOf(met);
  const wanted = keys.numberOf(key);
  const isMember = new Uint8Array(profileTable.size);
  for (const profile of met)
    for (let at = starts[profile] ?? 0; at < (ends[profile] ?? 0); at++)
      if (numbers[at] === wanted) isMember[profile] = 1;
  const members: number[] = [];
  for (let id = 0; id < size; id++)
    if ((states[id] ?? PATCHED) < PATCHED && isMember[profiles[id] ?? 0] === 1) members.push(id);
  return members;
}
