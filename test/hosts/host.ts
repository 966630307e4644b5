/**
 * One real Debian host: an overlay disk, a network namespace on the lab's bridge, and systemd booted in it by
 * systemd-nspawn. Knows the disk, the power switch and the way in past ssh; must not know the fleet, the
 * packages or the product. Whatever it makes in the kernel is named `ptide-NAME` and taken away by sweep.ts.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Image, mountOverlay } from './image.ts';
import { addressOf, gateway, plugIn, prefix } from './network.ts';
import { type Conditions, type Finished, finish, output } from './shell.ts';
import { killGroups, makeGroup, unmount } from './sweep.ts';

export interface Host {
  readonly name: string;
  readonly address: string;
  readonly port: 22;
  /** What its kernel console printed, for the reader of a failure. */
  readonly consoleLog: string;
}

/** What the lab alone knows of a host. */
export interface Machine extends Host {
  /** Its name in the kernel. */
  readonly id: string;
  readonly cable: string;
  readonly folder: string;
  /** Its file system, seen from here. */
  readonly root: string;
}

export interface HostFiles {
  readonly image: Image;
  /** Public keys, one a line, that let root and patch in. */
  readonly authorizedKeys: string;
}

export function describeHost(name: string, index: number, folder: string): Machine {
  const own = join(folder, name);
  return {
    name,
    address: addressOf(index),
    port: 22,
    consoleLog: join(own, 'console.log'),
    id: `${prefix}${name}`,
    cable: `${prefix}${index}`,
    folder: own,
    root: join(own, 'root'),
  };
}

/** Disk and network; the host's identity (its ssh host key) is made once and survives `layDisk`. */
export async function install(machine: Machine, files: HostFiles): Promise<void> {
  await mkdir(machine.root, { recursive: true });
  const comment = `root@${machine.name}`;
  await output(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', hostKey(machine)]);
  await layDisk(machine, files);
  await plugIn(machine.id, machine.cable, machine.address);
}

/** An untouched disk of the image, with what makes this host itself. */
export async function layDisk(machine: Machine, files: HostFiles): Promise<void> {
  const { folder, name, root } = machine;
  unmount((source) => source === machine.id);
  const [upper, work] = [join(folder, 'upper'), join(folder, 'work')];
  for (const part of [upper, work]) {
    await rm(part, { recursive: true, force: true });
    await mkdir(part);
  }
  await mountOverlay(machine.id, files.image, { upper, work, root });
  await writeFile(join(root, 'etc/hostname'), `${name}\n`);
  await writeFile(join(root, 'etc/hosts'), `127.0.0.1 localhost ${name}\n${gateway} repo.test\n`);
  for (const [suffix, mode] of [
    ['', 0o600],
    ['.pub', 0o644],
  ] as const) {
    const key = await readFile(`${hostKey(machine)}${suffix}`);
    await writeFile(join(root, `etc/ssh/ssh_host_ed25519_key${suffix}`), key, { mode });
  }
  for (const [user, home] of [
    ['root', 'root'],
    ['patch', 'home/patch'],
  ] as const) {
    await mkdir(join(root, home, '.ssh'), { recursive: true, mode: 0o700 });
    await writeFile(join(root, home, '.ssh/authorized_keys'), files.authorizedKeys, { mode: 0o600 });
    await output(['chroot', root, 'chown', '-R', `${user}:`, `/${home}/.ssh`]);
  }
}

/** A line of known_hosts for the name and the address: made from the key itself, nothing has to be scanned. */
export async function knownHostsLine(machine: Machine): Promise<string> {
  const [type, key] = (await readFile(`${hostKey(machine)}.pub`, 'utf8')).split(' ');
  return `${machine.name},${machine.address} ${type} ${key}\n`;
}

/**
 * Joins the control groups named before `--`, then boots what stands after it, again and again as long as it
 * ends with 133, nspawn's word for "reboot wanted". A shell does it, so that a host reboots even while the
 * test waits synchronously for it. It dies with the test process, and nspawn and the host with it.
 */
const supervisor = `
while [ "$1" != -- ]; do echo $$ > "$1" || true; shift; done; shift
while :; do
  setpriv --pdeathsig KILL "$@"; code=$?
  echo "nspawn ended with $code"
  [ $code = 133 ] || exit $code
done`;

export function powerOn(machine: Machine): void {
  // Systemds that share a control group kill each other's units: each host gets its own, in every hierarchy.
  const groups = makeGroup(machine.id);
  const nspawn = [
    ...['systemd-nspawn', '--quiet', '--boot', `--directory=${machine.root}`],
    ...[`--machine=${machine.id}`, `--hostname=${machine.name}`],
    ...[`--network-namespace-path=/run/netns/${machine.id}`, '--resolv-conf=off', '--timezone=off'],
    ...['--register=no', '--keep-unit', '--settings=no', '--link-journal=no'],
  ];
  const log = openSync(machine.consoleLog, 'a');
  const argv = ['--pdeathsig', 'KILL', 'sh', '-c', supervisor, 'sh', ...groups, '--', ...nspawn];
  // A session of its own: Ctrl-C in the terminal is for the tests, which then end the hosts in order.
  spawn('setpriv', argv, { stdio: ['ignore', log, log], detached: true }).unref();
  closeSync(log);
}

/** Pulls the plug; what the host had written stays on its disk. */
export function powerOff(machine: Machine): void {
  killGroups((name) => name === machine.id);
}

/** Runs a program on the host through its namespaces: no ssh, no login, no product in between. */
export async function execOn(
  machine: Machine,
  argv: readonly string[],
  conditions: Conditions = {},
): Promise<Finished> {
  const pid = await initOf(machine);
  if (pid === undefined) throw new Error(`${machine.name} isn't running`);
  const clean = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'];
  const enter = [
    'nsenter',
    `--target=${pid}`,
    '--mount',
    '--uts',
    '--ipc',
    '--net',
    '--pid',
    '--root',
    '--wd',
  ];
  return finish([...enter, '--', ...clean, ...argv], conditions);
}

/** The host's process 1, as this machine numbers it; none while it's off or between two boots. */
async function initOf(machine: Machine): Promise<number | undefined> {
  const pids = await output(['ip', 'netns', 'pids', machine.id]);
  return pids.split('\n').filter(Boolean).map(Number).find(isInit);
}

function isInit(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^NSpid:.*\t1$/m.test(status) && /^Name:\tsystemd$/m.test(status);
  } catch {
    return false;
  }
}

function hostKey(machine: Machine): string {
  return join(machine.folder, 'ssh_host_ed25519_key');
}
