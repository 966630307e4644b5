// From the text of an exec request to a command: shell words, then `sudo`, `env` and assignments, then
// one of the programs that a demo host has. Nothing is ever handed to a real shell or a real program.
import { aptGet } from './aptGet.ts';
import { listUpgradable } from './aptText.ts';
import type { Call, Command } from './call.ts';
import { aptList, aptMark, dpkg, dpkgQuery } from './dpkgCommands.ts';
import type { Machine } from './machine.ts';
import { nvidiaSmi } from './nvidiaSmi.ts';
import { parseShellWords, type ShellWord } from './shellWords.ts';
import * as system from './systemCommands.ts';

const programs: Readonly<Record<string, Command>> = {
  true: () => 0,
  false: () => 1,
  echo: ({ args, out }) => {
    out(`${args.join(' ')}\n`);
    return 0;
  },
  hostname: ({ machine, out }) => {
    out(`${machine.host.name}\n`);
    return 0;
  },
  cat: system.cat,
  test: system.test,
  uname: system.uname,
  df: system.df,
  systemctl: system.systemctl,
  shutdown: system.shutdown,
  reboot: system.reboot,
  needrestart: system.needrestart,
  'check-health': system.checkHealth,
  'nvidia-smi': nvidiaSmi,
  dpkg,
  'dpkg-query': dpkgQuery,
  'apt-get': aptGet,
  'apt-mark': aptMark,
  apt: (call) => aptList(call, listUpgradable(call.machine.host, call.machine.state)),
};

export async function runCommand(
  machine: Machine,
  text: string,
  out: Call['out'],
  err: Call['err'],
): Promise<number> {
  const parsed = parseShellWords(text);
  if (parsed.kind === 'refused') {
    err(`${parsed.message}\n`);
    return 2;
  }
  const words = withoutAssignments(parsed.words);
  return dispatch({ machine, args: words.map(({ text: word }) => word), root: false, out, err }, 'sh');
}

/** `LC_ALL=C apt-get ...`: values don't matter to a host that speaks one language. */
function withoutAssignments(words: readonly ShellWord[]): readonly ShellWord[] {
  const first = words.findIndex(({ text }) => !isAssignment(text));
  return first < 0 ? [] : words.slice(first);
}

const isAssignment = (word: string): boolean => /^[A-Za-z_]\w*=/.test(word);

async function dispatch(call: Call, caller: 'sh' | 'sudo' | 'env'): Promise<number> {
  const [path, ...args] = call.args;
  if (path === undefined) return 0;
  const name = path.replace(/^\/(?:usr\/)?s?bin\//, '');
  if (name === 'sudo') return sudo(call, args);
  if (name === 'env') {
    const first = args.findIndex((word) => !isAssignment(word));
    return dispatch({ ...call, args: first < 0 ? [] : args.slice(first) }, 'env');
  }
  const program = programOf(call.machine, name);
  return program === undefined ? notFound(call, caller, path) : program({ ...call, args });
}

function programOf(machine: Machine, name: string): Command | undefined {
  if (name === 'nvidia-smi' && machine.host.gpus === undefined) return undefined;
  return Object.hasOwn(programs, name) ? programs[name] : undefined;
}

function sudo(call: Call, args: readonly string[]): Promise<number> | number {
  const first = args.findIndex((word) => word === '--' || !word.startsWith('-'));
  const options = args.slice(0, first < 0 ? args.length : first);
  if (first < 0 || options.some((word) => word !== '-n')) {
    call.err('usage: sudo [-n] [--] command\n');
    return 1;
  }
  if (call.machine.host.sudo === 'password') {
    call.err('sudo: a password is required\n');
    return 1;
  }
  const rest = args.slice(args[first] === '--' ? first + 1 : first);
  return dispatch(
    { ...call, args: rest.filter((word, at) => at > 0 || !isAssignment(word)), root: true },
    'sudo',
  );
}

function notFound({ err }: Call, caller: 'sh' | 'sudo' | 'env', name: string): number {
  if (caller === 'sudo') err(`sudo: ${name}: command not found\n`);
  else if (caller === 'env') err(`env: '${name}': No such file or directory\n`);
  else err(`sh: 1: ${name}: not found\n`);
  return caller === 'sudo' ? 1 : 127;
}
