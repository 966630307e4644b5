#!/usr/bin/env node
// @ts-check
// Stands in for the desktop VS Code's program: takes its command line (--extensionDevelopmentPath=,
// --extensionTestsPath=, --user-data-dir=, a folder) and runs that suite in the browser VS Code. Give this file
// as `vscodeExecutablePath` to @vscode/test-electron. The workbench reports exit 0 even when its extension host
// dies, so a 0 counts only if the server too saw the host exit with 0. Knows nothing of mocha or of our suite.
import { fstatSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startCodeServer } from './codeServer.mjs';
import { browserFlags, findBrowser, prepareVSCode } from './install.mjs';

const limit = Number(process.env.PATCHTIDE_SUITE_LIMIT_MS) || 300_000;
const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** @param {readonly string[]} argv */
function parse(argv) {
  const all = (/** @type {string} */ name) =>
    argv.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
  return {
    development: all('extensionDevelopmentPath'),
    tests: all('extensionTestsPath').at(-1),
    userData: all('user-data-dir').at(-1),
    target: argv.find((arg) => !arg.startsWith('-')),
  };
}

/**
 * @param {ReturnType<typeof parse>} args
 * @param {string} authority
 * @returns {[string, string][]}
 */
function payloadOf({ development, tests }, authority) {
  const remote = (/** @type {string} */ path) => `vscode-remote://${authority}${encodeURI(path)}`;
  return [
    ...development.map(
      (path) => /** @type {[string, string]} */ (['extensionDevelopmentPath', remote(path)]),
    ),
    ['extensionTestsPath', remote(tests ?? '')],
    ['skipWelcome', 'true'],
  ];
}

/**
 * Opens the window and waits for its report.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @returns {Promise<number>}
 */
async function reportedCode(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  return new Promise((resolve, reject) => {
    browser.once('disconnected', () => reject(new Error('The browser ended before the suite.')));
    page.once('crash', () => reject(new Error('The page crashed before the suite ended.')));
    page
      .exposeFunction('codeAutomationLog', () => {})
      .then(() => page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code)))
      .then(() => page.goto(address))
      .catch(reject);
  });
}

/** @param {AbortSignal} stopped */
async function run(stopped) {
  const args = parse(process.argv.slice(2));
  if (!args.tests || !args.target) throw new Error('standIn needs --extensionTestsPath= and a folder.');
  const vscode = await prepareVSCode({ say });
  const executablePath = await findBrowser({ say });
  const server = await startCodeServer({
    vscode,
    driver: true,
    ...(args.userData ? { userData: args.userData } : {}),
  });
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    browser = await chromium.launch({
      executablePath,
      args: [...browserFlags],
      timeout: 60_000,
      // Ours to handle: the server has to end as well.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const address = server.addressOf(args.target, payloadOf(args, server.authority));
    const code = await Promise.race([reportedCode(browser, address), aborted(stopped)]);
    return await believed(code, server);
  } catch (error) {
    process.stderr.write(`${server.log().slice(-6000)}\n`);
    throw error;
  } finally {
    await browser?.close();
    await server.stop();
  }
}

/**
 * @param {number} code what the workbench says
 * @param {import('./codeServer.mjs').CodeServer} server
 */
async function believed(code, server) {
  const [line, seen] = await server.logged(
    /Extension Host Process exited with code: (\w+), signal: (\w+)/,
    10_000,
  );
  if (code !== 0) return code;
  if (line.endsWith('code: 0, signal: null')) return 0;
  process.stderr.write(`The extension host died during the suite: ${line}\n`);
  return Number(seen) || 1;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function aborted(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const stopping = new AbortController();
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // nobody reads any more
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(name, () => stopping.abort(new Error(`Stopped by ${name}.`)));
}
// The pipe of a parent that was killed ends; without this, server and browser would stay.
if (!fstatSync(0).isFile() && !fstatSync(0).isCharacterDevice()) {
  process.stdin
    .once('end', () => stopping.abort(new Error('The process that started this one has ended.')))
    .resume();
}
const timer = setTimeout(() => stopping.abort(new Error(`The suite took longer than ${limit} ms.`)), limit);
try {
  process.exitCode = await run(stopping.signal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  clearTimeout(timer);
  process.stdin.destroy();
}
