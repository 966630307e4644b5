// @ts-check
// Packages a built extension with vsce. The extension's folder is a parameter; nothing is built here.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const limit = 120_000;

/** @type {typeof import('./vsix.mjs').packageExtension} */
export function packageExtension(extension, file) {
  const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  const args = [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--skip-license',
    '-o',
    file,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: extension,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(file);
      else reject(new Error(`vsce couldn't package ${extension}:\n${output}`));
    });
  });
}
