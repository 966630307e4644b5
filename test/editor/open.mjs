// @ts-check
// Opens a workspace in VS Code with the extension in it, for `npm start`: the desktop VS Code where there is one,
// else the browser VS Code. Plain JavaScript, so that nothing need be loaded before it.
// Builds nothing, prints no address, and doesn't know which extension or workspace it shows.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
  const { host = 'any' } = options;
  const desktop = host === 'browser' ? undefined : findDesktop();
  if (desktop) return openDesktop(desktop, options);
  const { address, stop } = await serveEditor(options);
  return { address, ended: new Promise(() => {}), stop };
}

/** @type {typeof import('./open.mjs').serveEditor} */
export async function serveEditor(options) {
  const { folder, extension, say = toStdout, workspaceTrust = false, settings = {} } = options;
  const vscode = await prepareVSCode({ say });
  const home = await mkdtemp(join(tmpdir(), 'pt-open-'));
  try {
    const vsix = await packageExtension(resolve(extension), join(home, 'extension.vsix'));
    const server = await startCodeServer({ vscode, vsix: [vsix], workspaceTrust, settings, lasting: true });
    return { server, address: server.addressOf(resolve(folder)), stop: server.stop };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/**
 * A VS Code of its own beside the user's, where settings or root ask for that; else a window of the one that runs.
 * @param {string} program
 * @param {import('./open.mjs').OpenOptions} options
 * @returns {Promise<import('./open.mjs').OpenedEditor>}
 */
async function openDesktop(program, { folder, extension, userData, settings, workspaceTrust = false }) {
  const args = ['--new-window', `--extensionDevelopmentPath=${resolve(extension)}`, resolve(folder)];
  const isRoot = process.getuid?.() === 0;
  const own = userData ?? (isRoot || settings ? await mkdtemp(join(tmpdir(), 'pt-open-')) : undefined);
  if (own) {
    args.push(`--user-data-dir=${resolve(own)}`);
    await writeUserSettings(own, { 'security.workspace.trust.enabled': workspaceTrust, ...settings });
  }
  if (isRoot) args.push('--no-sandbox');
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  const child = spawn(program, args, { env, detached: true, stdio: 'ignore' });
  /** @type {Promise<void>} */
  const ended = new Promise((done) => child.once('exit', () => done()));
  await new Promise((done, reject) => child.once('error', reject).once('spawn', done));
  child.unref();
  // The user's own VS Code takes the window over, and isn't ours to end.
  if (!own) return { ended: new Promise(() => {}), stop: async () => {} };
  return {
    ended,
    stop: async () => {
      if (child.exitCode === null && child.kill()) await ended;
    },
  };
}

/**
 * Replaces what was there.
 * @param {string} userData
 * @param {Readonly<Record<string, unknown>>} settings
 */
async function writeUserSettings(userData, settings) {
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User/settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
