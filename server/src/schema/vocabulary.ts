// Words that several file kinds share. Their order is their rank: the first is the worst or the closest.

import { choice } from './annotations.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export const criticalities = ['critical', 'high', 'medium', 'low'] as const;
export const exposures = ['internet', 'partner', 'internal', 'isolated'] as const;
export const clocks = [
  'published',
  'vendor-release',
  'detected',
  'kev-added',
  'evaluated',
  'earliest',
] as const;

export type Severity = (typeof severities)[number];
export type Criticality = (typeof criticalities)[number];
export type Exposure = (typeof exposures)[number];
export type ClockName = (typeof clocks)[number];

export const severity = choice(severities, { description: 'How severe the vendor says it is.' });
export const criticality = choice(criticalities, { description: 'How much depends on the asset.' });
export const exposure = choice(exposures, {
  description: 'From where the asset can be reached; only `internet` counts as public.',
});
export const kind = choice(
  [
    'server',
    'virtual-machine',
    'kubernetes-node',
    'hypervisor',
    'storage',
    'backup',
    'network',
    'appliance',
    'application',
  ],
  { description: 'What the asset is.', default: 'server' },
);
export const component = choice(['os', 'application', 'office', 'driver', 'firmware', 'online-service'], {
  description: 'What kind of software the patch is for.',
});
export const impact = choice(['N1', 'N2', 'N3', 'N4', 'N5'], {
  description: "FedRAMP's potential agency impact.",
});
export const clock = choice(clocks, {
  description:
    'Which event starts the term: publication of the vulnerability, release of the patch, detection on the asset, addition to KEV, evaluation, or the earliest of those known.',
});
export const reboot = choice(['ifRequired', 'never', 'always'], {
  description: 'When a host is rebooted after patching.',
  default: 'ifRequired',
});
