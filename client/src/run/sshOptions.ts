// How runs reach hosts, from settings that are `unknown` until they're read here. Pure: paths are made absolute with what it's given.

import type { SshOptions } from '../../../server/src/protocol/runRequest.ts';

export interface SshSettings {
  /** The value of a setting below `patchtide.ssh`. */
  readonly get: (name: string) => unknown;
  readonly home: string;
  /** Path of the workspace folder. */
  readonly folder: string;
  readonly join: (...parts: readonly string[]) => string;
  readonly isAbsolute: (path: string) => boolean;
}

const defaultTimeout = 10;
const longestTimeout = 300;

export function sshOptions(settings: SshSettings): SshOptions {
  const program = textOf(settings.get('program'));
  const path = (name: string): string | undefined => pathOf(settings, textOf(settings.get(name)));
  const identityFile = path('identityFile');
  const knownHostsFile = path('knownHostsFile');
  const configFile = path('configFile');
  const timeout = settings.get('connectTimeout');
  return {
    ...(program === undefined || program === 'ssh' ? {} : { program: programOf(settings, program) }),
    ...(identityFile === undefined ? {} : { identityFile }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
    ...(configFile === undefined ? {} : { configFile }),
    connectTimeout:
      typeof timeout === 'number' && timeout >= 1
        ? Math.min(Math.floor(timeout), longestTimeout)
        : defaultTimeout,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** `~` is the home folder; a relative path starts at the workspace folder. */
function pathOf(settings: SshSettings, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (path === '~' || /^~[/\\]/.test(path)) return settings.join(settings.home, path.slice(1));
  return settings.isAbsolute(path) ? path : settings.join(settings.folder, path);
}

/** A bare name is looked up on the path; nothing is looked up in the workspace. */
function programOf(settings: SshSettings, program: string): string {
  return program.startsWith('~') ? (pathOf(settings, program) ?? program) : program;
}
