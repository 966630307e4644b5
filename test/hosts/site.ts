/**
 * A workspace folder over the lab's hosts, as a person keeps one: an inventory with their real addresses, the
 * reports that their own apt printed, a policy, plans. What happens in it is the product's own chain, from the
 * files to a runner process; this module only calls its public functions in their order. It must not judge: the
 * tests compare what the product says with what the lab knows.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { type FileUri, fromPath, toPath } from '../../server/src/base/uri.ts';
import { loadWorkspace } from '../../server/src/load/loadWorkspace.ts';
import { planForTarget } from '../../server/src/plan/planForTarget.ts';
import { prepareRun } from '../../server/src/plan/prepareRun.ts';
import type { RunOptions } from '../../server/src/plan/toRunRequest.ts';
import { nodeFileSystem } from '../../server/src/platform/nodeFileSystem.ts';
import type { PlanTarget, PrepareRunResult } from '../../server/src/protocol/requests.ts';
import type { SshOptions } from '../../server/src/protocol/runRequest.ts';
import type { Plan } from '../../server/src/schema/plan.ts';
import type { PolicyText } from '../../server/src/schema/policy.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import type { Fleet } from './lab.ts';

export interface Site {
  readonly folder: string;
  readonly fleet: Fleet;
}

/** Older than every term of {@link policy}. */
export const longAgo = daysAgo(30);

export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 3_600_000).toISOString();
}

export async function openSite(fleet: Fleet): Promise<Site> {
  return { folder: await mkdtemp(join(tmpdir(), 'patchtide-site-')), fleet };
}

export async function closeSite({ folder }: Site): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Text as it stands, other values as YAML. */
export async function put({ folder }: Site, path: string, value: unknown): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof value === 'string' ? value : stringify(value));
  return file;
}

export interface InventoryOptions {
  /** When the reports were taken; those that aren't named were taken {@link longAgo}. */
  readonly collected?: Readonly<Record<string, string>>;
  /** More facts of an asset, `pending:` among them. */
  readonly facts?: Readonly<Record<string, object>>;
}

/** Every host of the fleet, with `findings:` that read its report. */
export async function putInventory(site: Site, options: InventoryOptions = {}): Promise<void> {
  const { collected = {}, facts = {} } = options;
  const assets = site.fleet.hosts.map(({ name, address, port }) => [
    name,
    { address, os: 'debian 12', connection: { user: 'patch', port, become: true }, ...facts[name] },
  ]);
  const findings = site.fleet.hosts.map(({ name }) => ({
    file: `reports/apt/${name}.txt`,
    asset: name,
    collected: collected[name] ?? longAgo,
  }));
  await put(site, 'lab.inventory.yaml', { assets: Object.fromEntries(assets), findings });
}

/** What the hosts' own apt says at this moment, collected over ssh like a person would. */
export async function putReports(
  site: Site,
  names: readonly string[] = site.fleet.hosts.map(({ name }) => name),
): Promise<void> {
  for (const name of names) {
    const { code, stdout, stderr } = await site.fleet.ssh(name, 'apt list --upgradable');
    if (code !== 0) throw new Error(`${name}: apt list: ${stderr}`);
    await put(site, `reports/apt/${name}.txt`, stdout);
  }
}

/** A day for critical patches, a week for the rest, no windows: waves are open at once. */
export function policy(more: Partial<PolicyText> = {}): PolicyText {
  return {
    timezone: 'UTC',
    sla: {
      clock: ['vendor-release', 'detected'],
      rules: [
        { name: 'critical', match: { severity: 'critical' }, within: '24h' },
        { name: 'routine', match: {}, within: '7d' },
      ],
    },
    reboot: 'ifRequired',
    rollback: { when: 'verification-failed' },
    ...more,
  };
}

/** Rules that bind only these packages on these hosts: the rest of the hosts' reports is under no rule. */
export function only(packages: Readonly<Record<string, readonly string[]>>): NonNullable<PolicyText['sla']> {
  const any = Object.entries(packages).map(([asset, names]) => ({ asset, package: [...names] }));
  return { clock: 'detected', rules: [{ name: 'only', match: { any }, within: '7d' }] };
}

/** One ring for all. */
export function ring(maxConcurrency: number, maxErrors: number): NonNullable<PolicyText['rings']> {
  return { all: { maxConcurrency: `${maxConcurrency}`, maxErrors: `${maxErrors}` } };
}

export const policyFile = 'lab.patch-policy.yaml';

/** The folder as it is on the disk now. */
export async function readSite({ folder }: Site, now = Date.now()): Promise<Snapshot> {
  const workspace = await loadWorkspace(fromPath(folder), { files: nodeFileSystem }, now, neverCancelled);
  return workspace.snapshot();
}

export interface WrittenPlan {
  readonly plan: Plan;
  readonly uri: FileUri;
  readonly path: string;
}

/** Makes the plan and writes its file. */
export async function plan(
  site: Site,
  name: string,
  target: PlanTarget = { kind: 'overdue' },
): Promise<WrittenPlan> {
  const made = planForTarget(await readSite(site), target, name);
  const path = toPath(made.uri);
  await writeFile(path, made.text);
  return { plan: made.plan, uri: made.uri, path };
}

/** Reads the folder again and prepares the plan's run. @param now the instant at which somebody presses the button. */
export async function prepare(
  site: Site,
  { uri }: WrittenPlan,
  options: Partial<RunOptions> = {},
): Promise<PrepareRunResult> {
  const defaults = { dryRun: false, by: 'ana@example.org', overrides: [], ssh: sshOptions(site.fleet) };
  return prepareRun(await readSite(site, options.now), uri, { ...defaults, ...options });
}

/** How the hosts are reached: the lab's key, its known host keys, nothing of the user who runs the tests. */
export function sshOptions(fleet: Fleet): SshOptions {
  const { identityFile, knownHostsFile, sshConfigFile } = fleet;
  return { configFile: sshConfigFile, identityFile, knownHostsFile, connectTimeout: 3 };
}

/** The built programs, as the package ships them. */
export const programs = { runner: resolve('dist/runner.js'), cli: resolve('dist/cli.js') };
