// Commands as child processes: the argument vector as it is, never a shell. Output is streamed, and kept up to a bound; a command that runs
// too long or is aborted is ended, at last by force. Never rejects: a program that can't be started is a result, too.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Command, CommandResult, CommandRunner } from '../run/engine.ts';

/** Characters of each stream that are kept. */
const kept = 4 * 1024 * 1024;
/** Between the request to end and the use of force. */
const grace = 2_000;

export const childProcesses: CommandRunner = {
  run: (command, onOutput, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve(neverStarted('aborted'));
      else start(command, onOutput, signal, resolve);
    }),
};

function start(
  command: Command,
  onOutput: (chunk: string) => void,
  signal: AbortSignal,
  resolve: (result: CommandResult) => void,
): void {
  const [program = '', ...args] = command.argv;
  const child = spawn(program, args, { shell: false, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  let timedOut = false;
  const end = () => endChild(child);
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, command.timeout);
  const settle = (result: CommandResult) => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    resolve(result);
  };
  signal.addEventListener('abort', end);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      if (output[stream].length < kept) output[stream] += chunk;
      onOutput(chunk);
    });
  }
  child.on('error', (error) => settle(neverStarted(error.message)));
  child.on('close', (code, by) =>
    settle({ code: code ?? undefined, ...(by === null ? {} : { signal: by }), ...output, timedOut }),
  );
  // A program that ends without reading its input isn't an error.
  child.stdin.on('error', () => {});
  child.stdin.end(command.stdin ?? '');
}

function endChild(child: ChildProcess): void {
  child.kill('SIGTERM');
  setTimeout(() => {
    child.kill('SIGKILL');
    // Whoever inherited the pipes must not keep the answer back.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, grace).unref();
}

function neverStarted(stderr: string): CommandResult {
  return { code: undefined, stdout: '', stderr, timedOut: false };
}
