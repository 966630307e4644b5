// Policy files: when a patch is due, when and in which order hosts may be patched, and what must be proven.

import { type Static, Type } from 'typebox';
import { choice, mapOf, oneOrMany, record, text } from './annotations.ts';
import { match } from './match.ts';
import { clock, reboot } from './vocabulary.ts';

const duration = (description: string, examples: string[] = ['24h', '7d', 'P1M']) =>
  text({ 'x-unit': 'duration', description, examples });
const timeZone = (description: string) =>
  text({ 'x-unit': 'time-zone', description, examples: ['Europe/Berlin', 'UTC'] });
const amount = (description: string) => text({ 'x-unit': 'amount', description, examples: ['1', '10%'] });

const extension = Type.Union([
  text({ 'x-refersTo': 'preset', description: 'A preset: the rules of a regulation or a standard.' }),
  record(
    {
      preset: text({ 'x-refersTo': 'preset', description: 'The preset.' }),
      match: Type.Optional(match('The assets it binds; all in scope where not said.')),
    },
    { 'x-located': true },
  ),
]);

export const slaRuleSchema = record(
  {
    name: text({ 'x-defines': 'rule', description: 'Name of the rule; problems and reports call it so.' }),
    match: match('Which patches on which assets the rule is for.'),
    clock: Type.Optional(
      oneOrMany(clock, { description: 'What starts the term; a list means the earliest of those.' }),
    ),
    within: duration('The term: a patch is due this long after its clock started.'),
  },
  { 'x-located': true, description: 'One SLA rule. Of all rules that match, the earliest due date counts.' },
);

const sla = record(
  {
    clock: Type.Optional(
      oneOrMany(clock, {
        description: 'What starts the term where a rule does not say; a list means the earliest of those.',
        default: 'vendor-release',
      }),
    ),
    days: Type.Optional(
      choice(['calendar', 'business'], {
        description: 'Whether `d` counts calendar days or business days (Monday to Friday less `holidays`).',
        default: 'calendar',
      }),
    ),
    rules: Type.Optional(Type.Array(slaRuleSchema, { description: 'The rules.' })),
    onMissingDate: Type.Optional(
      choice(['hold', 'allow'], {
        description:
          'What happens where the date that a clock needs is missing. `hold`: reported as `sla/unknown` and not planned; `allow`: counted from `detected`.',
        default: 'hold',
      }),
    ),
  },
  { 'x-located': true, description: 'When patches are due.' },
);

export const windowSchema = record(
  {
    schedule: text({
      'x-unit': 'window-schedule',
      description: 'When it opens: `Sun 02:00`, `second Tuesday +4d 22:00`, `last Sat 23:00`, `daily 03:00`.',
      examples: ['Sun 02:00', 'second Tuesday +4d 22:00'],
    }),
    duration: duration('How long it stays open, in elapsed time.', ['4h']),
    cutoff: Type.Optional(duration('No host is started in the last part of the window.', ['30m'])),
    timezone: Type.Optional(timeZone("The window's time zone; the policy's where not said.")),
  },
  { 'x-located': true, description: 'A maintenance window.' },
);

export const blackoutSchema = record(
  {
    from: text({ 'x-unit': 'moment', description: 'First moment; a date means its start.' }),
    to: text({ 'x-unit': 'moment', description: 'Last moment; a date means its end.' }),
    reason: Type.Optional(text({ description: 'Why nothing may be patched.' })),
    match: Type.Optional(match('The assets it is for; all where not said.')),
    except: Type.Optional(match('Patches that may be deployed all the same.')),
  },
  { 'x-located': true, description: 'A time in which nothing is patched.' },
);

export const ringSchema = record(
  {
    after: Type.Optional(text({ 'x-refersTo': 'ring', description: 'The ring that must be done before.' })),
    match: Type.Optional(match('The assets of the ring; the rest where not said.')),
    soak: Type.Optional(duration('How long to wait after this ring before the next one begins.', ['2d'])),
    maxConcurrency: Type.Optional(amount('How many hosts at once; a share is rounded up, at least 1.')),
    maxErrors: Type.Optional(amount('How many failed hosts are tolerated; a share is rounded down.')),
    evidence: Type.Optional(
      choice(['required', 'optional'], {
        description: 'Whether a verified run in this ring must exist before the next.',
      }),
    ),
  },
  { 'x-located': true, description: 'A ring. The first ring that matches an asset takes it.' },
);

const approval = record(
  {
    roles: Type.Optional(Type.Array(text({ 'x-refersTo': 'role' }), { description: 'Who may approve.' })),
    count: Type.Optional(Type.Integer({ minimum: 0, description: 'How many approvals.', default: 1 })),
  },
  { description: 'Who must approve a plan.' },
);

