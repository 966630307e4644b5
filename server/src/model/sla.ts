// What the SLA says of an asset at an instant. Of all rules that bind a patch the earliest due date counts. Where a fact that decides is missing
// (severity, criticality, exposure), every value that it could have is tried: overdue is only what would be overdue under each of them.

import type { Instant } from '../base/ports.ts';
import { addDuration } from '../scalar/duration.ts';
import { parseMoment } from '../scalar/moment.ts';
import { type ClockName, criticalities, exposures, severities } from '../schema/vocabulary.ts';
import type { Asset, PendingPatch } from './asset.ts';
import { type AssetJudgement, type PatchJudgement, type SlaState, slaStates } from './judgement.ts';
import type { Exception, Policy, SlaRule } from './policy.ts';
import { factsUsed, matches, matchesWhole } from './selector.ts';

/** The last fifth of a term. */
const SOON = 1 / 5;

export function judgeAsset(asset: Asset, policies: readonly Policy[], now: Instant): AssetJudgement {
  const binding = policies.filter((policy) => !policy.scope || matches(policy.scope, asset));
  const judged = asset.pending.map((patch) => judgePatch({ asset, patch }, binding, now));
  const patches = judged.map(({ judgement }) => judgement).sort(worstFirst);
  const due = earliest(patches.filter(({ state }) => state !== 'excepted').map((patch) => patch.due));
  const changesAt = earliest(judged.map((patch) => patch.changesAt));
  return {
    asset,
    state: patches[0]?.state ?? 'patched',
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

function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

interface Subject {
  readonly asset: Asset;
  readonly patch: PendingPatch;
}

interface Judged {
  readonly judgement: PatchJudgement;
  readonly changesAt: Instant | undefined;
}

function judgePatch(subject: Subject, policies: readonly Policy[], now: Instant): Judged {
  const exception = findException(subject, policies, now);
  const { worlds, open } = worldsOf(subject, policies);
  const verdicts = worlds.map((world) => verdictOf(world, policies));
  const changes = verdicts.flatMap(({ term }) => (term ? [soonFrom(term), term.due + 1] : []));
  if (exception) changes.push(exception.expires + 1);
  const later = changes.filter((instant) => instant > now);
  const judgement = exception
    ? { ...combine(subject.patch, verdicts, { now, open }), state: 'excepted' as const, exception }
    : combine(subject.patch, verdicts, { now, open });
  return { judgement, changesAt: earliest(later) };
}

function findException(subject: Subject, policies: readonly Policy[], now: Instant): Exception | undefined {
  const all = policies.flatMap(({ exceptions }) => exceptions);
  return all.find(
    ({ match, expires }) => now <= expires && matchesWhole(match, subject.asset, subject.patch),
  );
}

interface Worlds {
  readonly worlds: readonly Subject[];
  /** The facts that are missing and that some rule asks for. */
  readonly open: readonly string[];
}

/** The asset and the patch under each value that its missing facts could have; themselves where no rule asks for one. */
function worldsOf(subject: Subject, policies: readonly Policy[]): Worlds {
  const used = new Set(policies.flatMap(({ rules }) => rules.flatMap(({ match }) => [...factsUsed(match)])));
  const { asset, patch } = subject;
  const missing = { severity: patch.severity, criticality: asset.criticality, exposure: asset.exposure };
  const open = Object.entries(missing).flatMap(([fact, value]) =>
    value === undefined && used.has(fact) ? [fact] : [],
  );
  let worlds: readonly Subject[] = [subject];
  for (const fact of open) worlds = worlds.flatMap((world) => withEachValue(world, fact));
  return { worlds, open };
}

function withEachValue({ asset, patch }: Subject, fact: string): readonly Subject[] {
  switch (fact) {
    case 'severity':
      return severities.map((severity) => ({ asset, patch: { ...patch, severity } }));
    case 'criticality':
      return criticalities.map((criticality) => ({ asset: { ...asset, criticality }, patch }));
    default:
      return exposures.map((exposure) => ({ asset: { ...asset, exposure }, patch }));
  }
}

interface Term {
  readonly rule: SlaRule;
  readonly start: Instant;
  readonly due: Instant;
}

/** One world's answer: the earliest term that is known, and the dates that other binding rules lack. */
interface Verdict {
  readonly term: Term | undefined;
  readonly missing: readonly string[];
  readonly governed: boolean;
}

function verdictOf({ asset, patch }: Subject, policies: readonly Policy[]): Verdict {
  let term: Term | undefined;
  const missing = new Set<string>();
  let governed = false;
  for (const policy of policies) {
    for (const rule of policy.rules) {
      if (!matches(rule.match, asset, patch)) continue;
      governed = true;
      const start = startOf(rule, patch, policy);
      if (start === undefined) for (const field of missingDates(rule)) missing.add(field);
      else {
        const due = addDuration(start, rule.within, {
          zone: policy.zone,
          days: rule.days,
          holidays: policy.holidays,
        });
        if (!term || due < term.due) term = { rule, start, due };
      }
    }
  }
  return { term, missing: [...missing], governed };
}

const DATES: Readonly<Record<Exclude<ClockName, 'earliest'>, string>> = {
  published: 'published',
  'vendor-release': 'released',
  detected: 'detected',
  'kev-added': 'kev.added',
  evaluated: 'evaluated',
};

function missingDates(rule: SlaRule): string[] {
  const clocks = rule.clocks.includes('earliest')
    ? (['published', 'vendor-release', 'detected'] as const)
    : rule.clocks;
  return clocks.flatMap((clock) => (clock === 'earliest' ? [] : [DATES[clock]]));
}

/** When the rule's term begins: the earliest of its clocks whose date is known. */
function startOf(rule: SlaRule, patch: PendingPatch, policy: Policy): Instant | undefined {
  const dates: Record<string, string | undefined> = {
    published: patch.published,
    'vendor-release': patch.released,
    detected: patch.detected,
    'kev-added': patch.kev?.added,
    evaluated: patch.evaluated,
  };
  const names = rule.clocks.includes('earliest') ? Object.keys(dates) : rule.clocks;
  const instantOf = (name: string) => {
    const text = dates[name];
    return text === undefined ? undefined : parseMoment(text, policy.zone, 'end');
  };
  const start = earliest(names.map(instantOf));
  return start ?? (policy.onMissingDate === 'allow' ? instantOf('detected') : undefined);
}

function soonFrom({ start, due }: Term): Instant {
  return Math.ceil(due - (due - start) * SOON);
}

function stateOf(
  { term, missing, governed }: Verdict,
  now: Instant,
): Exclude<SlaState, 'patched' | 'excepted'> {
  if (!governed) return 'ungoverned';
  if (term && now > term.due) return 'overdue';
  if (missing.length > 0 || !term) return 'unknown';
  return now >= soonFrom(term) ? 'due-soon' : 'open';
}

/** Overdue where every world says so; unknown where only some do; else the most pressing answer. */
function combine(
  patch: PendingPatch,
  verdicts: readonly Verdict[],
  { now, open }: { readonly now: Instant; readonly open: readonly string[] },
): PatchJudgement {
  const states = verdicts.map((verdict) => stateOf(verdict, now));
  const late = states.filter((state) => state === 'overdue').length;
  const isCertain = late === 0 || late === states.length;
  const state = isCertain ? worstOf(states) : 'unknown';
  const dates = state === 'unknown' ? verdicts.flatMap((verdict) => verdict.missing) : [];
  const missing = [...new Set([...(isCertain ? [] : open), ...dates])];
  // Certain to be late: the latest of the due dates is the one that nobody can argue with. Otherwise the earliest is what to aim for.
  const terms = verdicts.flatMap(({ term }) => (term ? [term] : [])).sort((a, b) => a.due - b.due);
  const term = late === states.length ? terms.at(-1) : terms[0];
  return { patch, state, missing, ...(term && { due: term.due, start: term.start, rule: term.rule }) };
}

function worstOf<S extends SlaState>(states: readonly S[]): S {
  const [first, ...others] = states;
  if (first === undefined) throw new Error('no state to choose from');
  return others.reduce((worst, state) => (rank(state) < rank(worst) ? state : worst), first);
}
