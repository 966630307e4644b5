// The command line's words, decoded once: from text to an invocation, or a refusal that names what is wrong and what would be right.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { closest } from '../base/closest.ts';
import type { Instant } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import type { PlanTarget } from '../protocol/requests.ts';
import type { SshOptions } from '../protocol/runRequest.ts';
import { parseMoment } from '../scalar/moment.ts';
import { fileKinds } from '../schema/fileKinds.ts';
import { type CommandName, commands, formats, type Invocation, thresholds } from './invocation.ts';

/** @throws Refusal */
export function parseInvocation(args: readonly string[]): Invocation {
  const [word, ...rest] = args;
  if (word === undefined || word === 'help') return { command: 'help', about: commandNamed(rest[0]) };
  if (word === '--help' || word === '-h') return { command: 'help', about: undefined };
  if (word === '--version' || word === '-v') return { command: 'version' };
  const command = commandNamed(word);
  if (command === undefined) throw unknownCommand(word);
  if (rest.includes('--help') || rest.includes('-h')) return { command: 'help', about: command };
  return parsers[command](rest);
}

const parsers: Readonly<Record<CommandName, (args: readonly string[]) => Invocation>> = {
  check: parseCheck,
  plan: parsePlan,
  run: parseRun,
  explain: parseExplain,
  schema: parseSchema,
};

function commandNamed(word: string | undefined): CommandName | undefined {
  return commands.find((command) => command === word);
}

function unknownCommand(word: string): Refusal {
  const near = closest(word, commands);
  const remedy = near ? `Did you mean \`${near}\`?` : `The commands are ${commands.join(', ')}.`;
  return new Refusal(`\`${word}\` is not a command.`, `${remedy} \`patchtide --help\` tells more.`);
}

function parseCheck(args: readonly string[]): Invocation {
  const options = {
    format: { type: 'string' },
    'fail-on': { type: 'string' },
    now: { type: 'string' },
  } as const;
  const { values, positionals } = read('check', args, options, 1);
  return {
    command: 'check',
    folder: positionals[0] ?? '.',
    format: oneOf('--format', values.format ?? 'text', formats),
    failOn: oneOf('--fail-on', values['fail-on'] ?? 'error', thresholds),
    now: instantOf(values.now),
  };
}

function parsePlan(args: readonly string[]): Invocation {
  const options = {
    overdue: { type: 'boolean' },
    asset: { type: 'string', multiple: true },
    advisory: { type: 'string' },
    name: { type: 'string' },
    now: { type: 'string' },
    out: { type: 'string' },
    force: { type: 'boolean' },
  } as const;
  const { values, positionals } = read('plan', args, options, 1);
  return {
    command: 'plan',
    folder: positionals[0] ?? '.',
    target: targetOf(values),
    name: nonEmpty('--name', values.name),
    now: instantOf(values.now),
    out: nonEmpty('--out', values.out),
    force: values.force ?? false,
  };
}

interface TargetValues {
  readonly overdue?: boolean | undefined;
  readonly asset?: string[] | undefined;
  readonly advisory?: string | undefined;
}

function targetOf({ overdue, asset, advisory }: TargetValues): PlanTarget {
  const assets = asset?.flatMap((names) => names.split(',')).map((name) => name.trim());
  const given = [overdue, assets, advisory].filter((value) => value !== undefined);
  if (given.length !== 1) {
    const what = given.length === 0 ? 'What to plan is not said.' : 'What to plan is said more than once.';
    throw new Refusal(
      what,
      'Say one of `--overdue`, `--asset web-01,web-02` and `--advisory CVE-2026-1234`.',
    );
  }
  if (advisory !== undefined) return { kind: 'advisory', advisory: nonEmpty('--advisory', advisory) ?? '' };
  if (!assets) return { kind: 'overdue' };
  for (const name of assets) nonEmpty('--asset', name);
  return { kind: 'assets', assets: [...new Set(assets)] };
}

function parseRun(args: readonly string[]): Invocation {
  const options = {
    'dry-run': { type: 'boolean' },
    dir: { type: 'string' },
    now: { type: 'string' },
    'override-stale': { type: 'string' },
    'override-window': { type: 'string' },
    yes: { type: 'boolean', short: 'y' },
    'ssh-program': { type: 'string' },
    'ssh-config': { type: 'string' },
    'ssh-identity': { type: 'string' },
    'ssh-known-hosts': { type: 'string' },
    'ssh-timeout': { type: 'string' },
  } as const;
  const { values, positionals } = read('run', args, options, 1);
  const [plan] = positionals;
  if (plan === undefined)
    throw new Refusal('Which plan to run is not said.', 'Name a `*.patch-plan.yaml` file.');
  return {
    command: 'run',
    plan,
    folder: nonEmpty('--dir', values.dir),
    dryRun: values['dry-run'] ?? false,
    now: instantOf(values.now),
    overrides: (['stale', 'window'] as const).flatMap((what) => {
      const reason = nonEmpty(`--override-${what}`, values[`override-${what}`]?.trim());
      return reason === undefined ? [] : [{ what, reason }];
    }),
    confirmed: values.yes ?? false,
    ssh: sshOf(values),
  };
}

