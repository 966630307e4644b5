// What is out of SLA, nearly so, unknown or excepted: one problem per asset, on its name, with the advisories as related locations.

import { baseName } from '../base/uri.ts';
import type { AssetJudgement, PatchJudgement, SlaState } from '../model/judgement.ts';
import type { SlaRule } from '../model/policy.ts';
import { factsUsed } from '../model/selector.ts';
import { formatInstant } from '../scalar/moment.ts';
import type { Anchor } from '../schema/located.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { AdvisoryDue, Problem, Related } from './problem.ts';
import type { Rule, RuleText } from './rule.ts';
import { type Speech, span, speechOf } from './speech.ts';

/** Related locations of one problem: enough to act on; the JSON has the whole list. */
const MAX_RELATED = 10;

/** A rule, and what it says of the patches of an asset that are in its state. */
interface SlaRuleKind extends RuleText {
  readonly state: SlaState;
  readonly message: (patches: readonly PatchJudgement[], speech: Speech) => string;
}

function ofChunk(chunk: OwnedChunk, snapshot: Snapshot): readonly Problem[] {
  const talkedOf = snapshot.assetsIn(chunk).filter((entry) => kinds.some(({ state }) => entry.has(state)));
  return talkedOf.flatMap(({ name }) => {
    const judgement = snapshot.judgements.get(name);
    return judgement ? ofAsset(judgement, snapshot) : [];
  });
}

function ofAsset(judgement: AssetJudgement, snapshot: Snapshot): readonly Problem[] {
  const speech = speechOf(snapshot);
  const home = snapshot.names.definitionsOf('asset', judgement.asset.name)[0];
  return kinds.flatMap((kind) => {
    const patches = judgement.patches.filter(({ state }) => state === kind.state);
    return patches.length > 0 ? [problemOf(kind, judgement, { patches, home, speech })] : [];
  });
}

interface Said {
  readonly patches: readonly PatchJudgement[];
  /** Where the asset is defined. */
  readonly home: Anchor | undefined;
  readonly speech: Speech;
}

function problemOf(kind: SlaRuleKind, { asset }: AssetJudgement, { patches, home, speech }: Said): Problem {
  const rank = patches[0]?.due;
  const foreign = home && home.place.file !== asset.at.place.file ? [{ at: home, message: asset.name }] : [];
  return {
    code: kind.code,
    severity: kind.severity,
    message: `${asset.name}: ${kind.message(patches, speech)}`,
    at: asset.at,
    asset: asset.name,
    related: [...relatedOf(patches, speech), ...foreign],
    advisories: patches.map(advisoryDue),
    ...(rank !== undefined && { rank }),
  };
}

function advisoryDue({ patch, due, rule }: PatchJudgement): AdvisoryDue {
  return {
    id: patch.id,
    ...(due !== undefined && { due: formatInstant(due, 'UTC') }),
    ...(rule && { rule: ruleName(rule) }),
  };
}

/** The rules that decide first, then the advisories. */
function relatedOf(patches: readonly PatchJudgement[], { tell }: Speech): readonly Related[] {
  const rules = new Set(patches.flatMap(({ rule }) => (rule ? [rule] : [])));
  const causes = [...rules].map((rule) => ({ at: rule.at, message: `rule ${ruleName(rule)} sets the term` }));
  const exceptions = new Set(patches.flatMap(({ exception }) => (exception ? [exception] : [])));
  const excepted = [...exceptions].map(({ id, at }) => ({ at, message: `exception ${id}` }));
  const advisories = patches.slice(0, MAX_RELATED).map(({ patch, due, rule }) => ({
    at: patch.at,
    message: due === undefined ? patch.id : `${patch.id}, due ${tell(due, rule?.at)}`,
  }));
  return [...causes, ...excepted, ...advisories].slice(0, MAX_RELATED);
}

function ruleName({ name, preset }: SlaRule): string {
  return preset ? `${preset.id}/${name}` : name;
}

function count(patches: readonly PatchJudgement[]): string {
  return patches.length === 1 ? '1 patch' : `${patches.length} patches`;
}

