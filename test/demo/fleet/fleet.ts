// The demo fleet: hosts on loopback that speak SSH and behave as Debian and Ubuntu machines under
// patching do. It needs Node and nothing else, keeps its keys and what it went through in `dir`, and
// knows nothing of Patchtide.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoHosts } from './demoHosts.ts';
import {
  freshState,
  type HostState,
  type LogEntry,
  type PackageState,
  readState,
  writeState,
} from './hostState.ts';
import { ensureKey, type KeyFiles, knownHostsLine } from './keys.ts';
import { Machine } from './machine.ts';
import { type SshHost, sshHost } from './sshHost.ts';
import type { DemoHost, Timing } from './types.ts';

export interface FleetOptions {
  /** Keys, known_hosts and one JSON file a host; made if missing. */
  readonly dir: string;
  readonly hosts?: readonly DemoHost[];
  /** Forget what the hosts went through; keys and ports stay. */
  readonly reset?: boolean;
  /** A second a package and five a reboot, unless told otherwise. */
  readonly timing?: Partial<Timing>;
}

export interface HostReport {
  readonly packages: Readonly<Record<string, PackageState>>;
  readonly bootId: string;
  readonly kernel: string;
  readonly rebootRequired: boolean;
  readonly log: readonly LogEntry[];
}

export interface DemoFleet {
  readonly user: string;
  readonly hosts: readonly { readonly name: string; readonly address: '127.0.0.1'; readonly port: number }[];
  readonly identityFile: string;
  readonly knownHostsFile: string;
  state(name: string): HostReport;
  /** The host falls silent: connections hang, as behind a pulled cable. */
  cut(name: string): void;
  join(name: string): void;
  stop(): Promise<void>;
}

interface Member {
  readonly machine: Machine;
  readonly ssh: SshHost;
  readonly key: KeyFiles;
}

const user = 'patch';

export async function startDemoFleet(options: FleetOptions): Promise<DemoFleet> {
  const { dir, hosts = demoHosts } = options;
  const timing = { packageMs: 1000, rebootMs: 5000, ...options.timing };
  for (const folder of ['keys', 'hosts']) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  const client = ensureKey(join(dir, 'keys', 'id_ed25519'), 'patchtide demo fleet');
  const members = new Map(hosts.map((host) => [host.name, member(options, host, timing, client.publicKey)]));
  // One after the other, so that a host whose port is taken can't take the port of the next.
  for (const { ssh } of members.values()) await ssh.open();
  const knownHostsFile = join(dir, 'known_hosts');
  const lines = [...members.values()].map(({ ssh, key }) => knownHostsLine(ssh.port(), key.publicKey));
  writeFileSync(knownHostsFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  const named = (name: string): Member => {
    const found = members.get(name);
    if (found === undefined) throw new Error(`no demo host is called ${name}`);
    return found;
  };
  return {
    user,
    hosts: [...members].map(([name, { ssh }]) => ({ name, address: '127.0.0.1', port: ssh.port() })),
    identityFile: client.privateFile,
    knownHostsFile,
    state: (name) => report(named(name).machine.state),
    cut: (name) => named(name).ssh.cut(),
    join: (name) => named(name).ssh.join(),
    stop: async () => {
      for (const { machine } of members.values()) machine.stop();
    },
  };
}

function member(
  { dir, reset }: FleetOptions,
  host: DemoHost,
  timing: Timing,
  clientPublicKey: string,
): Member {
  const file = join(dir, 'hosts', `${host.name}.json`);
  const remembered = readState(file);
  if (reset === true) rmSync(file, { force: true });
  const fresh = freshState(host);
  const state =
    remembered === undefined || reset === true
      ? { ...fresh, port: remembered?.port ?? fresh.port }
      : remembered;
  const machine = new Machine(host, timing, state, (next) => writeState(file, next));
  const key = ensureKey(join(dir, 'keys', `${host.name}_host_ed25519`), host.name);
  const ssh = sshHost({ machine, hostKey: key.privateKey, clientPublicKey, user });
  machine.attach(ssh);
  return { machine, ssh, key };
}

function report({ packages, bootId, kernel, rebootRequired, log }: HostState): HostReport {
  return { packages, bootId, kernel, rebootRequired: rebootRequired.length > 0, log };
}
