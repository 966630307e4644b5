// The fleet that the benchmark measures with, the same text in every run for a seed and a moment: inventories of assets with three pending patches
// each, one asset in 33 out of SLA at that moment, groups, and a policy. A file's text depends on its number and size alone, never on how many
// there are, so that a small fleet is a part of the large one.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Advisory,
  type AdvisoryPool,
  advisoryPools,
  ageOf,
  DAY,
  dateText,
  dayOf,
  type Family,
  type FleetRule,
  fleetRules,
  type Lateness,
  termOf,
} from './advisories.ts';
import { type Random, randomOf } from './random.ts';

export interface FleetOptions {
  readonly seed: number;
  /** The moment at which one asset in 33 is out of SLA. Good for some hours. */
  readonly now: number;
  readonly files: number;
  readonly assetsPerFile: number;
}

export interface FleetFile {
  readonly path: string;
  readonly text: string;
  readonly assets: number;
  /** How many of them are out of SLA. */
  readonly overdue: number;
}

/** The policy, the groups, then the inventories. */
export function* fleetFiles({ seed, now, files, assetsPerFile }: FleetOptions): Iterable<FleetFile> {
  const pools = advisoryPools(seed, now);
  yield { path: policyPath, text: policyText(now), assets: 0, overdue: 0 };
  yield { path: groupsPath, text: groupsText(), assets: 0, overdue: 0 };
  for (let index = 0; index < files; index++) yield inventoryFile({ index, assetsPerFile, seed, now, pools });
}

export const policyPath = 'fleet.patch-policy.yaml';
export const groupsPath = 'groups.inventory.yaml';

export interface WrittenFleet {
  readonly folder: string;
  readonly assets: number;
  readonly overdue: number;
  readonly bytes: number;
  /** Paths of the inventories with assets. */
  readonly inventories: readonly string[];
}

export async function writeFleet(folder: string, options: FleetOptions): Promise<WrittenFleet> {
  const inventories: string[] = [];
  let [assets, overdue, bytes] = [0, 0, 0];
  for (const file of fleetFiles(options)) {
    await mkdir(dirname(join(folder, file.path)), { recursive: true });
    await writeFile(join(folder, file.path), file.text);
    if (file.assets > 0) inventories.push(file.path);
    assets += file.assets;
    overdue += file.overdue;
    bytes += Buffer.byteLength(file.text);
  }
  return { folder, assets, overdue, bytes, inventories };
}

const roles = ['web', 'db', 'cache', 'node', 'gpu', 'build', 'queue', 'mail', 'edge', 'search'] as const;
type Role = (typeof roles)[number];
const environments = ['production', 'staging', 'test'] as const;
const owners = ['web-team', 'data-team', 'platform-team', 'ml-platform', 'office-it', 'network-team'];
const windows = ['sunday-night', 'patch-cycle', 'every-night', 'saturday', 'wednesday', 'last-saturday'];
const criticalities = ['critical', 'high', 'medium', 'low'];
const cities = ['fra', 'ams', 'lhr', 'iad', 'sfo', 'sin', 'nrt', 'gru', 'syd', 'jnb'];
const sites = 25;
const onceOverdue = 33;
const onceDueSoon = 200;

interface InventoryPlace {
  readonly index: number;
  readonly assetsPerFile: number;
  readonly seed: number;
  readonly now: number;
  readonly pools: Readonly<Record<Family, AdvisoryPool>>;
}

/** What the assets of a file have in common. */
interface Site {
  readonly name: string;
  readonly role: Role;
  readonly family: Family;
  readonly pool: AdvisoryPool;
  /** When the nightly scan runs, in milliseconds after midnight. */
  readonly scan: number;
  readonly index: number;
  readonly random: Random;
  readonly now: number;
}

function inventoryFile({ index, assetsPerFile, seed, now, pools }: InventoryPlace): FleetFile {
  const random = randomOf(seed * 1000 + index);
  const role = roles[index % roles.length] ?? 'web';
  const siteNumber = Math.floor(index / roles.length);
  const name = siteName(siteNumber);
  const family = familyOf(siteNumber);
  const scan = random.between(0, 24 * 60) * 60_000;
  const site: Site = { name, role, family, pool: pools[family], scan, index, random, now };
  const lines = [`# ${role} hosts of ${name}, from the asset register; do not rename hosts here.`, 'assets:'];
  let overdue = 0;
  for (let at = 0; at < assetsPerFile; at++) {
    const number = index * assetsPerFile + at;
    const lateness = latenessOf(number);
    if (lateness === 'late') overdue++;
    lines.push(...assetLines(site, at, lateness));
  }
  const path = `inventories/${name}/${role}.inventory.yaml`;
  return { path, text: `${lines.join('\n')}\n`, assets: assetsPerFile, overdue };
}

