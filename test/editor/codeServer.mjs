// @ts-check
// Starts the browser VS Code's server on a free port of this machine, in a folder of its own, and ends it
// with everything it started. No state outlives stop(). Knows nothing of browsers, suites or our extension;
// the folder's path stays short, for VS Code puts sockets there.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const listening = /Extension host agent listening on (\d+)/;
const startLimit = 60_000;
const installLimit = 120_000;
const stopLimit = 5_000;

/** @type {typeof import('./codeServer.mjs').quietSettings} */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** @type {typeof import('./codeServer.mjs').startCodeServer} */
export async function startCodeServer(options) {
  const { vscode, vsix = [], say = () => {} } = options;
  const home = await mkdtemp(join(tmpdir(), 'pt-'));
  const removeNow = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  process.on('exit', removeNow); // where the caller ends without stop()
  const remove = async () => {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    process.off('exit', removeNow);
  };
  const userData = options.userData ?? join(home, 'data');
  try {
    await writeSettings(userData, { ...quietSettings, ...options.settings });
    const folders = [
      '--server-data-dir',
      home,
      '--user-data-dir',
      userData,
      '--extensions-dir',
      join(home, 'exts'),
    ];
    const env = serverEnvironment(home, options.env ?? {});
    for (const file of vsix) {
      say(`Installing ${file} ...`);
      await installPackage(
        file,
        serve(vscode, ['--install-extension', file, '--force', ...folders], { home, env }),
      );
    }
    const server = serve(vscode, [...folders, ...serverFlags(options)], { home, env });
    const stop = once(async () => {
      await server.stop();
      await remove();
    });
    const [, port] = await server
      .logged(listening, startLimit)
      .catch((error) => stop().then(() => Promise.reject(error)));
    const authority = `127.0.0.1:${port}`;
    return Object.freeze({
      authority,
      pid: server.pid,
      addressOf: addressIn(authority),
      log: server.log,
      logged: server.logged,
      stop,
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * @param {string} file
 * @param {ReturnType<typeof serve>} install
 */
async function installPackage(file, install) {
  try {
    await install.ended(installLimit);
  } finally {
    await install.stop();
  }
  if (install.exitCode() !== 0) throw new Error(`${file} couldn't be installed:\n${install.log()}`);
}

/** @param {import('./codeServer.mjs').CodeServerOptions} options */
function serverFlags({ workspaceTrust = false, driver = false, lasting = false }) {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    '--disable-telemetry',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(driver ? ['--enable-smoke-test-driver'] : []),
    ...(lasting ? [] : ['--enable-remote-auto-shutdown']),
  ];
}

/**
 * @param {string} userData
 * @param {Record<string, unknown>} settings
 */
async function writeSettings(userData, settings) {
  // Settings of scope `machine` count in a remote window, which this is, only where the machine's own are.
  for (const folder of ['User', 'Machine']) {
    const file = join(userData, folder, 'settings.json');
    if (existsSync(file)) continue; // the caller's own
    await mkdir(join(userData, folder), { recursive: true });
    await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
  }
}

/**
 * @param {string} home
 * @param {Readonly<Record<string, string>>} extra
 */
function serverEnvironment(home, extra) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
  // Ours are for node 20 and its loaders, and not for the server's node; the others belong to a VS Code around us.
  for (const name of Object.keys(env)) if (/^(NODE_|VSCODE_|ELECTRON_|npm_)/.test(name)) delete env[name];
  return env;
}

/** @param {string} authority */
function addressIn(authority) {
  /** @type {import('./codeServer.mjs').CodeServer['addressOf']} */
  return (target, payload = []) => {
    const kind = target.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const query = `${kind}=${encodeURI(target).replaceAll('&', '%26').replaceAll('#', '%23')}`;
    const extra = payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
    return `http://${authority}/?${query}${extra}`;
  };
}

/**
 * One server process, the leader of its own group, so that its extension hosts end with it.
 * @param {import('./install.mjs').PreparedVSCode} vscode
 * @param {readonly string[]} args
 * @param {{ readonly home: string, readonly env: NodeJS.ProcessEnv }} where
 */
function serve(vscode, args, { home, env }) {
  const child = spawn(vscode.node, [vscode.server, ...args], {
    cwd: home,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  let over = false;
  const read = (/** @type {Buffer} */ chunk) => {
    text += chunk;
    tell();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const finished = (/** @type {Error | number | null} */ cause) => {
    if (cause instanceof Error) text += `${cause.message}\n`;
    over = true;
    process.off('exit', kill);
    tell();
  };
  const kill = () => signalGroup(child.pid, 'SIGKILL');
  process.prependListener('exit', kill); // before the folder is removed
  child.on('error', finished);
  child.on('close', finished);

  /**
   * The first defined answer, asked again at each event.
   * @template T
   * @param {() => T | undefined} answer
   * @param {number} limitMs
   * @param {string} what
   * @returns {Promise<T>}
   */
  const until = (answer, limitMs, what) =>
    new Promise((resolve, reject) => {
      const settle = (/** @type {() => void} */ act) => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const look = () => {
        const value = answer();
        if (value !== undefined) settle(() => resolve(value));
        else if (over)
          settle(() => reject(new Error(`VS Code's server ended before ${what}:\n${text.slice(-4000)}`)));
      };
      const late = () =>
        reject(new Error(`VS Code's server: no ${what} in ${limitMs} ms:\n${text.slice(-4000)}`));
      const timer = setTimeout(() => settle(late), limitMs);
      listeners.add(look);
      look();
    });
  const ended = (/** @type {number} */ limitMs) => until(() => (over ? true : undefined), limitMs, 'end');
  return {
    pid: child.pid ?? -1,
    log: () => text,
    exitCode: () => child.exitCode,
    ended,
    logged: (/** @type {RegExp} */ pattern, /** @type {number} */ limitMs) =>
      until(() => pattern.exec(text) ?? undefined, limitMs, String(pattern)),
    stop: async () => {
      signalGroup(child.pid, 'SIGTERM');
      await ended(stopLimit).catch(() => {});
      kill(); // what ignored the first signal, the leader's children among them
      await ended(stopLimit);
    },
  };
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // The group is gone.
  }
}

/**
 * @template T
 * @param {() => Promise<T>} act
 * @returns {() => Promise<T>}
 */
function once(act) {
  /** @type {Promise<T> | undefined} */
  let result;
  return () => {
    result ??= act();
    return result;
  };
}
