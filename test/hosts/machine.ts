/**
 * What the lab needs of the machine it runs on: Linux, root, a few Debian tools and a Debian mirror. Missing
 * tools are installed; a missing right is a failure that says what to do. The mirror is the one that the
 * machine's own apt uses, so that no host name stands in the project. Must not know hosts or the repository.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { output } from './shell.ts';

export type Say = (line: string) => void;

/** Where the lab keeps what takes long to make: one root file system and its packages, about 400 MB. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return process.env.PATCHTIDE_CACHE || join(base, 'patchtide');
}

export function requireRootOnLinux(): void {
  const advice = 'They boot real Debian hosts in containers: run them as root on a Debian machine.';
  if (process.platform !== 'linux') {
    throw new Error(`The host tests need Linux, and this is ${process.platform}. ${advice}`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`The host tests need root, and this is user ${process.getuid?.()}. ${advice}`);
  }
  if (!findProgram('apt-get')) {
    throw new Error(`The host tests need apt-get, and there is none. ${advice}`);
  }
}

/** Installs the Debian packages whose program isn't there; `{ program: package }`. */
export async function ensurePrograms(wanted: Readonly<Record<string, string>>, say: Say): Promise<void> {
  const missing = new Set(
    Object.entries(wanted)
      .filter(([program]) => !findProgram(program))
      .map(([, name]) => name),
  );
  if (missing.size === 0) return;
  say(`installing ${[...missing].join(', ')} with apt-get`);
  // Somebody else's apt may hold the lock for a while.
  const patience = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
  await output(['apt-get', ...patience, 'update'], { timeout: 120_000 });
  await output(['apt-get', ...patience, 'install', '--yes', '--no-install-recommends', ...missing], {
    timeout: 300_000,
  });
}

/** The tools of the lab itself. */
export const labPrograms = {
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
  'apt-ftparchive': 'apt-utils',
  'dpkg-deb': 'dpkg',
  gpg: 'gnupg',
  ip: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
} as const;

export interface Mirror {
  readonly main: string;
  readonly security: string;
  /** Options of a one-line source entry, with the trailing space. */
  readonly options: string;
  /** The machine's own proxy and freshness settings, as apt options. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** The release that the hosts run: frozen in main, with its fixes in a suite of their own. */
export const release = 'bookworm';

export async function findMirror(): Promise<Mirror> {
  let suites = await debianSuites();
  if (!suites.main || !suites.security) {
    // apt knows the origin of a source only once it has fetched its index.
    await output(['apt-get', '-qq', 'update'], { timeout: 120_000 });
    suites = await debianSuites();
  }
  const { main, security } = suites;
  if (!main || !security) {
    throw new Error(
      'The host tests fetch Debian packages from where the apt of this machine does: its sources name no Debian archive with a security suite.',
    );
  }
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return {
    main,
    security,
    options: existsSync(keyring) ? `[signed-by=${keyring}] ` : '',
    settings: await aptSettings(),
  };
}

async function debianSuites(): Promise<{ main: string | undefined; security: string | undefined }> {
  const format = '$(REPO_URI) $(RELEASE) $(ORIGIN)';
  const listed = await output(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const debian = listed.split('\n').flatMap((line) => {
    const [uri = '', suite = '', origin = ''] = line.split(' ');
    return origin.startsWith('Debian') ? [{ uri, suite }] : [];
  });
  return {
    main: debian.find(({ suite }) => /^[a-z]+$/.test(suite))?.uri,
    security: debian.find(({ suite }) => /^[a-z]+-security$/.test(suite))?.uri,
  };
}

async function aptSettings(): Promise<Mirror['settings']> {
  const dump = await output(['apt-config', 'dump', '--format', '%f=%v%n', 'Acquire']);
  return dump.split('\n').flatMap((line) => {
    const [, name = '', value = ''] =
      /^(Acquire::(?:https?::(?:Proxy|Verify)|Check-)[^=]*)=(.+)$/i.exec(line) ?? [];
    return name ? [{ name, value }] : [];
  });
}

export function architecture(): Promise<string> {
  return output(['dpkg', '--print-architecture']).then((text) => text.trim());
}

function findProgram(name: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
