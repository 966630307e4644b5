// Judging as it reads: each patch by each rule of each policy, in each world, at an instant; nothing remembered, nothing in common. What the judge
// says of many at once must be this.

import type { Asset, PendingPatch } from '../../server/src/model/asset.ts';
import type { AssetJudgement, PatchJudgement } from '../../server/src/model/judgement.ts';
import { slaStates } from '../../server/src/model/judgement.ts';
import type { Exception, Policy, SlaRule } from '../../server/src/model/policy.ts';
import { matches, matchesWhole } from '../../server/src/model/selector.ts';
import { askedBy, deciding, type World, type Worlds, worldsOf } from '../../server/src/model/worlds.ts';
import { addDuration } from '../../server/src/scalar/duration.ts';
import { parseMoment } from '../../server/src/scalar/moment.ts';
import type { PendingPatchText } from '../../server/src/schema/inventory.ts';

const HOUR = 60 * 60 * 1000;

interface Term {
  readonly rule: SlaRule;
  readonly start: number;
  readonly due: number;
}

interface InWorld {
  readonly term: Term | undefined;
  readonly missing: readonly string[];
  readonly governed: boolean;
  readonly exception: Exception | undefined;
}

interface Judged {
  readonly judgement: PatchJudgement;
  readonly changes: readonly number[];
}

export function judgePlainly(asset: Asset, policies: readonly Policy[], now: number): AssetJudgement {
  const judged = asset.pending.map((patch) => judgePatch(asset, patch, policies, now));
  const patches = judged.map(({ judgement }) => judgement).sort(worstFirst);
  const state = patches[0]?.state ?? 'patched';
  const counted = patches.filter((patch) =>
    state === 'overdue' ? patch.state === 'overdue' : patch.state !== 'excepted',
  );
  const due = least(counted.flatMap((patch) => patch.due ?? []));
  const changesAt = least(
    [...judged.flatMap(({ changes }) => changes), ...retellings(patches, now)].filter((at) => at > now),
  );
  return {
    asset,
    state,
    patches,
    ...(due !== undefined && { due }),
    ...(changesAt !== undefined && { changesAt }),
  };
}

function least(numbers: readonly number[]): number | undefined {
  return numbers.length > 0 ? numbers.reduce((a, b) => Math.min(a, b)) : undefined;
}

function worstFirst(a: PatchJudgement, b: PatchJudgement): number {
  const [first, second] = [a, b].map(({ due = Number.MAX_SAFE_INTEGER }) => due) as [number, number];
  const byState = slaStates.indexOf(a.state) - slaStates.indexOf(b.state);
  return byState || first - second || (a.patch.id < b.patch.id ? -1 : a.patch.id > b.patch.id ? 1 : 0);
}

/** How late or how soon, as people are told it. */
export function told(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR);
  return hours >= 24 ? `${Math.floor(hours / 24)} days` : hours >= 1 ? `${hours} hours` : 'less than an hour';
}

/** What is told of an asset: how late the worst of its patches is, and how soon the next is due. */
export function toldOf(patches: readonly PatchJudgement[], now: number): readonly string[] {
  const [late, soon] = ['overdue', 'due-soon'].map((state) => patches.find((patch) => patch.state === state));
  return [
    late?.due === undefined ? 'nothing' : told(now - late.due),
    soon?.due === undefined ? 'nothing' : told(soon.due - now),
  ];
}

/** The first of all moments around the due dates at which something else would be told. */
function retellings(patches: readonly PatchJudgement[], now: number): readonly number[] {
  const spans = [...Array.from({ length: 24 }, (_, hours) => hours * HOUR), ...days()];
  const at = patches.flatMap(({ due }) =>
    due === undefined ? [] : spans.flatMap((span) => [due + span, due - span + 1]),
  );
  const before = toldOf(patches, now).join();
  const later = at.filter((moment) => moment > now).sort((a, b) => a - b);
  return later.filter((moment) => toldOf(patches, moment).join() !== before).slice(0, 1);
}

function days(): readonly number[] {
  return Array.from({ length: 1000 }, (_, count) => (count + 1) * 24 * HOUR);
}

function judgePatch(asset: Asset, patch: PendingPatch, policies: readonly Policy[], now: number): Judged {
  const findings: readonly PendingPatchText[] = patch.parts?.length ? patch.parts : [patch];
  const judged = findings.map((one) => judgeFinding(asset, { ...one, at: patch.at }, policies, now));
  const [worst] = judged.map(({ judgement }) => judgement).sort(worstFirst);
  if (!worst) throw new Error('no finding');
  const missing = new Set(judged.flatMap(({ judgement }) => judgement.missing));
  return {
    judgement: { ...worst, patch, missing: worst.state === 'unknown' ? [...missing] : [] },
    changes: judged.flatMap(({ changes }) => changes),
  };
}

function judgeFinding(asset: Asset, patch: PendingPatch, policies: readonly Policy[], now: number): Judged {
  const worlds = worldsOf(asset, patch, askedBy(policies));
  const inWorlds = worlds.worlds.map((world) => judgeIn(world as World, patch, policies, now));
  const changes = inWorlds.flatMap(({ term, exception }) => [
    ...(term ? [soonFrom(term), term.due + 1] : []),
    ...(exception ? [exception.expires + 1] : []),
  ]);
  return { judgement: together(patch, inWorlds, worlds, now), changes: changes.filter((at) => at > now) };
}