function latenessOf(number: number): Lateness {
  if (number % onceOverdue === onceOverdue - 1) return 'late';
  return number % onceDueSoon === 0 ? 'due-soon' : 'in-time';
}

function siteName(site: number): string {
  return `${cities[site % cities.length]}${1 + Math.floor(site / cities.length)}`;
}

function familyOf(site: number): Family {
  return (['debian', 'ubuntu', 'rhel', 'debian', 'ubuntu'] as const)[site % 5] ?? 'debian';
}

function assetLines(site: Site, at: number, lateness: Lateness): readonly string[] {
  const { random, role, name } = site;
  const host = `${name}-${role}-${String(at + 1).padStart(4, '0')}`;
  const environment = environments[random.pick([0, 0, 0, 0, 0, 0, 0, 1, 1, 2])] ?? 'production';
  return [
    ...(random.oneIn(12) ? [`  # ${host}: ${random.pick(remarks)}`] : []),
    random.oneIn(40) ? `  "${host}":` : `  ${host}:`,
    ...groupLines(`${role}-${environment}`, name, random),
    `    address: ${addressOf(site.index, at)}`,
    ...ownLines(site),
    '    pending:',
    ...patchLines(site, environment, lateness),
    ...(random.oneIn(10) ? [''] : []),
  ];
}

const remarks = [
  'waits for its new disks',
  'moved from the old hall',
  'ask before a restart: long jobs',
  'replaces the host of the same name that failed in spring',
];

function groupLines(first: string, second: string, random: Random): readonly string[] {
  if (random.oneIn(10)) return ['    groups:', `      - ${first}`, `      - site-${second}`];
  const canary = random.oneIn(50) ? ', canary' : '';
  return [`    groups: [${first}, site-${second}${canary}]`];
}

