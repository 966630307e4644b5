// OpenSSH as a transport: the argument vector for one remote command, and what an answer means. Host keys are always checked, no question
// is ever asked, a dead connection is noticed in seconds. Names from inventories reach the vector only after `addressProblem` passed them:
// none can be an option, a command or a second word. Knows nothing of packages.

import type { RunHost, SshOptions } from '../protocol/runRequest.ts';
import type { Command, CommandResult } from '../run/engine.ts';
import { quoteWords } from './shellWords.ts';

const address = /^[A-Za-z0-9_:][A-Za-z0-9._:%-]{0,254}$/;
const user = /^[A-Za-z0-9_][A-Za-z0-9._@+-]{0,63}$/;

/** Why a host can't be connected to at all, before anything runs. */
export function addressProblem(host: RunHost): string | undefined {
  if (!address.test(host.address)) {
    return `the address ${JSON.stringify(host.address)} is refused: letters, digits, dots, colons, dashes and underscores only, and no dash at its beginning`;
  }
  if (host.user !== undefined && !user.test(host.user))
    return `the user ${JSON.stringify(host.user)} is refused`;
  if (!Number.isInteger(host.port) || host.port < 1 || host.port > 65535)
    return `the port ${host.port} is refused`;
  return undefined;
}

/** Why the connection settings can't be used. */
export function optionsProblem(options: SshOptions): string | undefined {
  const paths = [options.identityFile, options.knownHostsFile, options.configFile];
  const bad = paths.find((path) => path !== undefined && /["\0\r\n]/.test(path));
  return bad === undefined ? undefined : `the path ${JSON.stringify(bad)} is refused`;
}

/** @param words the remote command, unquoted. */
export function sshCommand(
  options: SshOptions,
  host: RunHost,
  words: readonly string[],
  timeout: number,
): Command {
  const argv = [
    options.program ?? 'ssh',
    ...(options.configFile === undefined ? [] : ['-F', options.configFile]),
    '-T',
    ...settings(options).flatMap((setting) => ['-o', setting]),
    ...(options.identityFile === undefined ? [] : ['-i', literal(options.identityFile)]),
    '-p',
    String(host.port),
    ...(host.user === undefined ? [] : ['-l', host.user]),
    '--',
    host.address,
    quoteWords(words),
  ];
  return { argv, timeout };
}

function settings(options: SshOptions): readonly string[] {
  return [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `ConnectTimeout=${options.connectTimeout}`,
    'ServerAliveInterval=2',
    'ServerAliveCountMax=2',
    // A shared connection of the user's own has no keep-alives: a host cut off behind it would block for minutes.
    'ControlMaster=no',
    'ControlPath=none',
    'ClearAllForwardings=yes',
    'ForwardAgent=no',
    ...(options.identityFile === undefined ? [] : ['IdentitiesOnly=yes']),
    ...(options.knownHostsFile === undefined
      ? []
      : [`UserKnownHostsFile="${literal(options.knownHostsFile)}"`]),
  ];
}

/** A path in an OpenSSH option: `%` begins a token, and a backslash of a Windows path may escape. */
function literal(path: string): string {
  const slashes = /^[A-Za-z]:\\/.test(path) ? path.replaceAll('\\', '/') : path;
  return slashes.replaceAll('%', '%%');
}

export type RemoteResult =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** The host couldn't be asked, or its answer didn't arrive: whether the command ran is unknown. */
  | { readonly kind: 'lost'; readonly detail: string };

/** Tells ssh's own failures from the remote command's exit code. */
export function readResult(host: RunHost, command: Command, result: CommandResult): RemoteResult {
  const { code, stdout, stderr } = result;
  if (result.timedOut)
    return { kind: 'lost', detail: `no answer within ${Math.round(command.timeout / 1000)} s` };
  if (code === undefined) {
    const why = result.signal === undefined ? stderr.trim() : `ended by ${result.signal}`;
    return { kind: 'lost', detail: `${command.argv[0] ?? 'ssh'}: ${why}` };
  }
  // 255 is ssh's own; a remote command that ends so is taken for a lost connection, the safer reading.
  if (code === 255) return { kind: 'lost', detail: explainSsh(host, stderr) };
  return { kind: 'exited', code, stdout, stderr };
}

/** ssh's complaint, with what to do about it. */
export function explainSsh(host: RunHost, stderr: string): string {
  const where = host.port === 22 ? host.address : `${host.address} port ${host.port}`;
  const fingerprint = /\bSHA256:[A-Za-z0-9+/]{43}/.exec(stderr)?.[0];
  const shown = fingerprint === undefined ? '' : ` (${fingerprint})`;
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return `the host key of ${where} has changed${shown}: either the host was reinstalled, or somebody else answers in its place. Find out which; only then remove the old key (ssh-keygen -R) and add the new one`;
  }
  if (/Host key verification failed|host key is known for/.test(stderr)) {
    const scan = `ssh-keyscan -p ${host.port} ${host.address}`;
    return `the host key of ${where} isn't known${shown}: compare its fingerprint (${scan} | ssh-keygen -lf -) with the host's own, then add it (${scan} >> known_hosts)`;
  }
  if (/Permission denied/.test(stderr)) {
    return `${where} accepts no key of ours for ${host.user ?? 'this user'}: ${lastLine(stderr)}. Check the agent or the identity file, and the host's authorized_keys`;
  }
  return lastLine(stderr) || `the connection to ${where} was lost`;
}

export function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1)?.trim() ?? '';
}
