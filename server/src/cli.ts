#!/usr/bin/env node
// The command line's program: gives main() Node's files, clock, streams and processes.

import { appendFileSync, closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json';
import { exitCodes } from './cli/exitCodes.ts';
import { main } from './cli/main.ts';
import type { CliPorts, Output, RunLauncher } from './cli/ports.ts';
import { inProcessReader } from './load/inProcessReader.ts';
import { lockHolder } from './platform/lock.ts';
import { nodeFileSystem } from './platform/nodeFileSystem.ts';
import { ReaderPool } from './platform/readerPool.ts';
import { startRunner } from './platform/startRunner.ts';
import { systemClock } from './platform/systemClock.ts';
import { runFiles } from './protocol/runEvents.ts';
import { stopLine } from './protocol/runLaunch.ts';

/** Bytes: nobody waits for an answer meanwhile, so a thread pays later than in an editor. */
const THREADS_FROM = 1024 * 1024;

function output(stream: NodeJS.WriteStream): Output {
  // Whoever read it has had enough (`| head`): the exit code still tells the result.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') process.exit(exitCodes.internal);
  });
  const colour = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return { write: (text) => void stream.write(text), colour };
}

/** Beside this program; from source, with the options that Node was given for it. */
function runnerProgram() {
  const own = realpathSync(process.argv[1] ?? '');
  const program = join(dirname(own), `runner${extname(own)}`);
  return { executable: process.execPath, options: process.execArgv, program };
}

const runs: RunLauncher = {
  start: (root, request) => startRunner(root, request, runnerProgram()),
  readJournal: (folder, offset) => readFrom(join(folder, runFiles.journal), offset),
  isHeld: (folder) => lockHolder(join(folder, runFiles.lock)) !== undefined,
  requestStop: (folder, rung, by) => appendFileSync(join(folder, runFiles.control), stopLine(rung, by)),
  onInterrupt(handler) {
    process.on('SIGINT', handler).on('SIGTERM', handler);
    return () => process.off('SIGINT', handler).off('SIGTERM', handler);
  },
  sleep: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
};

function readFrom(path: string, offset: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(Math.max(0, fstatSync(file).size - offset));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const ports: CliPorts = {
  clock: systemClock,
  files: nodeFileSystem,
  reader: new ReaderPool({
    program: fileURLToPath(new URL('reader.js', import.meta.url)),
    here: inProcessReader,
    paysFrom: THREADS_FROM,
  }),
  runs,
  out: output(process.stdout),
  err: output(process.stderr),
  folder: process.cwd(),
  paths: { resolve, relative, sep },
  user: `${userInfo().username}@${hostname()}`,
  version,
  async createFile(path, text, replace) {
    try {
      await writeFile(path, text, { flag: replace ? 'w' : 'wx' });
      return undefined;
    } catch (error) {
      return codeOf(error) === 'EEXIST' ? 'exists' : error instanceof Error ? error.message : String(error);
    }
  },
  canList: (path) =>
    readdir(path).then(
      () => true,
      () => false,
    ),
};

void main(process.argv.slice(2), ports).then((code) => {
  process.exitCode = code;
});
