// @ts-check
// `npm start`: from a fresh clone to a VS Code in which the extension shows the demo, with nothing typed before. Installs, builds, starts
// the demo hosts, copies the demo workspace and opens it. Ctrl+C stops all of it. Plain JavaScript up to the packages' installation.
//   --fresh          old packages on all hosts again
//   --keep           the workspace of the last start, plans and runs included, instead of a new copy
//   --host browser   the browser VS Code even where a desktop one is found
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installDependencies } from '../dependencies.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`);

const { fresh, keep, host } = readOptions();
const stopped = stopSignal();
const home = demoFolder();
claim(home);
installDependencies();
build();
warnWithoutSsh();
await show();

async function show() {
  const { tsImport } = await import('tsx/esm/api');
  /** @type {typeof import('./demo.ts')} */
  const { startDemo } = await tsImport('./demo.ts', import.meta.url);
  const { openEditor } = await import('../editor/open.mjs');
  const demo = await startDemo({ home, fresh, keep });
  try {
    say(`Demo hosts: ${demo.fleet.hosts.map(({ name, port }) => `${name} :${port}`).join('  ')}`);
    const editor = await openEditor({
      folder: demo.workspace,
      extension: root,
      host,
      say,
      settings: { ...demo.settings, 'workbench.startupEditor': 'readme' },
      userData: join(home, 'vscode'),
    });
    try {
      say(words(demo.workspace, editor.address));
      await Promise.race([stopped, editor.ended]);
      say('Stopping ...');
    } finally {
      await editor.stop();
    }
  } finally {
    await demo.stop();
    rmSync(join(home, 'running'), { force: true });
  }
  // Connections of a run that goes on keep the process alive.
  process.exit();
}

/**
 * @param {string} workspace
 * @param {string | undefined} address
 */
function words(workspace, address) {
  return `
${address ? `Open ${address}` : 'VS Code is opening.'}
The workspace is ${workspace}

1. Edit:   open demo.inventory.yaml and hover over a red name; change 7d to 2d in demo.patch-policy.yaml.
2. Look:   the Patchtide icon in the activity bar lists what is unpatched, how late, and why.
3. Patch:  F1, "Patchtide: Create Patch Plan", then "Patchtide: Run Patch Plan". db-01 will be rolled back.

Ctrl+C stops everything; \`npm start -- --fresh\` brings the unpatched hosts back.`;
}

function readOptions() {
  const options = /** @type {const} */ ({
    fresh: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    host: { type: 'string', default: 'any' },
  });
  try {
    const { values } = parseArgs({ options });
    if (values.host !== 'any' && values.host !== 'browser') throw new Error('--host is `any` or `browser`');
    return { fresh: values.fresh, keep: values.keep, host: values.host };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** Outside of the repository, and one for each clone. */
function demoFolder() {
  const cache =
    process.env.PATCHTIDE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'patchtide');
  return join(cache, `demo-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);
}

/**
 * Two starts would write over each other's hosts.
 * @param {string} folder
 */
function claim(folder) {
  const file = join(folder, 'running');
  mkdirSync(folder, { recursive: true });
  const other = Number(readText(file));
  if (other > 0 && isAlive(other))
    fail(`The demo of this clone runs already (process ${other}). Stop that one first.`);
  writeFileSync(file, String(process.pid));
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function build() {
  say('Building ...');
  const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', '--production'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) fail(`The build failed.\n${stderr}`);
}

function warnWithoutSsh() {
  if (spawnSync('ssh', ['-V'], { stdio: 'ignore' }).status === 0) return;
  say(
    'There is no OpenSSH client here (Debian: apt-get install openssh-client). All but runs works without.',
  );
}

/** Heard from the beginning, so that whatever is up by then is stopped in order. */
function stopSignal() {
  return new Promise((done) => {
    for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => done(name));
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
