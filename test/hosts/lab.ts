/**
 * A fleet of real Debian hosts for the tests: `startFleet` boots them, the answer says how to reach them, what
 * they really have installed, and how to make their lives hard. One fleet at a time on a machine; it's gone
 * after `stop()`, after the process, and at the latest when the next one starts. Must not know the product:
 * what it says about a host is the ground truth that the product is measured against.
 */
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeHost,
  execOn,
  type Host,
  type HostFiles,
  install,
  knownHostsLine,
  layDisk,
  type Machine,
  powerOff,
  powerOn,
} from './host.ts';
import { makeImage } from './image.ts';
import { takeLock } from './lock.ts';
import { ensurePrograms, labPrograms, requireRootOnLinux, type Say } from './machine.ts';
import { gateway, maxHosts, raiseBridge, repositoryPort, repositoryUrl, setCable } from './network.ts';
import { demoPackages, makeRepository, serve } from './repository.ts';
import { makeBase, type Update } from './rootfs.ts';
import { type Conditions, type Finished, finish, output, until } from './shell.ts';
import { runFolderPrefix, sweep } from './sweep.ts';

export { ensurePrograms } from './machine.ts';
export { type DemoPackage, demoPackages } from './repository.ts';
export type { Conditions, Finished, Host, Update };

export interface FleetOptions {
  /** How many (`host-1`, `host-2`...), or their names. */
  readonly hosts: number | readonly string[];
  /** Told one line a stage; default: standard error. */
  readonly say?: Say;
}

export interface Fleet {
  readonly hosts: readonly Host[];
  /** The private key that lets root and patch (sudo without password) in on every host. */
  readonly identityFile: string;
  /** The hosts' real keys, by name and by address. */
  readonly knownHostsFile: string;
  /** For `ssh -F`: names, key, host keys (strict), user patch. */
  readonly sshConfigFile: string;
  readonly repositoryUrl: string;
  /** Real Debian packages that are outdated on every host; `new` is in the security suite, `old` still to be had. */
  readonly outdated: readonly Update[];
  readonly demoPackages: readonly Update[];

  /** Runs a shell command over ssh, as the product's users would. Code 255: no connection. */
  ssh(name: string, command: string, options?: SshOptions): Promise<Finished>;
  /** Runs a program as root past ssh; works on a host that is cut off, throws on one that is off. */
  exec(name: string, argv: readonly string[], conditions?: Conditions): Promise<Finished>;
  /** Read from the disk: works whatever state the host is in. */
  packageState(name: string, pkg: string): Promise<PackageState | undefined>;
  /** The version if the package is installed and configured; a half-installed one counts as none. */
  installedVersion(name: string, pkg: string): Promise<string | undefined>;
  bootId(name: string): Promise<string>;

  /** Pulls the network cable: connections hang, as in life. */
  cut(name: string): Promise<void>;
  join(name: string): Promise<void>;
  /** Pulls the plug, at once; connections are refused, unlike on a host that is cut off. */
  powerOff(name: string): void;
  /** Back from `powerOff`, answers when it can be logged into. */
  powerOn(name: string): Promise<void>;
  /** Back to the state after `startFleet`: an untouched disk, a new boot, cable in. Same keys. */
  reset(name: string): Promise<void>;
  /** Until patch can log in; with `after`, a boot id, only once the host has booted anew. */
  untilUp(name: string, options?: { readonly after?: string; readonly timeout?: number }): Promise<void>;
  /** Ends every host and takes everything away. May be called twice. */
  stop(): Promise<void>;
}

export interface SshOptions extends Conditions {
  readonly user?: 'patch' | 'root';
  /** Seconds; default 3. */
  readonly connectTimeout?: number;
}

export interface PackageState {
  readonly version: string;
  /** dpkg's two letters: `ii` fine, `iF` its postinst failed, `iU` unpacked only, `rc` removed. */
  readonly status: string;
}

