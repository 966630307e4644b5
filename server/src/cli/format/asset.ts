// All that is known of an asset, for a terminal: its values with who states them, its place in the policies, its pending patches with every rule
// that binds them, when their terms began and end, and why.

import type { Asset, Origin } from '../../model/asset.ts';
import type { AssetJudgement, PatchJudgement } from '../../model/judgement.ts';
import type { Policy, SlaRule } from '../../model/policy.ts';
import { matches } from '../../model/selector.ts';
import { judgeAsset } from '../../model/sla.ts';
import { ringOf } from '../../plan/rings.ts';
import { formatForPeople } from '../../scalar/moment.ts';
import type { Anchor } from '../../schema/located.ts';
import type { Snapshot } from '../../workspace/snapshot.ts';
import { counted } from './counted.ts';
import { durationText } from './duration.ts';
import { printable } from './printable.ts';
import { placeOf } from './report.ts';
import type { Style, StyleName } from './style.ts';
import { placeText } from './text.ts';

export interface AssetContext {
  readonly snapshot: Snapshot;
  /** Before each path. */
  readonly prefix: string;
  readonly style: Style;
}

type State = AssetJudgement['state'];

const COLOURS: Partial<Readonly<Record<State, StyleName>>> = {
  overdue: 'red',
  unknown: 'yellow',
  'due-soon': 'blue',
  patched: 'green',
};

const WORDS: Readonly<Record<State, string>> = {
  overdue: 'out of SLA',
  unknown: 'not known whether in SLA',
  'due-soon': 'due soon',
  open: 'in SLA',
  excepted: 'excepted',
  ungoverned: 'bound by no rule',
  patched: 'nothing pending',
};