const backup = record(
  {
    match: Type.Optional(match('The assets it is for; all where not said.')),
    kind: choice(['snapshot', 'backup'], { description: 'What must exist before patching.' }),
    maxAge: Type.Optional(duration('How old it may be.', ['24h'])),
    command: Type.Optional(Type.Array(text(), { description: 'Command on the host that makes it.' })),
  },
  { description: 'What must be saved before a host is patched.' },
);

export const verificationSchema = record(
  {
    match: Type.Optional(match('The assets it is for; all where not said.')),
    prometheus: Type.Optional(
      text({
        description:
          'A Prometheus query that must give a non-empty, true result. `{{address}}` and `{{name}}` are filled in.',
      }),
    ),
    command: Type.Optional(
      Type.Array(text(), {
        description:
          'A command on the host, as a list of words; it must exit with 0. `{{address}}` and `{{name}}` are filled in.',
        examples: [['systemctl', 'is-active', 'nginx']],
      }),
    ),
    within: Type.Optional(duration('How long it may take to come true.', ['10m'])),
    maxRegression: Type.Optional(
      text({
        'x-unit': 'amount',
        description: 'How much worse than the baseline a measured value may be.',
        examples: ['5%'],
      }),
    ),
  },
  { 'x-located': true, description: 'A check after patching.' },
);

const rollback = record(
  {
    when: choice(['verification-failed', 'never'], { description: 'When a host is rolled back.' }),
    by: Type.Optional(
      choice(['package', 'snapshot'], {
        description: 'How: the packages of before, or the snapshot.',
        default: 'package',
      }),
    ),
  },
  { description: 'What happens when a host fails.' },
);

const emergency = record(
  {
    match: match('The patches that count as an emergency.'),
    bypass: Type.Array(choice(['soak', 'window', 'blackout', 'approval']), {
      description: 'What an emergency may skip. Nothing is skipped silently.',
    }),
  },
  { description: 'What may be skipped for which patches.' },
);

export const exceptionSchema = record(
  {
    id: text({ 'x-defines': 'exception', description: 'Its number.' }),
    match: match('The patches on the assets that it excepts.'),
    reason: text({ description: 'Why.' }),
    approvedBy: Type.Optional(text({ description: 'Who approved it.' })),
    expires: text({ 'x-unit': 'moment', description: 'Until when it counts.' }),
    compensatingControls: Type.Optional(
      Type.Array(text(), { description: 'What protects the asset meanwhile.' }),
    ),
  },
  { 'x-located': true, description: 'An approved exception. It counts until it expires.' },
);

export const policySchema = record(
  {
    extends: Type.Optional(
      Type.Array(extension, {
        'x-located': true,
        description: 'Presets: the rules of regulations and standards.',
      }),
    ),
    scope: Type.Optional(match('The assets that this policy is for; all where not said.')),
    timezone: Type.Optional(
      timeZone('The zone of dates without a time and of calendar days; UTC where not said.'),
    ),
    holidays: Type.Optional(
      Type.Array(text({ 'x-unit': 'moment' }), { description: 'Days that are not business days.' }),
    ),
    sla: Type.Optional(sla),
    maintenanceWindows: Type.Optional(
      mapOf(windowSchema, { 'x-defines': 'window', description: 'Maintenance windows by name.' }),
    ),
    blackouts: Type.Optional(
      mapOf(blackoutSchema, { 'x-defines': 'blackout', description: 'Times in which nothing is patched.' }),
    ),
    rings: Type.Optional(
      mapOf(ringSchema, {
        'x-defines': 'ring',
        description: 'Rings, in order; the first that matches takes the asset.',
      }),
    ),
    approval: Type.Optional(approval),
    backup: Type.Optional(backup),
    reboot: Type.Optional(reboot),
    verification: Type.Optional(
      Type.Array(verificationSchema, { 'x-located': true, description: 'Checks after patching.' }),
    ),
    rollback: Type.Optional(rollback),
    emergency: Type.Optional(emergency),
    roles: Type.Optional(mapOf(Type.Array(text()), { 'x-defines': 'role', description: 'People by role.' })),
    exceptions: Type.Optional(Type.Array(exceptionSchema, { description: 'Approved exceptions.' })),
  },
  { 'x-located': true, description: 'A Patchtide patch policy.' },
);

export type PolicyText = Static<typeof policySchema>;
export type SlaRuleText = Static<typeof slaRuleSchema>;
export type WindowText = Static<typeof windowSchema>;
export type BlackoutText = Static<typeof blackoutSchema>;
export type RingText = Static<typeof ringSchema>;
export type VerificationText = Static<typeof verificationSchema>;
export type ExceptionText = Static<typeof exceptionSchema>;
