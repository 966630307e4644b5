// The rules of regulations and standards, as data. A preset keeps its own clock, whatever the policy says. Those that are named here without rules
// are known by name only: a policy may extend them, and is told that nothing is judged by them yet.

import type { SlaRuleText } from '../schema/policy.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** Version and date of the text. */
  readonly version: string;
  readonly status: 'in-force' | 'revoked' | 'proposed';
  readonly source: string;
  readonly days: 'calendar' | 'business';
  readonly rules: readonly SlaRuleText[];
}

export const presets: ReadonlyMap<string, Preset> = new Map(
  [
    {
      id: 'seed-default',
      title: "Patchtide's starting terms",
      version: '1 (2026-11)',
      status: 'in-force' as const,
      source:
        'Patchtide: no regulation; a day for critical patches and a week for the rest, from release or, where unknown, detection',
      days: 'calendar' as const,
      rules: [
        {
          name: 'critical',
          match: { severity: 'critical' as const },
          clock: ['vendor-release' as const, 'detected' as const],
          within: '24h',
        },
        { name: 'rest', match: {}, clock: ['vendor-release' as const, 'detected' as const], within: '7d' },
      ],
    },
  ].map((preset) => [preset.id, preset]),
);

/** Known by name; their rules follow with their sources. */
export const announcedPresets: readonly string[] = [
  'cisa-bod-26-04',
  'cisa-kev',
  'cisa-bod-22-01',
  'cisa-bod-19-02',
  'pci-dss-4.0.1',
  'fedramp-rev5',
  'fedramp-2026-class-b',
  'fedramp-2026-class-c',
  'fedramp-2026-class-d',
  'essential-eight-ml1',
  'essential-eight-ml2',
  'essential-eight-ml3',
  'cyber-essentials',
  'cis-v8',
  'hipaa-nprm',
  'defectdojo-default',
  'ssvc-deployer',
];