export function assetText(asset: Asset, context: AssetContext): string {
  const { snapshot } = context;
  const judgement = snapshot.judgements.get(asset.name);
  const patches = judgement?.patches ?? [];
  const sections = [
    headLines(asset, judgement?.state ?? 'patched', context),
    factLines(asset, context),
    ...snapshot.policies
      .filter((policy) => binds(policy, asset))
      .map((policy) => policyLines(asset, policy, context)),
    ...patches.map((patch) => patchLines(asset, patch, context)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines(asset: Asset, state: State, context: AssetContext): readonly string[] {
  const { style, snapshot } = context;
  const at = `at ${time(snapshot.now)}`;
  return [
    `${style('bold', printable(asset.name))}: ${colour(state, WORDS[state], style)} ${at}`,
    `  ${place(asset.at, context)}`,
  ];
}

function factLines(asset: Asset, context: AssetContext): readonly string[] {
  const stated = Object.entries(asset.origins).filter(([field]) => field !== 'pending' && field !== 'groups');
  const rows = stated.map(([field, origin]) => {
    const value = valueText((asset as unknown as Readonly<Record<string, unknown>>)[field]);
    return [field, value, originText(origin, context)] as const;
  });
  if (asset.groups.length > 0) rows.push(['groups', asset.groups.map(printable).join(', '), '']);
  const width = Math.max(0, ...rows.map(([field]) => field.length));
  const widest = Math.min(40, Math.max(0, ...rows.map(([, value]) => value.length)));
  return [
    'Known of it',
    ...rows.map(([field, value, origin]) =>
      `  ${field.padEnd(width)}  ${value.padEnd(widest)}  ${context.style('dim', origin)}`.trimEnd(),
    ),
  ];
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value !== 'object' || value === null) return printable(String(value));
  return Object.entries(value)
    .map(([key, part]) => `${printable(key)}: ${valueText(part)}`)
    .join(', ');
}

function originText({ by, name, at }: Origin, context: AssetContext): string {
  const who = by === 'group' ? `group ${printable(name ?? '')}, ` : '';
  return who + place(at, context);
}

function binds(policy: Policy, asset: Asset): boolean {
  return policy.scope === undefined || matches(policy.scope, asset);
}

function policyLines(asset: Asset, policy: Policy, context: AssetContext): readonly string[] {
  const file = placeOf(
    { place: { file: policy.file, offset: 0 }, span: { start: 0, end: 0 } },
    context.snapshot,
  ).file;
  const ring = ringOf(policy.rings, asset);
  const named = asset.maintenanceWindow;
  const window = named === undefined ? undefined : policy.windows.get(named);
  return [
    `Policy ${printable(context.prefix + file)}`,
    ...(ring ? [`  ring    ${printable(ring.name)}  ${context.style('dim', place(ring.at, context))}`] : []),
    ...(window
      ? [`  window  ${printable(window.name)}  ${context.style('dim', place(window.at, context))}`]
      : []),
    ...(named !== undefined && !window
      ? [`  window  ${printable(named)}, which this policy does not define`]
      : []),
  ];
}

function patchLines(asset: Asset, judgement: PatchJudgement, context: AssetContext): readonly string[] {
  const { patch, state } = judgement;
  const { style, snapshot } = context;
  const severity = patch.severity ? ` (${patch.severity})` : '';
  const fixed = patch.fixed === undefined ? '' : ` to ${printable(patch.fixed)}`;
  const update = patch.package === undefined ? '' : `: ${printable(patch.package)}${fixed}`;
  const bound = snapshot.policies.flatMap((policy) =>
    boundRules(asset, judgement, { policy, now: snapshot.now }),
  );
  return [
    `${style('bold', printable(patch.id))}${severity}${update}: ${colour(state, WORDS[state], style)}`,
    `  ${style('dim', place(patch.at, context))}`,
    ...whyLines(judgement, context),
    ...bound.flatMap((one) => ruleLines(one, judgement, context)),
  ];
}

function whyLines(judgement: PatchJudgement, context: AssetContext): readonly string[] {
  const { state, due, missing, exception } = judgement;
  const { snapshot } = context;
  if (exception) {
    const until = `until ${time(exception.expires)}`;
    return [
      `  excepted by ${printable(exception.id)} ${until}  ${context.style('dim', place(exception.at, context))}`,
    ];
  }
  if (state === 'unknown') return [`  not stated, and it decides: ${missing.map(printable).join(', ')}`];
  if (due === undefined) return [];
  const late = snapshot.now - due;
  return [
    late > 0
      ? `  due ${time(due)}, ${elapsedText(late)} ago`
      : `  due ${time(due)}, in ${elapsedText(-late)}`,
  ];
}

interface BoundRule {
  readonly rule: SlaRule;
  /** False where only some value of a missing fact would make it bind. */
  readonly isCertain: boolean;
  /** What the rule alone says. */
  readonly alone: PatchJudgement;
}

/** The rules that bind the patch, each judged as if it were the only one. */
function boundRules(
  asset: Asset,
  { patch }: PatchJudgement,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): readonly BoundRule[] {
  return policy.rules.flatMap((rule) => {
    const only = { ...policy, rules: [rule], exceptions: [] };
    const [alone] = judgeAsset({ ...asset, pending: [patch] }, [only], now).patches;
    return alone && alone.state !== 'ungoverned'
      ? [{ rule, isCertain: matches(rule.match, asset, patch), alone }]
      : [];
  });
}

function ruleLines(
  { rule, isCertain, alone }: BoundRule,
  judgement: PatchJudgement,
  context: AssetContext,
): readonly string[] {
  const { start, due, missing } = alone;
  const name = rule.preset ? `${rule.preset.id}/${rule.name}` : rule.name;
  const status = rule.preset && rule.preset.status !== 'in-force' ? `, ${rule.preset.status}` : '';
  const clocks =
    rule.clocks.length > 1 ? `the earliest of ${rule.clocks.join(', ')}` : (rule.clocks[0] ?? '');
  const decides = judgement.rule === rule && isDecided(judgement) ? ', the earliest: it counts' : '';
  const known = start !== undefined && due !== undefined;
  const terms = known
    ? `began ${time(start)}, due ${time(due)}${decides}`
    : `no date to count from: ${missing.map(printable).join(', ')}`;
  return [
    `  rule ${printable(name)}${status}${isCertain ? '' : ', which may bind'}: ${rule.printed ? 'on the date that KEV prints' : `within ${durationText(rule.within, rule.days)} of ${clocks}`}  ${context.style('dim', place(rule.at, context))}`,
    `    ${terms}`,
  ];
}

function isDecided({ state }: PatchJudgement): boolean {
  return state !== 'excepted' && state !== 'unknown';
}

function place(at: Anchor, { snapshot, prefix }: AssetContext): string {
  return placeText(placeOf(at, snapshot), prefix);
}

function colour(state: State, text: string, style: Style): string {
  const name = COLOURS[state];
  return name ? style(name, text) : text;
}

function time(instant: number): string {
  return `${formatForPeople(instant, 'UTC')} UTC`;
}

const HOUR = 60 * 60 * 1000;

function elapsedText(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR);
  const days = Math.floor(hours / 24);
  if (days >= 1) return counted(days, 'day');
  return hours >= 1 ? counted(hours, 'hour') : 'less than an hour';
}
