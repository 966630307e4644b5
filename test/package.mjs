// `npm run package`: makes the .vsix and guards what is in it: its size, no warning of vsce's, nothing that isn't shipped.

import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}patchtide.vsix`;
const LIMIT = 1024 * 1024;

const vsce = [`${root}node_modules/@vscode/vsce/vsce`, 'package', '--no-dependencies', '--out', file];
const { status, stdout, stderr } = spawnSync(process.execPath, vsce, { cwd: root, encoding: 'utf8' });
const said = `${stdout}${stderr}`;
console.log(said.trim());
const faults = [];
if (status !== 0) faults.push('vsce failed');
if (/\bWARNING\b/i.test(said)) faults.push('vsce warns; see above');
if (/\.(?:ts|map)\b|node_modules|[\\/]test[\\/]/.test(said))
  faults.push('sources, maps or tests are in the package; see .vscodeignore');
const size = status === 0 ? statSync(file).size : 0;
if (size >= LIMIT) faults.push(`${size} bytes; it must stay under ${LIMIT}`);
console.log(
  faults.length > 0 ? `Package refused: ${faults.join('; ')}` : `Package: ${Math.round(size / 1024)} kB`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
