// A policy file's parts to a Policy: texts parsed, defaults filled in. The walk has checked every text; what it left out is absent here.

import { type Amount, parseAmount } from '../scalar/amount.ts';
import { type Duration, parseDuration } from '../scalar/duration.ts';
import { parseMoment } from '../scalar/moment.ts';
import { parseSchedule } from '../scalar/schedule.ts';
import { anchorOf } from '../schema/located.ts';
import type { Match } from '../schema/match.ts';
import type { Entry, Part, Parts } from '../schema/parts.ts';
import type { BlackoutText, PolicyText, RingText, SlaRuleText, WindowText } from '../schema/policy.ts';
import type { ClockName } from '../schema/vocabulary.ts';
import type {
  Blackout,
  Exception,
  MaintenanceWindow,
  Policy,
  Ring,
  SlaRule,
  Verification,
} from './policy.ts';
import { type Preset, type PresetRule, presets } from './presets.ts';

/** Where the policy doesn't say: a tenth of a ring at once, and no host may fail. */
const DEFAULT_CONCURRENCY: Amount = { percent: 10 };
const DEFAULT_ERRORS: Amount = { count: 0 };
const DEFAULT_CLOCK: ClockName = 'vendor-release';

export function readPolicy(file: string, parts: Parts<PolicyText>): Policy {
  const zone = parts.section('timezone')?.value ?? 'UTC';
  const scope = parts.section('scope')?.value;
  const backup = parts.section('backup')?.value;
  const emergency = parts.section('emergency')?.value;
  return {
    file,
    ...(scope && { scope }),
    zone,
    holidays: new Set(parts.section('holidays')?.value.map((day) => day.slice(0, 10))),
    rules: [...ownRules(parts.section('sla')), ...presetRules(parts.section('extends'))],
    onMissingDate: parts.section('sla')?.value.onMissingDate ?? 'hold',
    windows: new Map(parts.entries('maintenanceWindows').flatMap((entry) => readWindow(entry, zone))),
    blackouts: parts.entries('blackouts').flatMap((entry) => readBlackout(entry, zone)),
    rings: parts.entries('rings').map(readRing),
    approval: parts.section('approval')?.value ?? {},
    ...(backup && { backup }),
    reboot: parts.section('reboot')?.value ?? 'ifRequired',
    verification: readVerifications(parts.section('verification')),
    rollback: parts.section('rollback')?.value ?? { when: 'never' },
    ...(emergency && { emergency }),
    exceptions: readExceptions(parts.section('exceptions'), zone),
  };
}

function ownRules(sla: Part<NonNullable<PolicyText['sla']>> | undefined): SlaRule[] {
  if (!sla) return [];
  const { clock = DEFAULT_CLOCK, days = 'calendar', rules = [] } = sla.value;
  return rules.flatMap((rule) => readRule(rule, { clock, days, at: anchorOf(sla.place, rule) }));
}

interface RuleContext extends Pick<SlaRule, 'days' | 'at' | 'preset'> {
  readonly clock: ClockName | ClockName[];
}

function readRule(
  { name, match, printed, ...rule }: SlaRuleText & PresetRule,
  { clock, ...context }: RuleContext,
): SlaRule[] {
  const within = parseDuration(rule.within);
  if (!within) return [];
  const clocks = [rule.clock ?? clock].flat();
  return [{ name, match, clocks, within, ...(printed && { printed }), ...context }];
}

function presetRules(section: Part<NonNullable<PolicyText['extends']>> | undefined): SlaRule[] {
  if (!section) return [];
  return section.value.flatMap((extension, index) => {
    const { preset: id, match } =
      typeof extension === 'string' ? { preset: extension, match: undefined } : extension;
    const preset = presets.get(id);
    const at = anchorOf(section.place, section.value, String(index));
    return preset ? rulesOf(preset, match, at) : [];
  });
}

function rulesOf(preset: Preset, match: Match | undefined, at: SlaRule['at']): SlaRule[] {
  return preset.rules.flatMap((rule) => {
    const narrowed = match ? { ...rule, match: both(match, rule.match) } : rule;
    const { id, status, days } = preset;
    return readRule(narrowed, { clock: DEFAULT_CLOCK, days, at, preset: { id, status } });
  });
}

/** Both selectors must match. */
function both(a: Match, b: Match): Match {
  return { not: { any: [{ not: a }, { not: b }] } };
}

function readWindow(
  { name, value, at }: Entry<WindowText>,
  policyZone: string,
): [string, MaintenanceWindow][] {
  const schedule = parseSchedule(value.schedule);
  const duration = parseDuration(value.duration);
  const cutoff = optionalDuration(value.cutoff);
  if (!schedule || !duration) return [];
  return [
    [name, { name, schedule, duration, ...(cutoff && { cutoff }), zone: value.timezone ?? policyZone, at }],
  ];
}

function readBlackout({ name, value, at }: Entry<BlackoutText>, zone: string): Blackout[] {
  const from = parseMoment(value.from, zone, 'start');
  const to = parseMoment(value.to, zone, 'end');
  if (from === undefined || to === undefined) return [];
  const { reason, match, except } = value;
  return [
    { name, from, to, ...(reason && { reason }), ...(match && { match }), ...(except && { except }), at },
  ];
}

function readRing({ name, value, at }: Entry<RingText>): Ring {
  const soak = optionalDuration(value.soak);
  return {
    name,
    ...(value.after !== undefined && { after: value.after }),
    ...(value.match && { match: value.match }),
    ...(soak && { soak }),
    maxConcurrency: (value.maxConcurrency && parseAmount(value.maxConcurrency)) || DEFAULT_CONCURRENCY,
    maxErrors: (value.maxErrors && parseAmount(value.maxErrors)) || DEFAULT_ERRORS,
    evidence: value.evidence ?? 'optional',
    at,
  };
}

function readVerifications(
  section: Part<NonNullable<PolicyText['verification']>> | undefined,
): Verification[] {
  if (!section) return [];
  return section.value.map(({ within: text, ...verification }, index) => {
    const within = optionalDuration(text);
    return {
      ...verification,
      ...(within && { within }),
      at: anchorOf(section.place, section.value, String(index)),
    };
  });
}

function readExceptions(
  section: Part<NonNullable<PolicyText['exceptions']>> | undefined,
  zone: string,
): Exception[] {
  if (!section) return [];
  return section.value.flatMap((exception) => {
    const expires = parseMoment(exception.expires, zone, 'end');
    const { id, match, reason, approvedBy } = exception;
    if (expires === undefined) return [];
    return [
      {
        id,
        match,
        reason,
        ...(approvedBy && { approvedBy }),
        expires,
        at: anchorOf(section.place, exception),
      },
    ];
  });
}

function optionalDuration(text: string | undefined): Duration | undefined {
  return text === undefined ? undefined : parseDuration(text);
}
