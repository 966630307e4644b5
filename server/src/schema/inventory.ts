// Inventory files: assets, groups, and where other tools' inventories and findings are read from.

import { type Static, Type } from 'typebox';
import { choice, mapOf, record, text } from './annotations.ts';
import { component, criticality, exposure, impact, kind, severity } from './vocabulary.ts';

const kev = record(
  {
    added: text({ 'x-unit': 'moment', description: 'When it was added to KEV.' }),
    due: Type.Optional(text({ 'x-unit': 'moment', description: 'The due date that KEV prints.' })),
    ransomware: Type.Optional(Type.Boolean({ description: 'Whether ransomware is known to use it.' })),
  },
  { description: "The entry in CISA's catalogue of known exploited vulnerabilities." },
);

const ssvc = record(
  {
    exploitation: Type.Optional(choice(['none', 'poc', 'active'], { description: 'State of exploitation.' })),
    automatable: Type.Optional(Type.Boolean({ description: 'Whether exploitation can be automated.' })),
    technicalImpact: Type.Optional(choice(['partial', 'total'], { description: 'Technical impact.' })),
  },
  { description: "CISA's SSVC decision points." },
);

export const pendingPatchSchema = record(
  {
    id: text({
      description:
        'The advisory (DSA-, RHSA-, USN-, KB, CVE-...), or the package where the scanner names none.',
      examples: ['DSA-5532-1', 'CVE-2026-1234'],
    }),
    cves: Type.Optional(Type.Array(text(), { description: 'The CVEs that the patch fixes.' })),
    severity: Type.Optional(severity),
    cvss: Type.Optional(text({ 'x-unit': 'cvss-vector', description: 'CVSS vector, any version.' })),
    published: Type.Optional(
      text({ 'x-unit': 'moment', description: 'When the vulnerability became public.' }),
    ),
    released: Type.Optional(
      text({ 'x-unit': 'moment', description: "When the vendor's patch became available." }),
    ),
    detected: Type.Optional(text({ 'x-unit': 'moment', description: 'When it was found on this asset.' })),
    evaluated: Type.Optional(text({ 'x-unit': 'moment', description: 'When it was evaluated.' })),
    kev: Type.Optional(kev),
    epss: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'EPSS: probability of exploitation in 30 days.' }),
    ),
    ssvc: Type.Optional(ssvc),
    impact: Type.Optional(impact),
    likelyExploitable: Type.Optional(Type.Boolean({ description: 'FedRAMP: likely exploitable.' })),
    component: Type.Optional(component),
    package: Type.Optional(text({ description: 'The package to update.', examples: ['openssl'] })),
    installed: Type.Optional(text({ 'x-unit': 'version', description: 'The installed version.' })),
    fixed: Type.Optional(text({ 'x-unit': 'version', description: 'The version that fixes it.' })),
    reboot: Type.Optional(Type.Boolean({ description: 'Whether it takes effect only after a reboot.' })),
  },
  { 'x-located': true, description: 'A patch that this asset still needs.' },
);

const gpu = record(
  {
    model: Type.Optional(text({ description: 'GPU model.', examples: ['H100 SXM'] })),
    count: Type.Optional(Type.Integer({ minimum: 1, description: 'How many.' })),
    driver: Type.Optional(
      text({ 'x-unit': 'version', description: 'NVIDIA driver version.', examples: ['570.124.06'] }),
    ),
    cuda: Type.Optional(
      text({
        'x-unit': 'version',
        description:
          'CUDA toolkit that runs here. Not what `nvidia-smi` prints as "CUDA Version": that is the newest one that the driver can run.',
        examples: ['12.8'],
      }),
    ),
    fabricManager: Type.Optional(
      text({ 'x-unit': 'version', description: 'NVIDIA Fabric Manager version.' }),
    ),
    containerToolkit: Type.Optional(
      text({ 'x-unit': 'version', description: 'NVIDIA Container Toolkit version.' }),
    ),
  },
  { 'x-located': true, description: 'GPUs of the asset and the software that drives them.' },
);

const kubernetes = record(
  {
    cluster: Type.Optional(text({ description: 'The cluster that the node belongs to.' })),
    version: Type.Optional(text({ 'x-unit': 'version', description: 'kubelet version.' })),
    runtime: Type.Optional(
      text({ description: 'Container runtime and version.', examples: ['containerd 2.0.5'] }),
    ),
  },
  { description: 'What the node runs in Kubernetes.' },
);

const connection = record(
  {
    user: Type.Optional(text({ 'x-unit': 'user', description: 'User to log in as.' })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535, description: 'SSH port.', default: 22 })),
    become: Type.Optional(
      Type.Boolean({ description: 'Whether to become root by `sudo -n` for what needs it.', default: false }),
    ),
  },
  { description: 'How to reach the asset.' },
);

