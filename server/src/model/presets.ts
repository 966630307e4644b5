// The rules of regulations and standards, as data. A preset keeps its own clock, whatever the policy says. Those that are named here without rules
// are known by name only: a policy may extend them, and is told that nothing is judged by them yet.

import type { SlaRuleText } from '../schema/policy.ts';

export interface PresetRule extends SlaRuleText {
  /** The due date is printed by the catalogue itself; `within` says nothing then. */
  readonly printed?: 'kev.due';
}

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** Version and date of the text. */
  readonly version: string;
  readonly status: 'in-force' | 'revoked' | 'proposed';
  readonly source: string;
  readonly days: 'calendar' | 'business';
  readonly rules: readonly PresetRule[];
}

const kevPrinted: PresetRule = {
  name: 'kev-due-date',
  match: { kev: true },
  clock: 'kev-added',
  within: 'P0D',
  printed: 'kev.due',
};

const all: readonly Preset[] = [
  {
    id: 'seed-default',
    title: "Patchtide's starting terms",
    version: '1 (2026-11)',
    status: 'in-force',
    source:
      'Patchtide: no regulation; a day for critical patches and a week for the rest, from release or, where unknown, detection',
    days: 'calendar',
    rules: [
      {
        name: 'critical',
        match: { severity: 'critical' },
        clock: ['vendor-release', 'detected'],
        within: '24h',
      },
      { name: 'rest', match: {}, clock: ['vendor-release', 'detected'], within: '7d' },
    ],
  },
  {
    id: 'cisa-kev',
    title: 'CISA Known Exploited Vulnerabilities: the due dates that the catalogue prints',
    version: 'the catalogue at hand',
    status: 'in-force',
    source: 'https://github.com/cisagov/kev-data',
    days: 'calendar',
    rules: [kevPrinted],
  },
  {
    id: 'cisa-bod-22-01',
    title: 'CISA BOD 22-01',
    version: 'November 2021, revoked by BOD 26-04 in June 2026',
    status: 'revoked',
    source: 'https://github.com/cisagov/cyber.dhs.gov',
    days: 'calendar',
    rules: [kevPrinted],
  },
  {
    id: 'cisa-bod-19-02',
    title: 'CISA BOD 19-02',
    version: 'April 2019, revoked by BOD 26-04 in June 2026',
    status: 'revoked',
    source: 'https://github.com/cisagov/cyber.dhs.gov',
    days: 'calendar',
    rules: [
      {
        name: 'critical',
        match: { exposure: 'internet', severity: 'critical' },
        clock: 'detected',
        within: '15d',
      },
      { name: 'high', match: { exposure: 'internet', severity: 'high' }, clock: 'detected', within: '30d' },
    ],
  },
  {
    id: 'pci-dss-4.0.1',
    title: 'PCI DSS, requirement 6.3.3',
    version: '4.0.1',
    status: 'in-force',
    source: 'https://withpci.com',
    days: 'calendar',
    rules: [{ name: '6.3.3', match: { severity: 'critical' }, clock: 'vendor-release', within: 'P1M' }],
  },
  {
    id: 'fedramp-rev5',
    title: 'FedRAMP Rev5, SI-2 and RA-5',
    version: 'Rev5',
    status: 'in-force',
    source: 'https://github.com/GSA/fedramp-automation',
    days: 'calendar',
    rules: [
      { name: 'SI-2', match: {}, clock: 'vendor-release', within: '30d' },
      { name: 'RA-5 high', match: { severity: ['critical', 'high'] }, clock: 'detected', within: '30d' },
      { name: 'RA-5 moderate', match: { severity: 'medium' }, clock: 'detected', within: '90d' },
      { name: 'RA-5 low', match: { severity: 'low' }, clock: 'detected', within: '180d' },
    ],
  },
  {
    id: 'cis-v8',
    title: 'CIS Controls, 7.7: remediate what scans detect monthly or more often',
    version: '8',
    status: 'in-force',
    source: 'https://www.cisecurity.org/controls/v8',
    days: 'calendar',
    rules: [{ name: '7.7', match: {}, clock: 'detected', within: 'P1M' }],
  },
  {
    id: 'defectdojo-default',
    title: "DefectDojo's default terms",
    version: '7/30/90/120',
    status: 'in-force',
    source: 'https://github.com/DefectDojo/django-DefectDojo',
    days: 'calendar',
    rules: [
      { name: 'critical', match: { severity: 'critical' }, clock: 'detected', within: '7d' },
      { name: 'high', match: { severity: 'high' }, clock: 'detected', within: '30d' },
      { name: 'medium', match: { severity: 'medium' }, clock: 'detected', within: '90d' },
      { name: 'low', match: { severity: 'low' }, clock: 'detected', within: '120d' },
    ],
  },
];

export const presets: ReadonlyMap<string, Preset> = new Map(all.map((preset) => [preset.id, preset]));

/** Known by name; their rules follow with their sources. */
export const announcedPresets: readonly string[] = [
  'cisa-bod-26-04',
  'fedramp-2026-class-b',
  'fedramp-2026-class-c',
  'fedramp-2026-class-d',
  'essential-eight-ml1',
  'essential-eight-ml2',
  'essential-eight-ml3',
  'cyber-essentials',
  'hipaa-nprm',
  'ssvc-deployer',
];
