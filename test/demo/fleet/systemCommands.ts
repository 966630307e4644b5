// What a host says of itself: files, kernel, space, services, restarts, GPUs, and the health checks of
// the demo. Also the power switch, in the two ways in which people reach for it.
import type { Call, Command } from './call.ts';
import { HostGone, type Machine } from './machine.ts';
import { newestKernel, type ServiceHealth, serviceHealth } from './packages.ts';

const osRelease = {
  'debian-12': `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`,
  'ubuntu-24.04': `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
`,
};

function fileOf({ host, state }: Machine, path: string): string | undefined {
  const wanted = state.rebootRequired.length > 0;
  const files: Readonly<Record<string, string | undefined>> = {
    '/proc/sys/kernel/random/boot_id': `${state.bootId}\n`,
    '/etc/os-release': osRelease[host.os],
    '/etc/hostname': `${host.name}\n`,
    '/run/reboot-required': wanted ? '*** System restart required ***\n' : undefined,
    '/run/reboot-required.pkgs': wanted ? `${state.rebootRequired.join('\n')}\n` : undefined,
  };
  return files[path.replace(/^\/var\/run\//, '/run/')];
}

export function cat({ machine, args, out, err }: Call): number {
  const paths = args.filter((word) => word !== '--');
  for (const path of paths) {
    const text = fileOf(machine, path);
    if (text === undefined) err(`cat: ${path}: No such file or directory\n`);
    else out(text);
  }
  return paths.every((path) => fileOf(machine, path) !== undefined) ? 0 : 1;
}

export function test({ machine, args, err }: Call): number {
  const [operator = '', path = ''] = args;
  if (args.length === 2 && ['-e', '-f', '-r'].includes(operator))
    return fileOf(machine, path) === undefined ? 1 : 0;
  err(`sh: 1: test: ${operator}: unexpected operator\n`);
  return 2;
}

export function uname({ machine, args, out, err }: Call): number {
  if (args.length > 1 || !['-r', '-s', undefined].includes(args[0])) {
    err(`uname: invalid option -- '${args.join(' ')}'\nTry 'uname --help' for more information.\n`);
    return 1;
  }
  out(args[0] === '-r' ? `${machine.state.kernel}\n` : 'Linux\n');
  return 0;
}

export function df({ machine, args, out, err }: Call): number {
  const paths = args.filter((word) => !word.startsWith('-'));
  const options = args.filter((word) => word.startsWith('-') && word !== '--');
  const refused = options.find((word) => !['--output=avail', '-B1', '--block-size=1'].includes(word));
  if (refused !== undefined || options.length < 2) {
    err(`df: this host knows --output=avail -B1 only: ${options.join(' ')}\n`);
    return 1;
  }
  const mounts = { '/': 24_315_617_280, ...machine.host.free };
  const free = paths.map((path) => {
    const under = (mount: string) => mount === '/' || path === mount || path.startsWith(`${mount}/`);
    const best = Object.entries(mounts).filter(([mount]) => under(mount));
    return String(best.toSorted(([a], [b]) => b.length - a.length)[0]?.[1] ?? 0);
  });
  const width = Math.max(...['Avail', ...free].map((text) => text.length));
  for (const text of ['Avail', ...free]) out(`${text.padStart(width)}\n`);
  return 0;
}

const activity: Readonly<Record<ServiceHealth, string>> = {
  healthy: 'active',
  unhealthy: 'active',
  failed: 'failed',
  unknown: 'inactive',
};

const unitName = (word: string): string => word.replace(/\.service$/, '');

export function systemctl(call: Call): number {
  const { machine, args, out, err } = call;
  const quiet = args.includes('--quiet') || args.includes('-q');
  const [verb = '', ...names] = args.filter((word) => !word.startsWith('-'));
  if (verb === 'reboot') return reboot(call);
  const health = names.map((name) => serviceHealth(machine.host, machine.state, unitName(name)));
  if (verb === 'is-active') {
    if (!quiet) for (const one of health) out(`${activity[one]}\n`);
    return health.some((one) => activity[one] === 'active') ? 0 : 3;
  }
  if (verb === 'restart') return restart(call, unitName(names[0] ?? ''));
  err(`Unknown command verb ${verb}.\n`);
  return 1;
}

function restart({ machine, root, err }: Call, name: string): number {
  const health = serviceHealth(machine.host, machine.state, name);
  if (!root) {
    err(`Failed to restart ${name}.service: Interactive authentication required.\n`);
    return 1;
  }
  if (health === 'unknown') {
    err(`Failed to restart ${name}.service: Unit ${name}.service not found.\n`);
    return 5;
  }
  machine.change({ stale: machine.state.stale.filter((other) => other !== name) });
  if (health !== 'failed') return 0;
  err(`Job for ${name}.service failed because the control process exited with error code.\n`);
  err(`See "systemctl status ${name}.service" and "journalctl -xeu ${name}.service" for details.\n`);
  return 1;
}

export function shutdown(call: Call): number {
  const [option, when = '', ...rest] = call.args;
  if (option === '-r' && (when === 'now' || when === '+0') && rest.length === 0) return reboot(call);
  call.err('Failed to parse time specification: this host only reboots now\n');
  return 1;
}

export function reboot({ machine, root, err }: Call): number {
  if (!root) {
    err('Failed to set wall message, ignoring: Interactive authentication required.\n');
    err('Call to Reboot failed: Interactive authentication required.\n');
    return 1;
  }
  if (machine.host.rebootReply === 'zero') {
    machine.sleep(100).then(
      () => machine.reboot(),
      () => undefined,
    );
    return 0;
  }
  machine.reboot();
  throw new HostGone();
}

export function needrestart({ machine, args, out, err }: Call): number {
  if (args.join(' ') !== '-b') {
    err('This host knows needrestart -b only.\n');
    return 1;
  }
  const { state, host } = machine;
  const expected = newestKernel(host, state.packages) ?? state.kernel;
  out(`NEEDRESTART-VER: 3.6\nNEEDRESTART-KCUR: ${state.kernel}\nNEEDRESTART-KEXP: ${expected}\n`);
  out(`NEEDRESTART-KSTA: ${expected === state.kernel ? 1 : 3}\n`);
  for (const name of state.stale.toSorted()) out(`NEEDRESTART-SVC: ${name}.service\n`);
  return 0;
}

/** The demo's own probe, in Nagios' words. */
export const checkHealth: Command = ({ machine, args, out }) => {
  const name = args[0] ?? '';
  const health = serviceHealth(machine.host, machine.state, name);
  const unit = machine.host.services?.find((service) => service.name === name);
  const version = machine.state.packages[unit?.package ?? '']?.version;
  if (health === 'healthy') out(`OK - ${name} answers (${unit?.package} ${version})\n`);
  else if (health === 'unhealthy')
    out(`CRITICAL - ${name} runs, and its test query fails (${unit?.package} ${version})\n`);
  else out(`CRITICAL - ${name} is ${activity[health]}\n`);
  return health === 'healthy' ? 0 : 1;
};
