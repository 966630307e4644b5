// What the SLA says of an asset at an instant. Of all rules that bind a patch the earliest due date counts. Where a fact that decides is missing,
// every value that it could have is tried (worlds.ts): overdue is only what would be overdue under each of them.

import type { Instant } from '../base/ports.ts';
import type { PendingPatchText } from '../schema/inventory.ts';
import type { Asset, PendingPatch } from './asset.ts';
import { type AssetJudgement, type PatchJudgement, type SlaState, slaStates } from './judgement.ts';
import type { Exception, Policy } from './policy.ts';
import { matches, matchesWhole } from './selector.ts';
import { earliest, isBefore, soonFrom, type Term, TermMemo } from './terms.ts';
import { type Asked, askedBy, deciding, type World, type Worlds, worldsOf } from './worlds.ts';

export function judgeAsset(asset: Asset, policies: readonly Policy[], now: Instant): AssetJudgement {
  return judgeBy(policies, now)(asset);
}

/** For many assets: what follows from the policies alone is worked out once. */
export function judgeBy(policies: readonly Policy[], now: Instant): (asset: Asset) => AssetJudgement {
  const context: Context = { policies, now, asked: askedBy(policies), terms: new TermMemo() };
  return (asset) => judge(asset, context);
}

function judge(asset: Asset, context: Context): AssetJudgement {
  const judged = asset.pending.map((patch) => judgePatch(asset, patch, context));
  const patches = judged.map(({ judgement }) => judgement).sort(worstFirst);
  const state = patches[0]?.state ?? 'patched';
  // How late an asset is, what is overdue for certain says; an aim for what isn't known would make it later than anybody can prove.
  const counted = patches.filter((patch) =>
    state === 'overdue' ? patch.state === state : patch.state !== 'excepted',
  );
  const due = earliest(counted.map((patch) => patch.due));
  const changesAt = earliest(judged.map((patch) => patch.changesAt));
  return {
    asset,
    state,
    patches,
    ...(due !== undefined && { due }),
    ...(changesAt !== undefined && { changesAt }),
  };
}

export function worstFirst(a: PatchJudgement, b: PatchJudgement): number {
  return (
    rank(a.state) - rank(b.state) ||
    (a.due ?? Infinity) - (b.due ?? Infinity) ||
    compare(a.patch.id, b.patch.id)
  );
}