function named({ patch }: PatchJudgement): string {
  return patch.severity ? `${patch.id} (${patch.severity})` : patch.id;
}

function byRule({ rule }: PatchJudgement): string {
  if (!rule) return '';
  const status = rule.preset?.status ?? 'in-force';
  const proposed = status === 'in-force' ? '' : `, a ${status} rule`;
  return ` by rule \`${ruleName(rule)}\` of ${baseName(rule.at.place.file)}${proposed}`;
}

function overdueMessage(patches: readonly PatchJudgement[], { now, tell }: Speech): string {
  const worst = patches[0];
  if (worst?.due === undefined) return `${count(patches)} overdue.`;
  const kev = kevNote(worst);
  return `${count(patches)} overdue; the worst, ${named(worst)}, by ${span(now - worst.due)} (due ${tell(worst.due, worst.rule?.at)})${byRule(worst)}.${kev}`;
}

/** A KEV entry long after detection makes an asset late at once; then say since when it is there. */
function kevNote({ patch, rule }: PatchJudgement): string {
  const isByKev = rule?.clocks.includes('kev-added') || (rule && factsUsed(rule.match).has('kev'));
  return patch.kev && isByKev ? ` In KEV since ${patch.kev.added}.` : '';
}

function soonMessage(patches: readonly PatchJudgement[], { now, tell }: Speech): string {
  const next = patches[0];
  if (next?.due === undefined) return `${count(patches)} due soon.`;
  return `${count(patches)} due soon; the next, ${named(next)}, in ${span(next.due - now)} (${tell(next.due, next.rule?.at)})${byRule(next)}.`;
}

function unknownMessage(patches: readonly PatchJudgement[]): string {
  const missing = [...new Set(patches.flatMap((patch) => patch.missing))]
    .map((field) => `\`${field}\``)
    .join(', ');
  const first = patches[0];
  const about = first
    ? patches.length === 1
      ? named(first)
      : `${count(patches)}, ${named(first)} among them,`
    : '';
  return `it can't be said whether ${about} ${patches.length === 1 ? 'is' : 'are'} in SLA: ${missing} ${missing.includes(',') ? 'are' : 'is'} not known. Add what is missing to the asset, its group or the patch.`;
}

function exceptedMessage(patches: readonly PatchJudgement[], { tell }: Speech): string {
  const parts = patches.map(({ patch, exception }) =>
    exception ? `${patch.id} by ${exception.id} until ${tell(exception.expires, exception.at)}` : patch.id,
  );
  return `excepted: ${parts.join(', ')}.`;
}

const kinds: readonly SlaRuleKind[] = [
  {
    code: 'sla/overdue',
    severity: 'error',
    title: 'Out of SLA',
    state: 'overdue',
    explanation:
      'The asset still needs patches whose due date has passed. The message tells how many, which is the worst and how late, and the rule that set the term; the related locations lead to the rule and to the advisories.\n\nPatch it (*Patchtide: Create Patch Plan*), or agree on an exception with an approver and an expiry. It cannot be suppressed by a comment.',
    message: overdueMessage,
  },
  {
    code: 'sla/due-soon',
    severity: 'information',
    title: 'Due soon',
    state: 'due-soon',
    explanation:
      'The last fifth of the term has begun. Plan the patch while there is a maintenance window before the due date.',
    message: soonMessage,
  },
  {
    code: 'sla/unknown',
    severity: 'warning',
    title: 'A missing fact decides',
    state: 'unknown',
    explanation:
      'Whether the asset is out of SLA depends on a fact that nothing states: a severity, a criticality, an exposure, or the date that starts the clock. Under one value it would be late, under another it would not. State the fact; or, for dates, let the policy count from detection (`onMissingDate: allow`).',
    message: unknownMessage,
  },
  {
    code: 'sla/excepted',
    severity: 'hint',
    title: 'Excepted',
    state: 'excepted',
    explanation:
      'The patches would be judged, but an exception that has not expired takes them out. They stay visible and counted.',
    message: exceptedMessage,
  },
];

export const slaRules: readonly Rule[] = kinds.map(({ state: _, message: __, ...text }) => ({
  ...text,
  inChunk: ofChunk,
}));
