// What has become of a demo host, as a value, and the JSON file that remembers it between starts.
// Nothing here talks to anybody; `machine.ts` is the only one that replaces a state.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { DemoHost } from './types.ts';

/** As `${db:Status-Abbrev}` prints it: installed, unpacked, half configured. */
export type PackageStatus = 'ii ' | 'iU ' | 'iF ';

export interface PackageState {
  readonly version: string;
  readonly status: PackageStatus;
  readonly held: boolean;
}

export interface LogEntry {
  readonly at: string;
  readonly command: string;
  /** Null where the host went down under the command. */
  readonly exit: number | null;
}

export interface HostState {
  readonly format: 1;
  readonly port: number;
  readonly bootId: string;
  readonly kernel: string;
  /** The NVIDIA driver that is loaded, which an update leaves as it is until the reboot. */
  readonly driver: string | null;
  readonly packages: Readonly<Record<string, PackageState>>;
  /** The lines of /run/reboot-required.pkgs; the flag is there when there's one. */
  readonly rebootRequired: readonly string[];
  /** Services that still run with a library that has been replaced. */
  readonly stale: readonly string[];
  readonly log: readonly LogEntry[];
}

const logLimit = 1000;

export function freshState(host: DemoHost): HostState {
  const packages = Object.fromEntries(
    host.packages.flatMap((entry) =>
      entry.installed === undefined
        ? []
        : [[entry.name, { version: entry.installed, status: 'ii ' as const, held: entry.held ?? false }]],
    ),
  );
  return {
    format: 1,
    port: host.port ?? 0,
    bootId: randomUUID(),
    kernel: host.kernel,
    driver: installedDriver(packages),
    packages,
    rebootRequired: [],
    stale: [],
    log: [],
  };
}

/** The upstream version of the installed driver package: `570.195.03`. */
export function installedDriver(packages: HostState['packages']): string | null {
  const driver = Object.entries(packages).find(([name]) => /^nvidia-driver-\d+$/.test(name));
  return driver?.[1].version.replace(/-[^-]*$/, '') ?? null;
}

export function readState(file: string): HostState | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isState(value) ? value : undefined;
  } catch {
    // No file, or one that a killed process left half written: the host starts anew.
    return undefined;
  }
}

/** Written by ourselves only, so that the format number vouches for the rest. */
function isState(value: unknown): value is HostState {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1;
}

export function writeState(file: string, state: HostState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 1)}\n`);
  renameSync(`${file}.new`, file);
}

export function logged(state: HostState, entry: LogEntry): HostState {
  return { ...state, log: [...state.log, entry].slice(-logLimit) };
}
