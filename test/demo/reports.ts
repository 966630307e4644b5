// What the demo's scanners report of the fleet: apt's own words, asked over SSH as any collector would, and a Trivy report that loses
// what is fixed. A report of a host is written anew when the host's packages have changed. Knows nothing of Patchtide.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'ssh2';
import { compareDebianVersions } from './fleet/debianVersion.ts';
import type { DemoFleet } from './fleet/fleet.ts';

const interval = 500;

interface Vulnerability {
  readonly PkgName: string;
  readonly FixedVersion: string;
}

interface TrivyReport {
  readonly Results: readonly { readonly Vulnerabilities: readonly Vulnerability[] }[];
}

export interface Reports {
  /** Collects from every host; resolves when all is written. */
  collect(): Promise<void>;
  /** Collects again from each host that changes, until stopped. */
  watch(): void;
  stop(): void;
}

export interface ReportPlaces {
  /** The workspace. */
  readonly folder: string;
  /** Trivy reports of an unpatched fleet. */
  readonly scans: string;
}

export function reportsOf(fleet: DemoFleet, { folder, scans: unpatched }: ReportPlaces): Reports {
  const scans = readScans(unpatched);
  const seen = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  const packagesOf = (name: string) => JSON.stringify(fleet.state(name).packages);
  const collectFrom = async (name: string) => {
    seen.set(name, packagesOf(name));
    writeAptReport(folder, name, await ask(fleet, name, 'apt list --upgradable'));
    const scan = scans.get(name);
    if (scan) writeScan(folder, name, withoutFixed(scan, fleet.state(name).packages));
  };
  const look = async () => {
    const changed = fleet.hosts.filter(({ name }) => packagesOf(name) !== seen.get(name));
    // A host that is just rebooting is asked the next time.
    for (const { name } of changed) await collectFrom(name).catch(() => seen.delete(name));
    if (timer) timer = setTimeout(look, interval);
  };
  return {
    collect: async () => {
      rmSync(join(folder, 'reports/apt'), { recursive: true, force: true });
      mkdirSync(join(folder, 'reports/apt'), { recursive: true });
      await Promise.all(fleet.hosts.map(({ name }) => collectFrom(name)));
    },
    watch: () => {
      timer = setTimeout(look, interval);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

function readScans(folder: string): ReadonlyMap<string, TrivyReport> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );
}

/** It keeps its date: what is still open was found then, and not now. */
function withoutFixed(
  scan: TrivyReport,
  packages: Readonly<Record<string, { readonly version: string }>>,
): TrivyReport {
  const isOpen = ({ PkgName, FixedVersion }: Vulnerability) => {
    const installed = packages[PkgName]?.version;
    return installed !== undefined && compareDebianVersions(installed, FixedVersion) < 0;
  };
  const Results = scan.Results.map((result) => ({
    ...result,
    Vulnerabilities: result.Vulnerabilities.filter(isOpen),
  }));
  return { ...scan, Results };
}

function writeScan(folder: string, name: string, scan: TrivyReport): void {
  writeFileSync(join(folder, `reports/trivy/${name}.json`), `${JSON.stringify(scan, null, 2)}\n`);
}

/** Named for the host and the minute, as apt's output tells neither. */
function writeAptReport(folder: string, name: string, text: string): void {
  const apt = join(folder, 'reports/apt');
  const minute = new Date().toISOString().replace(/[-:]/g, '').slice(0, 13);
  const file = `${name}-${minute}Z.txt`;
  writeFileSync(join(apt, file), text);
  for (const other of readdirSync(apt))
    if (other.startsWith(`${name}-`) && other !== file) rmSync(join(apt, other));
}

function ask(fleet: DemoFleet, name: string, command: string): Promise<string> {
  const port = fleet.hosts.find((host) => host.name === name)?.port;
  const known = readFileSync(fleet.knownHostsFile, 'utf8');
  const client = new Client();
  return new Promise<string>((resolve, reject) => {
    let text = '';
    // A host that goes down hangs up without an error.
    client.on('close', () => reject(new Error(`${name} hung up`)));
    client.on('error', reject).on('ready', () => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        channel.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        channel.on('close', () => resolve(text));
        return undefined;
      });
    });
    client.connect({
      host: '127.0.0.1',
      ...(port !== undefined && { port }),
      username: fleet.user,
      privateKey: readFileSync(fleet.identityFile, 'utf8'),
      hostVerifier: (key: Buffer) => known.includes(key.toString('base64')),
      readyTimeout: 10_000,
    });
  }).finally(() => client.end());
}
