// @ts-check
// Finds the program of a desktop VS Code on Linux, macOS and Windows. `code` on the PATH is a script that
// returns at once and, inside WSL or a remote window, speaks to another machine; so it's only a trace that
// leads to the program beside it. Starts nothing.
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** @type {typeof import('./desktop.mjs').findDesktop} */
export function findDesktop() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`VSCODE_EXECUTABLE names ${named}, which doesn't exist.`);
  }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  return [...besideScripts(), ...usualPlaces()].find((path) => existsSync(path));
}

function besideScripts() {
  const script = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, script))
    .filter((path) => existsSync(path))
    .flatMap((path) => programsBeside(dirname(realpathSync(path))));
}

/** @param {string} bin the folder of the real `code` script */
function programsBeside(bin) {
  switch (process.platform) {
    case 'win32':
      return [join(bin, '..', 'Code.exe')];
    case 'darwin':
      return macPrograms(join(bin, '../../..')); // Contents/Resources/app/bin
    default:
      return bin.startsWith('/mnt/') ? [] : [join(bin, '..', 'code')];
  }
}

function usualPlaces() {
  switch (process.platform) {
    case 'win32':
      return [
        process.env.LOCALAPPDATA && join(process.env.LOCALAPPDATA, 'Programs'),
        process.env.ProgramFiles,
      ]
        .filter((folder) => folder !== undefined && folder !== '')
        .map((folder) => join(String(folder), 'Microsoft VS Code', 'Code.exe'));
    case 'darwin':
      return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
        macPrograms(join(folder, 'Visual Studio Code.app/Contents')),
      );
    default:
      return ['/usr/share/code/code', '/snap/code/current/usr/share/code/code'];
  }
}

/** @param {string} contents */
function macPrograms(contents) {
  return ['Code', 'Electron'].map((name) => join(contents, 'MacOS', name));
}