function judgeIn(
  { asset, patch: traits }: World,
  dated: PendingPatch,
  policies: readonly Policy[],
  now: number,
): InWorld {
  const patch = { ...dated, ...traits } as PendingPatch;
  const binding = policies.filter(({ scope }) => !scope || matches(scope, asset));
  const terms = binding.flatMap((policy) =>
    policy.rules
      .filter(({ match }) => matches(match, asset, patch))
      .flatMap((rule) => termOf(rule, patch, policy) ?? []),
  );
  const known = terms.flatMap((term) => ('due' in term ? [term] : []));
  const exceptions = binding
    .flatMap((policy) => policy.exceptions)
    .filter(({ match, expires }) => now <= expires && matchesWhole(match, asset, patch));
  return {
    term: known.reduce<Term | undefined>((a, b) => (a && !isBefore(b, a) ? a : b), undefined),
    missing: terms.flatMap((term) => ('missing' in term ? term.missing : [])),
    governed: terms.length > 0,
    exception: exceptions.reduce<Exception | undefined>(
      (a, b) => (a && a.expires >= b.expires ? a : b),
      undefined,
    ),
  };
}

const FIELDS = {
  published: 'published',
  'vendor-release': 'released',
  detected: 'detected',
  'kev-added': 'kev.added',
  evaluated: 'evaluated',
} as const;

function termOf(
  rule: SlaRule,
  patch: PendingPatch,
  policy: Policy,
): Term | { readonly missing: readonly string[] } | undefined {
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  const own = names.filter((name) => rule.clocks.includes(name) || rule.clocks.includes('earliest'));
  const isPossible = (name: string) => name !== 'kev-added' || patch.kev !== undefined;
  const inOrder = rule.clocks.flatMap((clock) => (clock === 'earliest' ? names : [clock]));
  const standIn = policy.onMissingDate === 'allow' && inOrder.length > 0 ? (['detected'] as const) : [];
  const all = [...new Set([...inOrder, ...standIn])].filter(isPossible);
  if (all.length === 0) return undefined;
  const dates = {
    published: patch.published,
    'vendor-release': patch.released,
    detected: patch.detected,
    'kev-added': patch.kev?.added,
    evaluated: patch.evaluated,
  };
  const instantOf = (text: string | undefined) =>
    (text === undefined ? undefined : parseMoment(text, policy.zone, 'end')) ?? [];
  const first = least(own.filter(isPossible).flatMap((name) => instantOf(dates[name])));
  const start = first ?? least(all.flatMap((name) => instantOf(dates[name])));
  if (start === undefined) return { missing: all.map((name) => FIELDS[name]) };
  if (rule.printed) {
    const [due] = [instantOf(patch.kev?.due)].flat();
    return due === undefined ? { missing: ['kev.due'] } : { rule, start, due };
  }
  const { zone, holidays } = policy;
  return { rule, start, due: addDuration(start, rule.within, { zone, days: rule.days, holidays }) };
}

function soonFrom({ start, due }: Term): number {
  return Math.min(due, Math.ceil(due - (due - start) / 5));
}

function isBefore(a: Term, b: Term): boolean {
  if (a.due !== b.due) return a.due < b.due;
  if (a.start !== b.start) return a.start < b.start;
  const [first, second] = [a, b].map(({ rule: { at } }) => at.place.offset + at.span.start) as [
    number,
    number,
  ];
  const [one, two] = [a.rule.at.place.file, b.rule.at.place.file];
  return one === two ? first < second : one < two;
}

function stateIn({ term, missing, governed, exception }: InWorld, now: number): PatchJudgement['state'] {
  if (exception) return 'excepted';
  if (!governed) return 'ungoverned';
  if (term && now > term.due) return 'overdue';
  if (missing.length > 0 || !term) return 'unknown';
  return now >= soonFrom(term) ? 'due-soon' : 'open';
}

function together(
  patch: PendingPatch,
  inWorlds: readonly InWorld[],
  worlds: Worlds,
  now: number,
): PatchJudgement {
  const states = inWorlds.map((one) => stateIn(one, now));
  const isLate = states.every((state) => state === 'overdue');
  const isSplit = !isLate && states.includes('overdue');
  const state = isSplit
    ? 'unknown'
    : (slaStates.find((one) => states.some((each) => each === one)) ?? 'open');
  const terms = inWorlds.flatMap(({ term }) => term ?? []).sort((a, b) => a.due - b.due);
  const term = isLate ? terms.at(-1) : terms[0];
  const exception = inWorlds.find((one) => one.exception)?.exception;
  const outcomes = states.map((one) => (one === 'overdue' || one === 'unknown' ? one : 'fine'));
  const dates = inWorlds.flatMap((one) => (one.exception ? [] : one.missing));
  return {
    patch,
    state: state as PatchJudgement['state'],
    missing: state === 'unknown' ? [...new Set([...deciding(worlds, outcomes), ...dates])] : [],
    ...(term && { due: term.due, start: term.start, rule: term.rule }),
    ...(state === 'excepted' && exception && { exception }),
  };
}
