// Runs a mocha suite inside VS Code's extension host: a desktop VS Code where there is one, else the browser one.
//   node --import tsx test/editor/run.ts [--extension DIR] [--suite DIR] [--workspace DIR] [--grep TEXT] [--browser]
// A pass needs three witnesses: VS Code's exit code, the result file, at least one passing test.
// The extension, the suite and the workspace are parameters; which extension it is, isn't known here.
import { existsSync, readFileSync, watch } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { quietSettings } from './codeServer.mjs';
import { findDesktop } from './desktop.mjs';
import { decodeSuiteResult, type SuiteResult } from './suiteResult.ts';
import { mustSkip } from './unavailable.ts';

const here = dirname(fileURLToPath(import.meta.url));

export interface SuiteOptions {
  /** The extension's folder, built. */
  readonly extension: string;
  /** The folder whose `**\/*.test.ts` files are the suite. */
  readonly suite: string;
  /** Copied for the run, so that tests may write to it. Without it an empty folder is opened. */
  readonly workspace?: string;
  /** A regular expression on the tests' full titles. */
  readonly grep?: string;
  /** `browser` even where a desktop VS Code is found. */
  readonly host?: 'any' | 'browser';
  readonly limitMs?: number;
  /** Receives mocha's output as it appears. */
  readonly write?: (text: string) => void;
}

export interface SuiteOutcome extends SuiteResult {
  readonly passed: boolean;
  readonly host: 'desktop' | 'browser';
}

/** Rejects where the suite didn't reach its end; a suite with failing tests is an outcome. */
export async function runSuite(options: SuiteOptions): Promise<SuiteOutcome> {
  const desktop = options.host === 'browser' ? undefined : findDesktop();
  const home = await mkdtemp(join(tmpdir(), 'pt-suite-'));
  try {
    const output = join(home, 'output.txt');
    await writeFile(output, '');
    const bundle = await bundleSuite(options.suite, home);
    const workspace = await copyWorkspace(options.workspace, home);
    const userData = await writeUserData(home);
    const follower = follow(output, options.write ?? ((text) => process.stdout.write(text)));
    const failure = await runTests({
      vscodeExecutablePath: desktop ?? join(here, 'standIn.mjs'),
      extensionDevelopmentPath: resolve(options.extension),
      extensionTestsPath: bundle,
      launchArgs: [workspace, `--user-data-dir=${userData}`, `--extensions-dir=${join(home, 'exts')}`],
      extensionTestsEnv: suiteEnvironment(options, home, output),
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    follower.end();
    const result = readResult(join(home, 'result.json'));
    if (!result) throw new Error(`The suite didn't reach its end: ${failure ?? 'VS Code left no result'}.`);
    const passed = failure === undefined && result.failures === 0 && result.passes > 0;
    return { ...result, passed, host: desktop ? 'desktop' : 'browser' };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One CommonJS file for the extension host, mocha included. */
async function bundleSuite(suite: string, home: string): Promise<string> {
  const root = resolve(suite);
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.test.ts')).sort();
  if (names.length === 0) throw new Error(`${suite} holds no *.test.ts file.`);
  const files = names.map((name) => {
    const path = JSON.stringify(join(root, name));
    return `{ name: ${path}, load: () => require(${path}) }`;
  });
  const outfile = join(home, 'suite.js');
  await build({
    stdin: {
      contents: `import { runMocha } from ${JSON.stringify(join(here, 'mochaInHost.ts'))};
        export const run = () => runMocha([${files.join(', ')}]);`,
      loader: 'ts',
      resolveDir: here,
      sourcefile: 'suite.ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    nodePaths: [join(here, '../../node_modules')],
    sourcemap: 'linked',
    logLevel: 'warning',
    logOverride: { 'require-resolve-not-external': 'silent' }, // mocha's workers, unused here
  });
  return outfile;
}

async function copyWorkspace(workspace: string | undefined, home: string): Promise<string> {
  const copy = join(home, 'workspace');
  if (workspace) await cp(workspace, copy, { recursive: true });
  else await mkdir(copy);
  return copy;
}

async function writeUserData(home: string): Promise<string> {
  const userData = join(home, 'data');
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User/settings.json'), JSON.stringify(quietSettings));
  return userData;
}

function suiteEnvironment(options: SuiteOptions, home: string, output: string): Record<string, string> {
  return {
    PATCHTIDE_SUITE_OUTPUT: output,
    PATCHTIDE_SUITE_RESULT: join(home, 'result.json'),
    PATCHTIDE_SUITE_LIMIT_MS: String(options.limitMs ?? 300_000),
    PATCHTIDE_SUITE_COLOR: process.stdout.isTTY ? '1' : '0',
    PATCHTIDE_SUITE_GREP: options.grep ?? '',
  };
}

/** Hands on what is appended to a file; end() hands on the rest. */
function follow(file: string, write: (text: string) => void): { readonly end: () => void } {
  let seen = 0;
  const read = (): void => {
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole > seen) write(bytes.subarray(seen, whole).toString('utf8'));
    seen = Math.max(seen, whole);
  };
  const watcher = watch(file, read);
  return {
    end: () => {
      watcher.close();
      read();
    },
  };
}

function readResult(file: string): SuiteResult | undefined {
  return existsSync(file) ? decodeSuiteResult(readFileSync(file, 'utf8')) : undefined;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      extension: { type: 'string', default: resolve(here, '../..') },
      suite: { type: 'string', default: join(here, 'suite') },
      workspace: { type: 'string' },
      grep: { type: 'string' },
      browser: { type: 'boolean', default: false },
    },
  });
  const { extension, suite, workspace, grep, browser } = values;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if ((browser || !findDesktop()) && (await mustSkip('The suite inside VS Code', say))) return true;
  const outcome = await runSuite({
    extension,
    suite,
    host: browser ? 'browser' : 'any',
    ...(workspace === undefined ? {} : { workspace }),
    ...(grep === undefined ? {} : { grep }),
  });
  const { passes, failures, pending, version, host } = outcome;
  process.stdout.write(
    `${passes} passing, ${failures} failing, ${pending} pending in VS Code ${version} (${host}): ` +
      `${outcome.passed ? 'passed' : 'FAILED'}\n`,
  );
  return outcome.passed;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().then(
    (passed) => {
      process.exitCode = passed ? 0 : 1;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
