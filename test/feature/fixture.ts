// Fixtures of feature tests: a text with `$0` where the cursor is, and snapshots of small workspaces.

import type { Where } from '../../server/src/feature/context.ts';
import { kindOfFile } from '../../server/src/schema/fileKinds.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';

export const now = Date.parse('2026-11-23T12:00:00Z');
export const root = 'file:///w';

export function snapshotOf(files: Readonly<Record<string, string>>): Snapshot {
  const workspace = new Workspace(root, now);
  const changes = Object.entries(files).map(([path, text]) => ({ uri: `${root}/${path}`, text }));
  workspace.apply({ files: changes, complete: true });
  return workspace.snapshot();
}

export function whereOf(path: string, marked: string): Where {
  const offset = marked.indexOf('$0');
  if (offset < 0) throw new Error('the fixture has no $0');
  return { ...documentOf(path, marked.replace('$0', '')), offset };
}

export function documentOf(path: string, text: string): Omit<Where, 'offset'> {
  const kind = kindOfFile(path);
  if (!kind) throw new Error(`${path} is none of our files`);
  return { file: `${root}/${path}`, kind, text };
}

export const inventory = `assets:
  web-01:
    address: 10.20.0.11
    os: debian 12
    owner: "web | [x](command:evil) <b> https://evil.example"
    groups: [web]
    pending:
      - { id: DSA-5532-1, severity: critical, released: 2026-11-03, package: openssl, fixed: 3.0.15-1 }
      - { id: CVE-2026-7, cves: [CVE-2026-7], severity: low, released: 2026-11-22, package: curl }
  web-02:
    groups: [web]
    pending:
      - { id: DSA-5532-1, severity: low, released: 2026-11-20, package: openssl, fixed: 3.0.15-1 }
  db-01:
    pending:
      - { id: curl, package: curl, detected: 2026-11-20 }
  new-01: {}
groups:
  web: { maintenanceWindow: sunday-night, criticality: high }
`;

export const policy = `timezone: Europe/Berlin
sla:
  clock: [vendor-release, detected]
  rules:
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: rest, match: {}, within: 7d }
maintenanceWindows:
  sunday-night: { schedule: "Sun 02:00", duration: 4h, cutoff: 30m }
rings:
  canary: { match: { asset: web-01 } }
  broad: { after: canary }
roles:
  change-manager: [ana@example.org]
`;

export const workspace = { 'a.inventory.yaml': inventory, 'p.patch-policy.yaml': policy };
