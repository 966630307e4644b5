// Why a patch can't be planned at all, whatever the time: one sentence for the reviewer, with what would help. The first reason counts, those
// that somebody decided (an exception, a hold) before those that something lacks.

import { Temporal } from 'temporal-polyfill';
import type { Asset, PendingPatch } from '../model/asset.ts';
import type { PatchJudgement } from '../model/judgement.ts';
import type { Policy, Ring } from '../model/policy.ts';
import { matches } from '../model/selector.ts';
import type { EngineChoice } from './engineChoice.ts';
import { type RingOrder, ringOf } from './rings.ts';

export interface Placeable {
  readonly asset: Asset;
  /** Absent where the policy has no rings. */
  readonly ring: Ring | undefined;
  readonly engine: Extract<EngineChoice, { engine: unknown }>['engine'];
}

const DATES: ReadonlySet<string> = new Set(['published', 'released', 'detected', 'evaluated', 'kev']);

/** Of the patch alone. @returns undefined where nothing bars it. */
export function patchBarrier(judgement: PatchJudgement, policy: Policy): string | undefined {
  const { patch, exception } = judgement;
  if (judgement.state === 'excepted')
    return exception
      ? `excepted by ${exception.id} until ${dayOf(exception.expires, policy.zone)}`
      : 'excepted';
  const missing = judgement.missing.filter((fact) => DATES.has(fact));
  if (judgement.state === 'unknown' && policy.onMissingDate === 'hold' && missing.length > 0)
    return `held: ${missing.map((fact) => `\`${fact}\``).join(' and ')} is missing`;
  if (!patch.package) return 'nothing says which package fixes it; add `package:` and `fixed:`';
  const open = [{ package: patch.package, fixed: patch.fixed }, ...(patch.furtherPackages ?? [])].find(
    (update) => update.fixed === undefined,
  );
  return open && `nothing says which version of ${open.package} fixes it; add \`fixed:\``;
}

export interface KnownUpdate {
  readonly name: string;
  readonly fixed: string;
}

/** Every package that the patch updates, with the version that fixes it; all are known where {@link patchBarrier} bars nothing. */
export function packageUpdates(patch: PendingPatch): readonly KnownUpdate[] {
  const { package: name, fixed, furtherPackages = [] } = patch;
  const updates = [{ package: name, fixed }, ...furtherPackages];
  return updates.flatMap((update) =>
    update.package === undefined || update.fixed === undefined
      ? []
      : [{ name: update.package, fixed: update.fixed }],
  );
}

/** Of the asset. @returns its ring and engine, or the reason why none of its patches can be planned. */
export function placeable(
  asset: Asset,
  policy: Policy,
  order: RingOrder,
  choice: EngineChoice,
): Placeable | { readonly because: string } {
  if (policy.scope && !matches(policy.scope, asset)) return { because: "the policy's `scope` leaves it out" };
  if ('because' in choice) return choice;
  if (policy.rings.length === 0) return { asset, ring: undefined, engine: choice.engine };
  const ring = ringOf(policy.rings, asset);
  if (!ring) return { because: 'no ring of the policy takes it; add a ring without `match:`' };
  const broken = order.broken.get(ring.name);
  return broken ? { because: broken } : { asset, ring, engine: choice.engine };
}

/** Of its maintenance window; asked only where a window restricts. */
export function windowBarrier(asset: Asset, policy: Policy): string | undefined {
  if (policy.windows.size === 0) return undefined;
  const declared = [...policy.windows.keys()].sort().join(', ');
  const name = asset.maintenanceWindow;
  if (name === undefined)
    return `it names no maintenance window; add \`maintenanceWindow:\` with one of ${declared}`;
  if (policy.windows.has(name)) return undefined;
  return `its maintenance window ${name} is not in the policy, which has ${declared}`;
}

function dayOf(instant: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}
