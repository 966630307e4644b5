// Makes a fresh clone ready: installs the packages of the lock file where that hasn't been done for this very lock file. Plain Node, no packages.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const marker = `${root}node_modules/.patchtide-lock`;

export function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (installedLock() === lock) return;
  console.log('Installing packages (npm ci)...');
  // On Windows npm is a script that only a shell runs; the arguments are ours.
  const { status } = spawnSync('npm', ['ci'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('npm ci failed; see above. Without packages nothing else can work.');
    process.exit(1);
  }
  writeFileSync(marker, lock);
}

function installedLock() {
  try {
    return readFileSync(marker, 'utf8');
  } catch {
    return undefined;
  }
}
