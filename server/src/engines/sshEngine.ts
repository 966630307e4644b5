// The embedded default engine: the system's OpenSSH, and apt on the far side. Refuses hostile names before anything runs, and writes every
// remote command with its answer to the host's log. Child processes and time are ports.

import type { Clock, Instant } from '../base/ports.ts';
import type { RunHost, SshOptions } from '../protocol/runRequest.ts';
import type { CommandRunner, Engine, HostSession, StepResult } from '../run/engine.ts';
import { aptSession } from './apt.ts';
import type { Remote } from './aptRemote.ts';
import { quoteWords } from './shellWords.ts';
import { addressProblem, optionsProblem, readResult, sshCommand } from './ssh.ts';

export interface SshPorts {
  readonly commands: CommandRunner;
  readonly clock: Clock;
  wait(until: Instant, signal: AbortSignal): Promise<void>;
}

const usualTimeout = 60_000;

export function sshEngine(options: SshOptions, ports: SshPorts): Engine {
  return {
    name: 'ssh',
    unavailable: () => unavailable(options, ports),
    open: (host, log, signal) => {
      const problem = addressProblem(host) ?? osProblem(host);
      if (problem !== undefined) return refusing(problem);
      return aptSession(host, remoteOf(options, ports, host, log, signal));
    },
  };
}

async function unavailable(options: SshOptions, { commands }: SshPorts): Promise<string | undefined> {
  const problem = optionsProblem(options);
  if (problem !== undefined) return problem;
  const program = options.program ?? 'ssh';
  const version = { argv: [program, '-V'], timeout: 10_000 };
  const result = await commands.run(version, () => {}, new AbortController().signal);
  if (result.code === 0) return undefined;
  const said = result.stderr.trim();
  return `${program} doesn't start (${said}): install the OpenSSH client, or name it in the setting patchtide.ssh.program`;
}

/** Families that need another package manager; an unknown or absent system is tried. */
function osProblem(host: RunHost): string | undefined {
  const other =
    /^(rhel|red hat|rocky|alma|centos|fedora|oracle|amazon|sles|suse|opensuse|alpine|arch|windows|freebsd)\b/i;
  if (host.os === undefined || !other.test(host.os)) return undefined;
  return `the ssh engine patches Debian and Ubuntu; ${host.os} needs another engine`;
}

function refusing(detail: string): HostSession {
  const refusal = async (): Promise<StepResult> => ({ ok: false, detail, unreachable: false });
  return {
    preflight: refusal,
    backup: refusal,
    patch: refusal,
    reboot: refusal,
    verify: refusal,
    rollback: refusal,
    versions: refusal,
  };
}

function remoteOf(
  options: SshOptions,
  ports: SshPorts,
  host: RunHost,
  log: (chunk: string) => void,
  signal: AbortSignal,
): Remote {
  return {
    async run(words, { root = false, timeout = usualTimeout } = {}) {
      const remote = root && host.become ? ['sudo', '-n', '--', ...words] : words;
      const command = sshCommand(options, host, remote, timeout);
      log(`\n$ ${quoteWords(remote)}\n`);
      const result = readResult(host, command, await ports.commands.run(command, log, signal));
      log(result.kind === 'lost' ? `[${result.detail}]\n` : `[exit code ${result.code}]\n`);
      return result;
    },
    now: () => ports.clock.now(),
    async pause(milliseconds) {
      const until = ports.clock.now() + milliseconds;
      while (ports.clock.now() < until && !signal.aborted) await ports.wait(until, signal);
    },
    isKilled: () => signal.aborted,
  };
}
