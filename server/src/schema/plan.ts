// Plan files: written by the planner, reviewed by people, executed by the runner. A plan is a value with a digest.

import { type Static, Type } from 'typebox';
import { choice, mapOf, record, text } from './annotations.ts';

const instant = (description: string) =>
  text({ 'x-unit': 'instant', description, examples: ['2026-11-29T02:00:00+01:00'] });

export const steps = [
  'preflight',
  'silence',
  'backup',
  'drain',
  'patch',
  'reboot',
  'verify',
  'undrain',
  'unsilence',
] as const;
export type StepName = (typeof steps)[number];

export const engineNames = [
  'ssh',
  'ansible',
  'kubernetes',
  'helm',
  'powershell',
  'satellite',
  'landscape',
  'uyuni',
  'vmware',
  'awx',
  'manual',
] as const;
export type EngineName = (typeof engineNames)[number];

export const plannedAssetSchema = record(
  {
    clears: Type.Array(text({ 'x-refersTo': 'advisory' }), { description: 'The advisories that it clears.' }),
    packages: mapOf(text({ 'x-unit': 'version' }), {
      description: 'Packages and the versions they are updated to.',
    }),
    due: Type.Optional(instant('The earliest due date of what it clears.')),
  },
  { 'x-located': true },
);

export const waveSchema = record(
  {
    name: text({ description: 'Name of the wave.' }),
    ring: Type.Optional(text({ 'x-refersTo': 'ring', description: 'The ring it patches.' })),
    opens: instant('No host starts before.'),
    closes: Type.Optional(instant('No host runs past it; without it, the wave is open-ended.')),
    lastStart: Type.Optional(instant("No host starts after: the window's end less its cut-off.")),
    engine: choice(engineNames, { description: 'What runs it.' }),
    maxConcurrency: Type.Integer({ minimum: 1, description: 'How many hosts at once.' }),
    maxErrors: Type.Integer({
      minimum: 0,
      description: 'How many failed hosts are tolerated; one more stops the run.',
    }),
    steps: Type.Array(choice(steps), { description: 'What is done on each host, in order.' }),
    assets: mapOf(plannedAssetSchema, { 'x-refersTo': 'asset', description: 'The assets of the wave.' }),
  },
  { 'x-located': true, description: 'Assets that are patched together.' },
);

export const unplannedSchema = record(
  {
    advisories: Type.Array(text({ 'x-refersTo': 'advisory' }), { description: 'What stays open.' }),
    because: text({ description: 'Why, in one sentence.' }),
  },
  { 'x-located': true },
);

export const planSchema = record(
  {
    plan: text({ description: 'Name of the plan.' }),
    policy: text({ 'x-unit': 'path', description: 'The policy it was made by, relative to this file.' }),
    created: instant('When it was made.'),
    inputs: text({
      'x-unit': 'digest',
      description:
        "Digest of the plan's assets, their advisories and the policy parts that govern them. A run refuses a plan whose inputs have changed.",
    }),
    waves: Type.Array(waveSchema, { description: 'What is patched, in order.' }),
    unplanned: Type.Optional(
      mapOf(unplannedSchema, {
        'x-refersTo': 'asset',
        description: 'What is not patched by this plan, and why.',
      }),
    ),
  },
  { 'x-located': true, description: 'A Patchtide patch plan.' },
);

export type Plan = Static<typeof planSchema>;
export type Wave = Static<typeof waveSchema>;
export type PlannedAsset = Static<typeof plannedAssetSchema>;
export type Unplanned = Static<typeof unplannedSchema>;
