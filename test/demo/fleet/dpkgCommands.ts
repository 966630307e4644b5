// dpkg-query, dpkg and apt-mark over a host's package records.

import type { Call } from './call.ts';
import { auditText, configureAll } from './dpkgInstall.ts';
import { archOf, dpkgName, findPackage, halfInstalled } from './packages.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own syntax
const defaultFormat = '${binary:Package}\\t${Version}\\n';

const statusWords = {
  'ii ': 'install ok installed',
  'iU ': 'install ok unpacked',
  'iF ': 'install ok half-configured',
};

export function dpkgQuery(call: Call): number {
  const options = queryOptions(call.args);
  if (typeof options === 'string') {
    call.err(`dpkg-query: error: ${options}\n\nUse --help for help about querying packages.\n`);
    return 2;
  }
  const names = Object.keys(call.machine.state.packages);
  const matches = options.patterns.map((pattern) => ({
    pattern,
    found: names.filter((name) => glob(pattern, name)),
  }));
  const wanted = options.patterns.length === 0 ? names : [...new Set(matches.flatMap(({ found }) => found))];
  for (const name of wanted.toSorted()) call.out(formatRecord(call, options.format, name));
  const missing = matches.filter(({ found }) => found.length === 0);
  for (const { pattern } of missing) call.err(`dpkg-query: no packages found matching ${pattern}\n`);
  return missing.length > 0 ? 1 : 0;
}

function queryOptions(args: readonly string[]): { format: string; patterns: readonly string[] } | string {
  let format = defaultFormat;
  const patterns: string[] = [];
  let shows = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const attached = /^(?:-f=?|--showformat=)(.+)$/s.exec(word)?.[1];
    if (word === '--') {
      patterns.push(...args.slice(at + 1));
      break;
    }
    if (word === '-W' || word === '--show') shows = true;
    else if (attached !== undefined) format = attached;
    else if (word === '-f' || word === '--showformat') {
      at += 1;
      format = args[at] ?? '';
    } else if (word.startsWith('-')) return `unknown option ${word}`;
    else patterns.push(word);
  }
  return shows ? { format, patterns } : 'need an action option';
}

function glob(pattern: string, name: string): boolean {
  const source = pattern.replace(/:(?:amd64|all)$/, '').replace(/[.+^$()|[\]{}\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
}

function formatRecord({ machine }: Call, format: string, name: string): string {
  const record = machine.state.packages[name];
  const status = record?.status ?? 'ii ';
  const fields: Readonly<Record<string, string>> = {
    Package: name,
    'binary:Package': dpkgName(machine.host, name),
    Version: record?.version ?? '',
    Architecture: archOf(machine.host, name),
    Status: record?.held === true ? statusWords[status].replace('install', 'hold') : statusWords[status],
    'db:Status-Abbrev': record?.held === true ? status.replace('i', 'h') : status,
    'db:Status-Want': record?.held === true ? 'hold' : 'install',
    'binary:Summary': findPackage(machine.host, name)?.summary ?? name,
  };
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return format.replace(
    /\$\{([^}]*)\}|\\(.)/gs,
    (_, field: string | undefined, letter: string | undefined) =>
      field === undefined ? (escapes[letter ?? ''] ?? '') : (fields[field] ?? ''),
  );
}

export async function dpkg(call: Call): Promise<number> {
  const [action = '', ...names] = call.args;
  if (action === '--audit' || action === '-C') {
    call.out(auditText(call));
    return 0;
  }
  if (action === '--print-architecture') {
    call.out('amd64\n');
    return 0;
  }
  if (action === '--configure') return configurePending(call, names);
  call.err(
    `dpkg: error: unknown option ${action}\n\nType dpkg --help for help about installing and deinstalling packages [*];\n`,
  );
  return 2;
}

async function configurePending(call: Call, names: readonly string[]): Promise<number> {
  const { machine, err } = call;
  if (!call.root) {
    err('dpkg: error: requested operation requires superuser privilege\n');
    return 2;
  }
  const unlock = machine.lockDpkg('dpkg');
  if (unlock === undefined) {
    err(`dpkg: error: dpkg frontend lock was locked by another process with pid ${machine.dpkgLock?.pid}\n`);
    err('Note: removing the lock file is always wrong, can damage the locked area\nand the entire system.\n');
    return 2;
  }
  try {
    const half = halfInstalled(machine.state.packages);
    const pending =
      names.includes('-a') || names.includes('--pending')
        ? half
        : half.filter((name) => names.includes(name));
    return (await configureAll(call, pending)) ? 0 : 1;
  } finally {
    unlock();
  }
}

export function aptMark(call: Call): number {
  const [action = '', ...rest] = call.args;
  const names = rest.filter((word) => word !== '--');
  const { machine, out, err } = call;
  const { packages } = machine.state;
  if (action === 'showhold') {
    for (const name of Object.keys(packages).toSorted()) if (packages[name]?.held) out(`${name}\n`);
    return 0;
  }
  if (action !== 'hold' && action !== 'unhold') {
    err(`E: Invalid operation ${action}\n`);
    return 100;
  }
  const unknown = names.filter((name) => packages[name] === undefined);
  for (const name of unknown)
    err(`E: Can't select installed version from package ${name} as it is not installed\n`);
  if (unknown.length > 0) return 100;
  if (!call.root) {
    err('E: Could not open lock file /var/lib/dpkg/lock - open (13: Permission denied)\n');
    return 100;
  }
  for (const name of names) hold(call, name, action === 'hold');
  return 0;
}

function hold({ machine, out }: Call, name: string, held: boolean): void {
  const record = machine.state.packages[name];
  if (record === undefined) return;
  const already =
    record.held === held ? `${name} was already ${held ? 'set on hold' : 'not on hold'}.\n` : undefined;
  out(already ?? (held ? `${name} set on hold.\n` : `Canceled hold on ${name}.\n`));
  machine.change({ packages: { ...machine.state.packages, [name]: { ...record, held } } });
}

export function aptList(call: Call, text: string): number {
  if (!call.args.includes('--upgradable') && !call.args.includes('--upgradeable')) {
    call.err(`E: Invalid operation ${call.args[0] ?? ''}\n`);
    return 100;
  }
  call.err('\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n');
  call.out(text);
  return 0;
}
