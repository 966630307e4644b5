// `npm run bench`: measures what an edit, a start and a request cost in a fleet of 100,000 assets. Installs what is missing, builds the programs as
// they are shipped, then measures (main.ts). `--server FILE` measures another build.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installDependencies } from '../dependencies.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

installDependencies();
const isGiven = process.argv.some((word) => word === '--help' || word.startsWith('--server'));
if (!isGiven) {
  const build = [`${root}esbuild.mjs`, '--production'];
  const { status } = spawnSync(process.execPath, build, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}
const measure = ['--import', 'tsx', `${root}test/bench/main.ts`, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, measure, { cwd: root, stdio: 'inherit' }).status ?? 1;