function addressOf(index: number, at: number): string {
  const number = (index + 1) * 10_000 + at;
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

/** What the asset says beside, or instead of, its groups. */
function ownLines({ random, role, name }: Site): readonly string[] {
  return [
    ...(random.oneIn(6) ? [`    owner: ${random.pick(owners)}`] : []),
    ...(random.oneIn(8) ? [`    criticality: ${random.pick(criticalities)}`] : []),
    ...(random.oneIn(20) ? ["    exposure: 'internet'"] : []),
    ...(random.oneIn(10) ? [`    maintenanceWindow: ${random.pick(windows)}`] : []),
    ...(random.oneIn(15) ? [`    labels: { rack: ${name.slice(0, 3)}-r${random.between(1, 40)} }`] : []),
    ...(role === 'gpu'
      ? ['    gpu: { model: H100 SXM, count: 8, driver: 570.172.08, cuda: 12.8, fabricManager: 570.172.08 }']
      : []),
    ...(role === 'node'
      ? [
          `    kubernetes: { cluster: ${name}, version: 1.34.${random.between(0, 4)}, runtime: containerd 2.1.4 }`,
        ]
      : []),
  ];
}

function patchLines(site: Site, environment: string, lateness: Lateness): readonly string[] {
  const lines = new Map<string, string>();
  while (lines.size < 3) {
    const wanted = lines.size === 0 ? lateness : 'in-time';
    const advisory = fitting(site, environment, wanted);
    const found = detected(advisory, termOf(advisory, environment), wanted, site);
    if (!lines.has(advisory.id)) lines.set(advisory.id, patchLine(advisory, found, site));
  }
  return [...lines.values()];
}

function fitting({ pool, random }: Site, environment: string, lateness: Lateness): Advisory {
  if (lateness === 'in-time') return random.pick(pool.current);
  const advisory = random.pick(pool.old);
  // Of a short term the last fifth would pass while the benchmark runs.
  const isApt = lateness === 'late' || (!advisory.kev && termOf(advisory, environment) >= 14);
  return isApt ? advisory : random.pick(pool.old.filter(({ severity, kev }) => !kev && severity === 'high'));
}

/** By the nightly scan before that age, and never before there was a patch. */
function detected(advisory: Advisory, term: number, lateness: Lateness, site: Site): number {
  const { scan, now } = site;
  const latest = now - ageOf(advisory, term, lateness, site) * DAY;
  const night = dayOf(latest) + scan;
  const scanned = night > latest ? night - DAY : night;
  return scanned < advisory.released ? advisory.released + scan : scanned;
}

function patchLine(advisory: Advisory, found: number, { random }: Site): string {
  const { id, severity, kev, released, published, package: name, installed, fixed, cve, reboot } = advisory;
  const shape = random.between(0, 10);
  const isDate = shape <= 2 && severity !== 'critical' && !kev;
  const fields = [
    `id: ${id}`,
    ...(shape === 1 ? [`cves: [${cve}]`] : []),
    `severity: ${shape === 2 ? `"${severity}"` : severity}`,
    ...(shape === 3 ? [`published: ${dateText(published)}`] : []),
    ...(shape < 5 ? [`released: ${dateText(released)}`] : []),
    `detected: ${isDate ? dateText(found) : `${new Date(found).toISOString().slice(0, 16)}Z`}`,
    ...(kev
      ? [`kev: { added: ${dateText(kev.added)}, due: ${dateText(kev.due)}, ransomware: ${kev.ransomware} }`]
      : []),
    `package: ${name}`,
    ...(shape === 6 ? [`installed: ${installed}`] : []),
    `fixed: ${fixed}`,
    ...(reboot ? ['reboot: true'] : []),
  ];
  return `      - { ${fields.join(', ')} }`;
}

function groupsText(): string {
  const lines = ['# What hosts inherit where they do not say it themselves.', 'groups:'];
  for (const [at, role] of roles.entries())
    for (const environment of environments) lines.push(...roleGroup(role, at, environment));
  for (let site = 0; site < sites; site++)
    lines.push(
      `  site-${siteName(site)}: { os: ${osOf(familyOf(site))}, labels: { site: ${siteName(site)} } }`,
    );
  lines.push('  canary: {}');
  return `${lines.join('\n')}\n`;
}

function roleGroup(role: Role, at: number, environment: string): readonly string[] {
  const isProduction = environment === 'production';
  return [
    `  ${role}-${environment}:`,
    `    kind: ${role === 'node' || role === 'gpu' ? 'kubernetes-node' : 'virtual-machine'}`,
    `    environment: ${environment}`,
    `    exposure: ${isProduction && (role === 'web' || role === 'edge') ? 'internet' : 'internal'}`,
    `    criticality: ${isProduction ? criticalities[at % 3] : 'low'}`,
    `    owner: ${owners[at % owners.length]}`,
    `    maintenanceWindow: ${windows[at % windows.length]}`,
    ...(isProduction ? ['    maxUnavailable: 10%'] : []),
  ];
}

function osOf(family: Family): string {
  return { debian: 'debian 12', ubuntu: 'ubuntu 24.04', rhel: 'rhel 9.4' }[family];
}

/** The term that the benchmark edits stands here as `within: 7d`. */
export const editedRule = 'critical-production';

function policyText(now: number): string {
  return `# Terms, windows and rings of the whole fleet.
extends: [cisa-kev]
timezone: UTC

sla:
  clock: detected
  rules:
${fleetRules.map(ruleText).join('\n')}

maintenanceWindows:
  sunday-night: { schedule: "Sun 02:00", duration: 4h, cutoff: 30m }
  patch-cycle: { schedule: "second Tuesday +4d 22:00", duration: 6h }
  every-night: { schedule: "daily 03:00", duration: 2h, cutoff: 15m }
  saturday: { schedule: "Sat 20:00", duration: 8h }
  wednesday: { schedule: "Wed 01:00", duration: 3h, timezone: Europe/Berlin }
  last-saturday: { schedule: "last Sat 23:00", duration: 5h }

blackouts:
  stocktaking:
    from: ${dateText(now + 40 * DAY)}
    to: ${dateText(now + 44 * DAY)}
    reason: stocktaking
    match: { environment: production }
    except: { kev: true }

rings:
  lab: { match: { environment: test }, soak: 1d }
  canary: { after: lab, match: { groups: canary }, soak: 2d, maxErrors: 0 }
  staging: { after: canary, match: { environment: staging }, soak: 2d }
  broad: { after: staging, maxConcurrency: 10%, maxErrors: 5% }

approval: { roles: [change-manager], count: 1 }
rollback: { when: verification-failed, by: package }

roles:
  change-manager: [ana@example.org]
`;
}

function ruleText({ name, severity, environment, kev, clock, days }: FleetRule): string {
  const match = [
    ...(kev ? ['kev: true'] : []),
    ...(severity ? [`severity: ${severity}`] : []),
    ...(environment ? [`environment: ${environment}`] : []),
  ];
  const started = clock ? `clock: ${clock}, ` : '';
  return `    - { name: ${name}, match: { ${match.join(', ')} }, ${started}within: ${days}d }`;
}