type SshFlag = 'ssh-program' | 'ssh-config' | 'ssh-identity' | 'ssh-known-hosts' | 'ssh-timeout';

const DEFAULT_TIMEOUT = 10;

/** Paths are made absolute by the command, which knows the current folder. */
function sshOf(values: { readonly [flag in SshFlag]?: string | undefined }): SshOptions {
  const program = nonEmpty('--ssh-program', values['ssh-program']);
  const configFile = nonEmpty('--ssh-config', values['ssh-config']);
  const identityFile = nonEmpty('--ssh-identity', values['ssh-identity']);
  const knownHostsFile = nonEmpty('--ssh-known-hosts', values['ssh-known-hosts']);
  return {
    ...(program !== undefined && { program }),
    ...(configFile !== undefined && { configFile }),
    ...(identityFile !== undefined && { identityFile }),
    ...(knownHostsFile !== undefined && { knownHostsFile }),
    connectTimeout: secondsOf(values['ssh-timeout']),
  };
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= 300) return seconds;
  throw new Refusal(
    `\`--ssh-timeout ${text}\` is not possible.`,
    'Say a whole number of seconds from 1 to 300.',
  );
}

function parseExplain(args: readonly string[]): Invocation {
  const { values, positionals } = read('explain', args, { now: { type: 'string' } } as const, 2);
  const [subject, folder = '.'] = positionals;
  if (subject === undefined || subject === '') {
    throw new Refusal('What to explain is not said.', 'Name an asset, or a code such as `sla/overdue`.');
  }
  return { command: 'explain', subject, folder, now: instantOf(values.now) };
}

function parseSchema(args: readonly string[]): Invocation {
  const { positionals } = read('schema', args, {}, 1);
  const names = fileKinds.map(({ id }) => id);
  const kind = fileKinds.find(({ id }) => id === positionals[0]);
  if (kind) return { command: 'schema', kind };
  const what =
    positionals[0] === undefined ? 'Which schema is not said.' : `\`${positionals[0]}\` has no schema.`;
  throw new Refusal(what, `Say one of ${names.join(', ')}.`);
}

type Options = NonNullable<ParseArgsConfig['options']>;

function read<const O extends Options>(
  command: CommandName,
  args: readonly string[],
  options: O,
  most: number,
) {
  const parsed = parseStrictly(command, args, options);
  const excess = parsed.positionals[most];
  if (excess !== undefined) throw new Refusal(`\`${excess}\` is one word too many.`, more(command));
  return parsed;
}

function parseStrictly<const O extends Options>(command: CommandName, args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usageOf(command, error, Object.keys(options));
  }
}

/** Node's own words, without its advice, and with the option that was meant. */
function usageOf(command: CommandName, error: unknown, known: readonly string[]): Refusal {
  const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const unknown = /^Unknown option '(-[^']*)'/.exec(said ?? '')?.[1];
  if (unknown === undefined) return new Refusal(`${said?.replace(/\.?$/, '.')}`, more(command));
  const near = closest(unknown.replace(/^--?/, ''), known);
  const hint = near === undefined ? '' : `Did you mean \`--${near}\`? `;
  return new Refusal(`\`${unknown}\` is not an option of \`patchtide ${command}\`.`, hint + more(command));
}

function more(command: CommandName): string {
  return `\`patchtide ${command} --help\` tells what there is.`;
}

function oneOf<const V extends string>(option: string, value: string, values: readonly V[]): V {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new Refusal(`\`${option} ${value}\` is not possible.`, `Say one of ${values.join(', ')}.`);
}

function nonEmpty(option: string, value: string | undefined): string | undefined {
  if (value === '')
    throw new Refusal(`\`${option}\` has nothing after it.`, 'Say what is meant, or leave it out.');
  return value;
}

function instantOf(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseMoment(text, 'UTC', 'end');
  if (instant !== undefined) return instant;
  throw new Refusal(
    `\`--now ${text}\` is not a moment.`,
    'Write `2026-11-23T12:00:00Z`, or a date, which means the end of that day in UTC.',
  );
}
