// The texts that Set Up Patchtide proposes. They teach by short comments, and they pass our own checks: a test holds them to that.

import { writeScalar } from './scalarText.ts';
import type { AnsibleFound } from './setUpAnsible.ts';
import type { ReportedHost, ReportsFound } from './setUpReports.ts';

/** @param reports their hosts become assets where no inventory knows any. */
export function inventoryText(ansible: readonly AnsibleFound[], reports: ReportsFound): string {
  const parts = [
    '# What gets patched. Patchtide reads this file and what it points at, and rewrites neither.',
    ansible.length > 0 ? sourcesText(ansible) : assetsText(reports.hosts),
    reports.entries.length > 0 ? findingsText(reports) : FINDINGS_HINT,
    ...(ansible.length > 0 ? [ASSETS_HINT] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sourcesText(ansible: readonly AnsibleFound[]): string {
  const lines = ansible.map(({ path }) => `  - ansible: ${writeScalar(path)}`);
  return ['# Where your assets already live.', 'sources:', ...lines].join('\n');
}

function findingsText({ entries }: ReportsFound): string {
  const lines = entries.map(({ pattern }) => `  - ${writeScalar(pattern)}`);
  return ['# What scanners and package managers say of them.', 'findings:', ...lines].join('\n');
}

function assetsText(hosts: readonly ReportedHost[]): string {
  if (hosts.length === 0)
    return '# Name your assets here, so that findings have somebody to belong to.\nassets: {}';
  const lines = hosts.map(({ name, address }) =>
    address === undefined
      ? `  ${writeScalar(name)}: {}`
      : `  ${writeScalar(name)}: { address: ${writeScalar(address)} }`,
  );
  return [
    '# The hosts that the reports name. Say more of each: os, owner, criticality, exposure, groups.',
    'assets:',
    ...lines,
  ].join('\n');
}

const FINDINGS_HINT = `# What scanners and package managers say, as they write it: reports of apt, Trivy, Grype or Nessus.
# findings:
#   - reports/*.txt`;

const ASSETS_HINT = `# What the sources do not know. An entry here wins over what they say of the same asset.
# assets:
#   web-01:
#     criticality: critical
#     maintenanceWindow: sunday-night`;

export const exampleInventory = `# What gets patched. These two are examples: put your own hosts in their place.
assets:
  example-web-01:
    address: 192.0.2.10           # where it is reached; its name where not said
    os: debian 12
    criticality: high             # critical, high, medium, low
    exposure: internet            # internet, partner, internal, isolated
    groups: [web]
    pending:                      # by hand; or let \`findings:\` below read your scanner's reports
      - { id: DSA-5532-1, severity: critical, released: 2023-10-24, package: openssl, fixed: 3.0.11-1~deb12u2 }
  example-db-01:
    os: debian 12
    criticality: critical

# Assets inherit from their groups what they do not say themselves.
groups:
  web: { owner: web-team }

# Where assets already live, and what scanners say of them. Patchtide reads these files and never rewrites them.
# sources:
#   - ansible: inventories/production
# findings:
#   - reports/*.txt
`;

/** A day for critical patches, a week for the rest: the seed of every policy. */
export function policyText(zone: string): string {
  return `# When patches are due, and when hosts may be patched. Every asset is judged by it as you type.
timezone: ${writeScalar(zone)}  # of dates without a time, and of calendar days

sla:
  clock: [vendor-release, detected]  # the earlier of the two that are known starts the term
  rules:  # of all that match, the earliest due date counts
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: rest, match: {}, within: 7d }

# Without windows a plan may start at once. With them, every asset or its group names one (maintenanceWindow: sunday-night).
# maintenanceWindows:
#   sunday-night: { schedule: "Sun 02:00", duration: 4h, cutoff: 30m }

# Who goes first. The first ring that matches takes an asset; one without \`match\` takes the rest.
rings:
  # canary: { match: { groups: canary }, soak: 1d, maxErrors: 0 }
  broad: { maxConcurrency: 10%, maxErrors: 1 }  # add \`after: canary\` once there is one

reboot: ifRequired  # ifRequired, never, always
rollback: { when: verification-failed, by: package }
`;
}
