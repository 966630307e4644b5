// Which patches of an asset go together: those that may be deployed in the same slot. Of one package the highest fixing version is installed,
// and a patch that an earlier slot's version fixes anyway goes along with it. Rings are placed in order, so that each knows when the ring
// before has settled.

import { groupBy } from '../base/groupBy.ts';
import type { Instant } from '../base/ports.ts';
import type { Asset } from '../model/asset.ts';
import type { PatchJudgement } from '../model/judgement.ts';
import type { Policy, Ring } from '../model/policy.ts';
import { compareVersions } from '../model/versions.ts';
import { addDuration } from '../scalar/duration.ts';
import { type KnownUpdate, type Placeable, packageUpdates } from './barriers.ts';
import type { Lane } from './lanes.ts';
import { chainOf } from './rings.ts';
import { type Slot, type SlotAnswer, slotFinder } from './slots.ts';

export interface Candidate extends Placeable {
  readonly judgement: PatchJudgement;
}

/** What one asset gets in one slot. */
export interface Placement extends Placeable {
  readonly lane: Lane;
  readonly slot: Slot;
  readonly judgements: readonly PatchJudgement[];
  /** Package names and the versions they are updated to. */
  readonly packages: ReadonlyMap<string, string>;
}

export interface Placed {
  readonly placements: readonly Placement[];
  readonly unplaced: readonly { readonly candidate: Candidate; readonly because: string }[];
}

interface Draft extends Placeable {
  readonly lane: Lane;
  readonly slot: Slot;
  readonly judgements: PatchJudgement[];
  readonly packages: Map<string, string>;
}

interface Board {
  readonly drafts: Map<string, Draft[]>;
  /** By ring: when the last of its waves has settled. */
  readonly settled: Map<string, Instant>;
  readonly unplaced: { readonly candidate: Candidate; readonly because: string }[];
}

/** @param lanes in order of precedence, each with its candidates. @param rings in their order. */
export function place(
  policy: Policy,
  rings: readonly (Ring | undefined)[],
  lanes: readonly { readonly lane: Lane; readonly candidates: readonly Candidate[] }[],
  now: Instant,
): Placed {
  const board: Board = { drafts: new Map(), settled: new Map(), unplaced: [] };
  for (const { lane, candidates } of lanes) {
    const byRing = groupBy(candidates, (candidate) => candidate.ring);
    for (const ring of rings) {
      const notBefore = ring && readyAt(policy, ring, lane, board.settled);
      placeRing(board, byRing.get(ring) ?? [], lane, slotFinder(policy, lane, now, notBefore));
    }
  }
  return { placements: [...board.drafts.values()].flat(), unplaced: board.unplaced };
}

/** When every earlier ring that is in the plan has settled and soaked. */
function readyAt(
  policy: Policy,
  ring: Ring,
  lane: Lane,
  settled: ReadonlyMap<string, Instant>,
): Instant | undefined {
  const chain = chainOf(policy.rings, ring);
  if (typeof chain === 'string') return undefined;
  const ends = chain.slice(1).flatMap((earlier) => {
    const end = settled.get(earlier.name);
    if (end === undefined) return [];
    if (!earlier.soak || lane.skips.includes('soak')) return [end];
    return [
      addDuration(end, earlier.soak, { zone: policy.zone, days: 'calendar', holidays: policy.holidays }),
    ];
  });
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

function placeRing(
  board: Board,
  candidates: readonly Candidate[],
  lane: Lane,
  find: (asset: Asset, patch: PatchJudgement['patch']) => SlotAnswer,
): void {
  const found: { readonly candidate: Candidate; readonly slot: Slot }[] = [];
  for (const candidate of candidates) {
    const slot = find(candidate.asset, candidate.judgement.patch);
    if ('because' in slot) board.unplaced.push({ candidate, because: slot.because });
    else found.push({ candidate, slot });
  }
  found.sort((a, b) => a.slot.opens - b.slot.opens || (a.slot.closes ?? 0) - (b.slot.closes ?? 0));
  for (const { candidate, slot } of found) {
    const draft = put(board, candidate, slot, lane);
    const ring = draft.ring?.name;
    if (ring !== undefined)
      board.settled.set(ring, Math.max(board.settled.get(ring) ?? 0, draft.slot.settled));
  }
}

function put(board: Board, candidate: Candidate, slot: Slot, lane: Lane): Draft {
  const { asset, ring, engine, judgement } = candidate;
  const own = board.drafts.get(asset.name) ?? [];
  board.drafts.set(asset.name, own);
  const updates = packageUpdates(judgement.patch);
  const covering = own.find((draft) => draft.slot.opens <= slot.opens && covers(draft, updates));
  const same = own.find((draft) => draft.lane === lane && isSameSlot(draft.slot, slot));
  const draft: Draft = covering ??
    same ?? { asset, ring, engine, lane, slot, judgements: [], packages: new Map() };
  if (!covering && !same) own.push(draft);
  draft.judgements.push(judgement);
  for (const { name, fixed } of updates) {
    const planned = draft.packages.get(name);
    if (planned === undefined || compareVersions(asset.os, fixed, planned) > 0)
      draft.packages.set(name, fixed);
  }
  return draft;
}

function covers(draft: Draft, updates: readonly KnownUpdate[]): boolean {
  return updates.every(({ name, fixed }) => {
    const planned = draft.packages.get(name);
    return planned !== undefined && compareVersions(draft.asset.os, planned, fixed) >= 0;
  });
}

function isSameSlot(a: Slot, b: Slot): boolean {
  return a.opens === b.opens && a.closes === b.closes && a.lastStart === b.lastStart;
}
