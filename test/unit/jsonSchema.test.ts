// The generated JSON Schemas as a standard validator reads them: they accept what people write, and object to what the program objects to.

import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { fileKinds } from '../../server/src/schema/fileKinds.ts';
import { jsonSchemaOf } from '../../server/src/schema/jsonSchema.ts';
import { walk } from '../../server/src/schema/walk.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { validatorOf } from '../validator.ts';

type KindId = (typeof fileKinds)[number]['id'];

function schemaOf(id: KindId) {
  const kind = fileKinds.find((candidate) => candidate.id === id);
  if (!kind) throw new Error(id);
  return kind.schema;
}

function checkAccepted(id: KindId, text: string): void {
  assert.deepEqual(validatorOf(id)(parse(text)), []);
  const tree = readYaml(text);
  assert.deepEqual(
    [...tree.problems, ...walk(tree.root, schemaOf(id), false).problems].map(({ message }) => message),
    [],
  );
}

function checkRefused(id: KindId, text: string, ...said: readonly string[]): void {
  const tree = readYaml(text);
  assert.notEqual(walk(tree.root, schemaOf(id), false).problems.length, 0, 'the program accepts it');
  const errors = validatorOf(id)(parse(text)).join('\n');
  for (const part of said) assert.ok(errors.includes(part), `${part} is not in:\n${errors}`);
}

const INVENTORY = `
x-note: ours
assets:
  db-11:
    address: 10.9.0.4
    aliases: [db-11.lab.example.org]
    kind: virtual-machine
    os: ubuntu 22.04
    environment: staging
    criticality: high
    exposure: partner
    data: [health, payroll]
    stateless: true
    groups: [databases]
    owner: 4711
    connection: { user: admin, port: 2222, become: false }
    labels: { rack: 12, nested: { a: [1, true] } }
    pending:
      - id: USN-7001-1
        cves: [CVE-2026-2222]
        severity: high
        cvss: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
        published: 2026-10-01T12:00:00Z
        released: 2026-10-03
        kev: { added: 2026-10-05, due: 2026-10-26, ransomware: true }
        epss: 0.5
        ssvc: { exploitation: poc, automatable: false, technicalImpact: partial }
        impact: N2
        component: driver
        package: libpq5
        installed: 14.8
        fixed: 14
        reboot: false
        x-ticket: 17
  db-12:
  gpu-3:
    gpu: { model: L40S, count: 2, driver: 418.39, cuda: 12.10, containerToolkit: 1.17.8 }
    kubernetes: { cluster: ml, version: 1.33, runtime: containerd 2.0.5 }
groups:
  databases: { maintenanceWindow: nightly, maxUnavailable: 1 }
  empty:
sources:
  - ansible: hosts/staging
findings:
  - reports/*.nessus
  - { file: reports/db-11.txt, asset: db-11, collected: 2026-11-20T06:00:00Z }
`;

const POLICY = `
extends: [{ preset: seed-default, match: { data: health } }, seed-default]
scope: { environment: [staging, production], not: { kind: network } }
timezone: America/New_York
holidays: [2026-12-25]
sla:
  clock: [published, detected]
  days: business
  rules:
    - { name: known, match: { any: [{ kev: true }, { epss: 0.5 }, { epss: ">=0.9" }] }, clock: kev-added, within: P1M }
    - { name: rest, match: {}, within: 2w }
  onMissingDate: allow
maintenanceWindows:
  nightly: { schedule: "daily 03:00", duration: 2h, cutoff: 15m, timezone: UTC }
blackouts:
  fair: { from: 2026-12-01, to: 2026-12-08, reason: fair, match: { groups: databases }, except: { severity: critical } }
rings:
  first: { match: { environment: staging }, soak: 1d, evidence: required }
  second: { after: first, maxConcurrency: 2, maxErrors: 5% }
approval: { roles: [boss], count: 2 }
backup: { kind: backup, maxAge: 12h, command: [make-backup, --all] }
reboot: never
verification:
  - { command: [systemctl, is-active, postgresql], within: 5m }
  - { prometheus: "up == 1", maxRegression: 5% }
rollback: { when: never, by: snapshot }
emergency: { match: { kev: true }, bypass: [soak, approval] }
roles: { boss: [kim@example.org] }
exceptions:
  - { id: 17, match: { asset: db-12 }, reason: replaced soon, approvedBy: kim@example.org, expires: 2027-02-28 }
`;

const PLAN = `
plan: december
policy: ops/staging.patch-policy.yaml
created: 2026-12-01T08:00:00Z
inputs: sha256:${'0af1'.repeat(16)}
waves:
  - name: first
    ring: first
    opens: 2026-12-02T03:00:00Z
    closes: 2026-12-02T05:00:00Z
    lastStart: 2026-12-02T04:45:00Z
    engine: ssh
    maxConcurrency: 1
    maxErrors: 0
    steps: [preflight, patch, verify]
    assets:
      db-11: { clears: [USN-7001-1], packages: { libpq5: 14 }, due: 2026-12-03T00:00:00Z }
unplanned:
  db-12: { advisories: [USN-7002-1], because: no window }
`;

describe('JSON Schema of', () => {
  it('inventory files accepts what the program accepts', () => checkAccepted('inventory', INVENTORY));
  it('policy files accepts what the program accepts', () => checkAccepted('policy', POLICY));
  it('plan files accepts what the program accepts', () => checkAccepted('plan', PLAN));

  it('closed objects refuses unknown keys', () => {
    checkRefused('inventory', 'assets: { a: { adress: 10.0.0.1 } }', '/assets/a must NOT have additional');
  });

  it('required keys says what is missing', () => {
    checkRefused('policy', 'sla: { rules: [{ name: a, match: {} }] }', "required property 'within'");
  });

  it('choices, ranges and kinds of values refuses others', () => {
    checkRefused('inventory', 'assets: { a: { kind: toaster } }', '/assets/a/kind must be equal to one of');
    checkRefused('inventory', 'assets: { a: { connection: { port: 70000 } } }', 'must be <= 65535');
    checkRefused('inventory', 'assets: [a]', '/assets must be object');
    checkRefused(
      'policy',
      'sla: { rules: [{ name: a, match: { nope: 1 }, within: 1d }] }',
      '/sla/rules/0/match',
    );
  });

  it('every kind documents each key for hover', () => {
    for (const kind of fileKinds) {
      const { properties } = jsonSchemaOf(kind) as {
        properties: Record<string, { markdownDescription?: string }>;
      };
      for (const [name, property] of Object.entries(properties))
        assert.ok(property.markdownDescription, name);
    }
  });
});
