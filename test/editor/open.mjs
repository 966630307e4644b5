// @ts-check
// Opens a workspace in VS Code with the extension in it, for `npm start`: the desktop VS Code where there is one,
// else the browser VS Code, whose address is printed. Plain JavaScript, so that nothing need be loaded before it.
// Builds nothing, and doesn't know which extension or workspace it shows.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startCodeServer } from './codeServer.mjs';
import { findDesktop } from './desktop.mjs';
import { prepareVSCode } from './install.mjs';
import { packageExtension } from './vsix.mjs';

/** @type {import('./install.mjs').Say} */
const toStdout = (line) => process.stdout.write(`${line}\n`);

/** @type {typeof import('./open.mjs').openEditor} */
export async function openEditor(options) {
  const { say = toStdout, host = 'any' } = options;
  const desktop = host === 'browser' ? undefined : findDesktop();
  if (desktop) {
    say(`Opening VS Code (${desktop}) ...`);
    return openDesktop(desktop, options);
  }
  const stopped = nextStopSignal();
  const served = await serveEditor({ ...options, say });
  try {
    say(`VS Code with the extension is at ${served.address}\nCtrl+C ends it.`);
    await stopped;
    say('Stopping VS Code ...');
  } finally {
    await served.stop();
  }
}

/** @type {typeof import('./open.mjs').serveEditor} */
export async function serveEditor({ folder, extension, say = toStdout, workspaceTrust = false }) {
  const vscode = await prepareVSCode({ say });
  const home = await mkdtemp(join(tmpdir(), 'pt-open-'));
  try {
    const vsix = await packageExtension(resolve(extension), join(home, 'extension.vsix'));
    const server = await startCodeServer({ vscode, vsix: [vsix], workspaceTrust, lasting: true });
    return { server, address: server.addressOf(resolve(folder)), stop: server.stop };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/**
 * Resolves when the program has started; it outlives us, or hands over to the VS Code that runs already.
 * @param {string} program
 * @param {import('./open.mjs').OpenOptions} options
 * @returns {Promise<void>}
 */
async function openDesktop(program, { folder, extension }) {
  const args = ['--new-window', `--extensionDevelopmentPath=${resolve(extension)}`, resolve(folder)];
  if (process.getuid?.() === 0) {
    args.push('--no-sandbox', `--user-data-dir=${await mkdtemp(join(tmpdir(), 'pt-open-'))}`);
  }
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  return new Promise((done, reject) => {
    const child = spawn(program, args, { env, detached: true, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      done();
    });
  });
}

/** @returns {Promise<void>} */
function nextStopSignal() {
  return new Promise((stopped) => {
    for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => stopped());
  });
}