function rank(state: SlaState): number {
  return slaStates.indexOf(state);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Context {
  readonly policies: readonly Policy[];
  readonly now: Instant;
  readonly asked: Asked;
  readonly terms: TermMemo;
}

interface Judged {
  readonly judgement: PatchJudgement;
  readonly changesAt: Instant | undefined;
}

/** A patch put together from several findings is as late as the latest of them. */
function judgePatch(asset: Asset, patch: PendingPatch, context: Context): Judged {
  const parts = distinctParts(patch.parts ?? [], context.asked);
  const judged = parts.map((part) => judgeFinding(asset, { ...part, at: patch.at }, context));
  const [worst] = judged.map(({ judgement }) => judgement).sort(worstFirst);
  if (!worst) return judgeFinding(asset, patch, context);
  const missing = new Set(judged.flatMap(({ judgement }) => judgement.missing));
  return {
    judgement: { ...worst, patch, missing: worst.state === 'unknown' ? [...missing] : worst.missing },
    changesAt: earliest(judged.map(({ changesAt }) => changesAt)),
  };
}

/** A kernel has thousands of CVEs, and but a few that any rule tells apart. */
function distinctParts(parts: readonly PendingPatchText[], asked: Asked): readonly PendingPatchText[] {
  if (parts.length < 2) return parts;
  const keyOf = ({ id, cves, package: name, installed: _, fixed: __, ...facts }: PendingPatchText) =>
    JSON.stringify([facts, asked.has('advisory') && [id, cves], asked.has('package') && name]);
  return [...new Map(parts.toReversed().map((part) => [keyOf(part), part])).values()];
}

function judgeFinding(asset: Asset, patch: PendingPatch, context: Context): Judged {
  const { now, asked } = context;
  const worlds = worldsOf(asset, patch, asked);
  const verdicts = worlds.worlds.map((world) => verdictOf(world, context));
  const changes = verdicts.flatMap(({ term, exception }) => [
    ...(term ? [soonFrom(term), term.due + 1] : []),
    ...(exception ? [exception.expires + 1] : []),
  ]);
  return {
    judgement: combine(patch, verdicts, worlds, now),
    changesAt: earliest(changes.filter((instant) => instant > now)),
  };
}

/** One world's answer: the earliest term that is known, and the dates that other binding rules lack. */
interface Verdict {
  readonly term: Term | undefined;
  readonly missing: readonly string[];
  readonly governed: boolean;
  readonly exception: Exception | undefined;
}

function verdictOf(world: World, { policies, now, terms }: Context): Verdict {
  const { asset, patch } = world;
  const binding = policies.filter(({ scope }) => !scope || matches(scope, asset));
  let earliestTerm: Term | undefined;
  const missing = new Set<string>();
  let governed = false;
  for (const policy of binding) {
    for (const rule of policy.rules) {
      if (!matches(rule.match, asset, patch)) continue;
      const term = terms.termOf(rule, patch, policy);
      if (!term) continue;
      governed = true;
      if ('missing' in term) for (const field of term.missing) missing.add(field);
      else if (!earliestTerm || isBefore(term, earliestTerm)) earliestTerm = term;
    }
  }
  const exception = exceptionOf(world, binding, now);
  return { term: earliestTerm, missing: [...missing], governed, exception };
}

/** Of those that count, the one that counts longest. */
function exceptionOf(
  { asset, patch }: World,
  policies: readonly Policy[],
  now: Instant,
): Exception | undefined {
  return policies
    .flatMap(({ exceptions }) => exceptions)
    .filter(({ match, expires }) => now <= expires && matchesWhole(match, asset, patch))
    .reduce<Exception | undefined>(
      (longest, one) => (longest && longest.expires >= one.expires ? longest : one),
      undefined,
    );
}

type PatchState = PatchJudgement['state'];

function stateOf({ term, missing, governed, exception }: Verdict, now: Instant): PatchState {
  if (exception) return 'excepted';
  if (!governed) return 'ungoverned';
  if (term && now > term.due) return 'overdue';
  if (missing.length > 0 || !term) return 'unknown';
  return now >= soonFrom(term) ? 'due-soon' : 'open';
}

/** Overdue where every world says so; unknown where only some do; else the most pressing answer. */
function combine(
  patch: PendingPatch,
  verdicts: readonly Verdict[],
  worlds: Worlds,
  now: Instant,
): PatchJudgement {
  const states = verdicts.map((verdict) => stateOf(verdict, now));
  const late = states.filter((state) => state === 'overdue').length;
  const isCertain = late === 0 || late === states.length;
  const state = isCertain ? worstOf(states) : 'unknown';
  // Certain to be late: the latest of the due dates is the one that nobody can argue with. Otherwise the earliest is what to aim for.
  const terms = verdicts.flatMap(({ term }) => (term ? [term] : [])).sort((a, b) => a.due - b.due);
  const term = late === states.length ? terms.at(-1) : terms[0];
  const exception =
    state === 'excepted' ? verdicts.find((verdict) => verdict.exception)?.exception : undefined;
  return {
    patch,
    state,
    missing: state === 'unknown' ? missingOf(verdicts, states, worlds) : [],
    ...(term && { due: term.due, start: term.start, rule: term.rule }),
    ...(exception && { exception }),
  };
}

function missingOf(
  verdicts: readonly Verdict[],
  states: readonly PatchState[],
  worlds: Worlds,
): readonly string[] {
  const outcomes = states.map((state) => (state === 'overdue' || state === 'unknown' ? state : 'fine'));
  const dates = verdicts.flatMap(({ missing, exception }) => (exception ? [] : missing));
  return [...new Set([...deciding(worlds, outcomes), ...dates])];
}

function worstOf<S extends SlaState>(states: readonly S[]): S {
  const [first, ...others] = states;
  if (first === undefined) throw new Error('no state to choose from');
  return others.reduce((worst, state) => (rank(state) < rank(worst) ? state : worst), first);
}
