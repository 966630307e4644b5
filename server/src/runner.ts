// The runner's program: `runner.js [--resume] <run folder>`. Wires files, processes and time to the machine, and survives the window that
// started it. Exit codes: 0 completed; 1 completed with errors, failed or stopped; 2 not begun; 3 broken by a fault of ours.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sshEngine } from './engines/sshEngine.ts';
import { childProcesses } from './platform/childProcess.ts';
import { controlSize, followControl } from './platform/controlFile.ts';
import { hostLogs, usualLogs } from './platform/hostLogs.ts';
import { openJournal } from './platform/journal.ts';
import { acquireLock } from './platform/lock.ts';
import { systemClock } from './platform/systemClock.ts';
import { waitUntil } from './platform/timers.ts';
import { runFiles } from './protocol/runEvents.ts';
import type { RunRequest } from './protocol/runRequest.ts';
import { RunMachine } from './run/machine.ts';
import type { RunPorts } from './run/ports.ts';
import { decodeRequest } from './run/start.ts';
import { foldJournal, type RunState } from './run/state.ts';

class NotBegun extends Error {}

async function main(args: readonly string[]): Promise<number> {
  const resume = args.includes('--resume');
  const [folder, ...more] = args.filter((arg) => arg !== '--resume');
  if (folder === undefined || more.length > 0) throw new NotBegun('usage: runner.js [--resume] <run folder>');
  const request = readRequest(folder);
  const lock = acquireLock(join(folder, runFiles.lock));
  if (!lock.ok) {
    const { pid, since, host } = lock.holder ?? {};
    throw new NotBegun(`this run already has a runner: process ${pid} on ${host}, since ${since}`);
  }
  try {
    return await run(folder, request, resume);
  } finally {
    lock.release();
  }
}

function readRequest(folder: string): RunRequest {
  const decoded = decodeRequest(readJson(join(folder, runFiles.request)));
  if (!decoded.ok) throw new NotBegun(`${runFiles.request} can't be run: ${decoded.problems.join('; ')}`);
  return decoded.request;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new NotBegun(`${path} can't be read: ${messageOf(error)}`);
  }
}

async function run(folder: string, request: RunRequest, resume: boolean): Promise<number> {
  const journal = openJournal(join(folder, runFiles.journal));
  const { state } = foldJournal(journal.text);
  checkJournal(request, state, resume);
  const ssh = sshEngine(request.ssh, { commands: childProcesses, clock: systemClock, wait: waitUntil });
  const ports: RunPorts = {
    clock: systemClock,
    journal,
    engine: (name) => (name === ssh.name ? ssh : undefined),
    log: hostLogs(join(folder, runFiles.logs), usualLogs),
    wait: waitUntil,
    pid: process.pid,
  };
  const machine = new RunMachine(request, ports, state);
  const control = join(folder, runFiles.control);
  const asked = state.status === 'empty' ? 0 : controlSize(control);
  const unlisten = listen(machine);
  const ended = machine.execute();
  const unfollow = followControl(control, asked, ({ rung, by }) => machine.stop(rung, by));
  try {
    const { outcome } = await ended;
    return outcome === 'completed' ? 0 : 1;
  } catch (error) {
    machine.abandon(`the runner broke: ${messageOf(error)}`);
    throw error;
  } finally {
    unfollow();
    unlisten();
    journal.close();
  }
}

function checkJournal(request: RunRequest, state: RunState, resume: boolean): void {
  if (state.status === 'empty') return;
  if (!resume) throw new NotBegun(`the run ${request.id} was begun before: resume it with --resume`);
  if (state.run !== request.id || state.digest !== request.digest) {
    throw new NotBegun(`${runFiles.request} and ${runFiles.journal} are of different runs`);
  }
}

/** Signals that ask to end stop between steps; a lost terminal is none of them. */
function listen(machine: RunMachine): () => void {
  const stop = (signal: NodeJS.Signals) => machine.stop('between-steps', signal);
  const stay = () => {};
  const broken = (error: unknown) => {
    try {
      machine.abandon(`the runner broke: ${messageOf(error)}`);
    } finally {
      complain(error);
      process.exit(3);
    }
  };
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stay);
  process.on('uncaughtException', broken).on('unhandledRejection', broken);
  return () => {
    process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', stay);
    process.off('uncaughtException', broken).off('unhandledRejection', broken);
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function complain(error: unknown): void {
  process.stderr.write(
    `${error instanceof NotBegun ? error.message : error instanceof Error ? error.stack : error}\n`,
  );
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    complain(error);
    process.exitCode = error instanceof NotBegun ? 2 : 3;
  },
);
