// Builds the five programs. `--watch` rebuilds on change, `--production` minifies.
import { chmod } from 'node:fs/promises';
import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const programs = {
  client: 'client/src/extension.ts',
  server: 'server/src/server.ts',
  cli: 'server/src/cli.ts',
  runner: 'server/src/runner.ts',
  reader: 'server/src/reader.ts',
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  entryPoints: programs,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  minify: production,
  keepNames: production,
  sourcemap: production ? false : 'linked',
  mainFields: ['module', 'main'],
  logLevel: 'info',
  // Some packages ask where they are; CommonJS knows by another name.
  define: { 'import.meta.url': '__moduleUrl' },
  banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
  await chmod('dist/cli.js', 0o755);
}