/** What an asset can state and a group can state for its members. */
const shared = {
  kind: Type.Optional(kind),
  os: Type.Optional(
    text({ description: 'Operating system and release.', examples: ['debian 12', 'ubuntu 24.04'] }),
  ),
  environment: Type.Optional(text({ description: 'Environment.', examples: ['production', 'staging'] })),
  criticality: Type.Optional(criticality),
  exposure: Type.Optional(exposure),
  data: Type.Optional(
    Type.Array(text(), {
      description: 'Classes of data that it holds: personal, health, cardholder, or your own.',
      examples: [['personal']],
    }),
  ),
  stateless: Type.Optional(Type.Boolean({ description: 'Whether it keeps no data of its own.' })),
  owner: Type.Optional(text({ description: 'Who answers for it.' })),
  connection: Type.Optional(connection),
  maintenanceWindow: Type.Optional(
    text({ 'x-refersTo': 'window', description: 'The maintenance window in which it may be patched.' }),
  ),
  maxUnavailable: Type.Optional(
    text({
      'x-unit': 'amount',
      description: 'How many of the group may be down at once, as a number or a share.',
      examples: ['1', '10%'],
    }),
  ),
  labels: Type.Optional(
    record(
      {},
      {
        'x-open': true,
        description: 'Your own keys and values; Patchtide shows them and judges nothing by them.',
      },
    ),
  ),
};

export const assetSchema = record(
  {
    address: Type.Optional(
      text({ 'x-unit': 'host', description: "Address or host name. Default: the asset's name." }),
    ),
    aliases: Type.Optional(
      Type.Array(text({ 'x-unit': 'host' }), { description: 'Other names under which findings know it.' }),
    ),
    ...shared,
    kernel: Type.Optional(text({ 'x-unit': 'version', description: 'Running kernel.' })),
    groups: Type.Optional(
      Type.Array(text({ 'x-refersTo': 'group' }), {
        description:
          'Groups that it is in; what it does not say itself comes from them, the first listed wins.',
      }),
    ),
    gpu: Type.Optional(gpu),
    kubernetes: Type.Optional(kubernetes),
    pending: Type.Optional(
      Type.Array(pendingPatchSchema, {
        description:
          'Patches that it still needs, by hand where nothing scans; otherwise they come from findings.',
      }),
    ),
  },
  { 'x-located': true, description: 'A host, node, appliance or application that gets patched.' },
);

export const groupSchema = record(
  { ...shared },
  { 'x-located': true, description: 'A group: what its assets inherit where they do not say it themselves.' },
);

const path = (description: string) => text({ 'x-unit': 'glob', description });

export const sourceSchema = record(
  {
    ansible: Type.Optional(
      path(
        'An Ansible inventory: a file (INI, YAML, or what `ansible-inventory --list` prints) or a folder, with its `group_vars` and `host_vars`. Variables `patchtide_environment`, `_owner`, `_criticality`, `_exposure`, `_os`, `_kernel`, `_kind`, `_stateless`, `_data` and `_maintenance_window` say what Ansible has no word for.',
      ),
    ),
    kubernetes: Type.Optional(path('`kubectl get nodes -o json`.')),
    csv: Type.Optional(path('An export of a CMDB as CSV.')),
  },
  { 'x-located': true, description: 'Where assets already live. Read and merged, never rewritten.' },
);

export const findingsEntrySchema = Type.Union([
  path('A report, or a glob of them. Relative to this file.'),
  record(
    {
      file: path('A report, or a glob of them. Relative to this file.'),
      asset: Type.Optional(
        text({
          'x-refersTo': 'asset',
          description: 'The asset that the report is about, where it does not say.',
        }),
      ),
      collected: Type.Optional(
        text({ 'x-unit': 'moment', description: 'When the report was made; the clock `detected`.' }),
      ),
    },
    { 'x-located': true },
  ),
]);

export const inventorySchema = record(
  {
    assets: Type.Optional(
      mapOf(assetSchema, { 'x-defines': 'asset', 'x-keyUnit': 'name', description: 'Assets by name.' }),
    ),
    groups: Type.Optional(
      mapOf(groupSchema, { 'x-defines': 'group', 'x-keyUnit': 'name', description: 'Groups by name.' }),
    ),
    sources: Type.Optional(
      Type.Array(sourceSchema, { description: 'Where assets already live: read, merged, never rewritten.' }),
    ),
    findings: Type.Optional(
      Type.Array(findingsEntrySchema, {
        'x-located': true,
        description:
          'What scanners and package managers say: read as they are. Reports whose names differ only by their date are one series: the latest says what is pending, the earlier ones since when.',
      }),
    ),
  },
  { 'x-located': true, description: 'A Patchtide inventory.' },
);

export type InventoryText = Static<typeof inventorySchema>;
export type AssetText = Static<typeof assetSchema>;
export type GroupText = Static<typeof groupSchema>;
export type SourceText = Static<typeof sourceSchema>;
export type FindingsText = Static<typeof findingsEntrySchema>;
export type PendingPatchText = Static<typeof pendingPatchSchema>;