const bootTimeout = 60_000;

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const say = options.say ?? ((line) => void process.stderr.write(`lab: ${line}\n`));
  const names = hostNames(options.hosts);
  requireRootOnLinux();
  const release = await takeLock(say);
  const disarm = onExit(sweep);
  let stopServing = (): void => {};
  const stop = async (): Promise<void> => {
    sweep();
    stopServing();
    disarm();
    release();
  };
  try {
    sweep();
    await ensurePrograms(labPrograms, say);
    const base = await makeBase(say);
    const repository = await makeRepository(base, say);
    await raiseBridge();
    stopServing = await serve(repository.folder, gateway, repositoryPort);
    const image = await makeImage(base, repository, say);

    say(`booting ${names.length} Debian hosts`);
    const folder = await mkdtemp(runFolderPrefix);
    const machines = names.map((name, index) => describeHost(name, index, folder));
    const access = await makeAccess(folder, machines);
    const files: HostFiles = { image, authorizedKeys: access.publicKey };
    await Promise.all(machines.map((machine) => install(machine, files)));
    await writeFile(access.knownHostsFile, (await Promise.all(machines.map(knownHostsLine))).join(''));
    for (const machine of machines) powerOn(machine);
    const fleet = control(machines, files, access, stop, base.outdated);
    await Promise.all(names.map((name) => fleet.untilUp(name)));
    return fleet;
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Access {
  readonly publicKey: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  readonly sshConfigFile: string;
}

function control(
  machines: readonly Machine[],
  files: HostFiles,
  access: Access,
  stop: () => Promise<void>,
  outdated: readonly Update[],
): Fleet {
  const machine = (name: string): Machine => {
    const found = machines.find((candidate) => candidate.name === name);
    if (!found)
      throw new Error(`no host ${name} in the fleet, only ${machines.map((m) => m.name).join(', ')}`);
    return found;
  };
  const ssh: Fleet['ssh'] = (name, command, options = {}) => {
    const { user = 'patch', connectTimeout = 3, ...conditions } = options;
    const how = ['-F', access.sshConfigFile, '-o', `ConnectTimeout=${connectTimeout}`, '-l', user];
    return finish(['ssh', ...how, machine(name).name, command], conditions);
  };
  const exec: Fleet['exec'] = (name, argv, conditions) => execOn(machine(name), argv, conditions);
  const bootId: Fleet['bootId'] = async (name) => {
    const { stdout } = await exec(name, ['cat', '/proc/sys/kernel/random/boot_id']);
    return stdout.trim();
  };
  const untilUp: Fleet['untilUp'] = async (name, { after, timeout = bootTimeout } = {}) => {
    const isUp = async (): Promise<boolean> => {
      const login = await ssh(name, 'cat /proc/sys/kernel/random/boot_id', { connectTimeout: 1 });
      return login.code === 0 && login.stdout.trim() !== after;
    };
    // The log goes with the fleet, so the failure quotes it.
    await until(`${name} up`, timeout, isUp).catch(async (error) => {
      throw new Error(`${error.message}\nIts console said:\n${await lastLines(machine(name).consoleLog)}`);
    });
  };
  const packageState: Fleet['packageState'] = async (name, pkg) => {
    const database = join(machine(name).root, 'var/lib/dpkg');
    const format = '$' + '{db:Status-Abbrev}\t$' + '{Version}\n';
    const query = await finish([
      'dpkg-query',
      `--admindir=${database}`,
      '--show',
      `--showformat=${format}`,
      pkg,
    ]);
    const [status, version] = query.stdout.trimEnd().split('\t');
    return status && version ? { status: status.trim(), version } : undefined;
  };
  return {
    hosts: machines.map(({ name, address, port, consoleLog }) => ({ name, address, port, consoleLog })),
    identityFile: access.identityFile,
    knownHostsFile: access.knownHostsFile,
    sshConfigFile: access.sshConfigFile,
    repositoryUrl,
    outdated,
    demoPackages,
    ssh,
    exec,
    packageState,
    installedVersion: async (name, pkg) => {
      const state = await packageState(name, pkg);
      return state?.status === 'ii' ? state.version : undefined;
    },
    bootId,
    cut: (name) => setCable(machine(name).cable, 'down'),
    join: (name) => setCable(machine(name).cable, 'up'),
    powerOff: (name) => powerOff(machine(name)),
    powerOn: (name) => {
      powerOn(machine(name));
      return untilUp(name);
    },
    reset: async (name) => {
      powerOff(machine(name));
      await layDisk(machine(name), files);
      await setCable(machine(name).cable, 'up');
      powerOn(machine(name));
      await untilUp(name);
    },
    untilUp,
    stop,
  };
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-20).join('\n');
}

function hostNames(hosts: number | readonly string[]): readonly string[] {
  const names = typeof hosts === 'number' ? Array.from({ length: hosts }, (_, i) => `host-${i + 1}`) : hosts;
  const bad = names.find((name) => !/^[a-z][a-z0-9-]{0,40}$/.test(name));
  if (bad !== undefined) throw new Error(`${bad} is no host name`);
  if (new Set(names).size !== names.length) throw new Error('host names must differ');
  if (names.length < 1 || names.length > maxHosts) throw new Error(`a fleet has 1 to ${maxHosts} hosts`);
  return names;
}

async function makeAccess(folder: string, machines: readonly Machine[]): Promise<Access> {
  const identityFile = join(folder, 'id_ed25519');
  const knownHostsFile = join(folder, 'known_hosts');
  const sshConfigFile = join(folder, 'ssh_config');
  await output(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'patchtide-lab', '-f', identityFile]);
  await chmod(identityFile, 0o600);
  const hosts = machines.map(({ name, address }) => `Host ${name}\n  HostName ${address}\n`);
  const everywhere = {
    User: 'patch',
    IdentityFile: identityFile,
    IdentitiesOnly: 'yes',
    UserKnownHostsFile: knownHostsFile,
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    BatchMode: 'yes',
    LogLevel: 'ERROR',
  };
  const settings = Object.entries(everywhere).map(([key, value]) => `  ${key} ${value}\n`);
  await writeFile(sshConfigFile, [...hosts, 'Host *\n', ...settings].join(''));
  const publicKey = await readFile(`${identityFile}.pub`, 'utf8');
  return { publicKey, identityFile, knownHostsFile, sshConfigFile };
}

/** Runs the clean-up however the process ends, short of SIGKILL. */
function onExit(cleanUp: () => void): () => void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  // process.exit runs the `exit` listener; without a listener of its own a signal would end the process bare
  const handlers = Object.entries(codes).map(([signal, code]) => ({
    signal,
    handler: () => process.exit(code),
  }));
  process.on('exit', cleanUp);
  for (const { signal, handler } of handlers) process.on(signal, handler);
  return () => {
    process.off('exit', cleanUp);
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}
