// `npm test`: everything that can run on any fresh machine, set-up included. `--hosts` runs instead what needs root: real hosts;
// `--package` only makes the .vsix.
// Ends with the totals of all mocha runs as a line `N passed, N failed`.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const bin = (name) => `${root}node_modules/${name}`;
const mocha = (...args) => [node, bin('mocha/bin/mocha.js'), ...args];

const everywhere = [
  ['Types', [node, bin('typescript/bin/tsc'), '--noEmit']],
  ['Format, lint, layers', [node, bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings']],
  ['Build', [node, 'esbuild.mjs', '--production']],
  ['Unit', mocha('test/unit/**/*.test.ts', 'test/feature/**/*.test.ts', 'test/demo/**/*.test.ts')],
  ['Properties', mocha('test/property/**/*.test.ts', '--timeout', '120000')],
  [
    'Protocol and processes',
    mocha('test/protocol/**/*.test.ts', 'test/process/**/*.test.ts', '--timeout', '60000'),
  ],
  ['Package', [node, 'test/package.mjs']],
  ['The editor harness', mocha('test/editor/harness.test.ts', '--timeout', '600000')],
  ['Inside VS Code', [node, '--import', 'tsx', 'test/editor/run.ts']],
  ['The workbench', mocha('test/editor/workbench.test.ts', '--timeout', '600000')],
];
const onHosts = [
  ['Build', [node, 'esbuild.mjs', '--production']],
  ['Real hosts', mocha('test/hosts/**/*.test.ts', '--timeout', '600000')],
];

const packaging = [
  ['Build', [node, 'esbuild.mjs', '--production']],
  ['Package', [node, 'test/package.mjs']],
];

installDependencies();
const chosen = process.argv.includes('--hosts')
  ? onHosts
  : process.argv.includes('--package')
    ? packaging
    : everywhere;
const totals = { passed: 0, failed: 0 };
const broken = [];
for (const [title, command] of chosen) {
  console.log(`\n== ${title}`);
  const started = Date.now();
  const { status, output } = await run(command);
  totals.passed += count(output, 'passing');
  totals.failed += count(output, 'failing');
  if (status !== 0) broken.push(title);
  console.log(
    `== ${title}: ${status === 0 ? 'ok' : `failed (exit ${status})`}, ${Math.round((Date.now() - started) / 1000)} s`,
  );
}
if (broken.length > 0) {
  console.log(`\nFailed: ${broken.join(', ')}`);
  // A step that fails without a failing test (types, lint, a crash) must not read as "0 failed".
  if (totals.failed === 0) totals.failed = broken.length;
}
if (chosen !== packaging) console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = broken.length > 0 ? 1 : 0;

/** Runs a step with its output shown as it comes, and kept. */
function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', (error) => resolve({ status: error.message, output }));
    child.on('close', (code, signal) => resolve({ status: code ?? signal, output }));
  });
}

/** Of mocha's own closing lines: `  12 passing (3s)`. */
function count(output, word) {
  return [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'))].reduce(
    (sum, [, number]) => sum + Number(number),
    0,
  );
}
