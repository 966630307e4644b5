/**
 * The signed apt repository that the hosts patch from: `bookworm` with what they start with and
 * `bookworm-security` with the fixes, labelled as Debian labels its own, so that apt prints on the hosts what
 * it prints in life. Besides the real packages it holds small demo packages whose updates behave in a known
 * way. Must not know how hosts run or where they are.
 */
import { fork } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.ts';
import { architecture, release, type Say } from './machine.ts';
import type { Base, Update } from './rootfs.ts';
import { output } from './shell.ts';

interface Demo extends Update {
  /** Shell of the new version's postinst. */
  readonly postinst?: string;
  /** Shell of the new version's command of the same name, before it prints its version. */
  readonly command?: string;
}

const demos = [
  { package: 'fleet-demo', old: '1.0', new: '1.1+sec1' },
  {
    package: 'fleet-bad',
    old: '1.0',
    new: '1.1+sec1',
    postinst: 'echo "fleet-bad: cannot migrate database" >&2; exit 3',
  },
  {
    package: 'fleet-broken',
    old: '1.0',
    new: '1.1+sec1',
    command: 'if [ "$1" = --check ]; then echo "fleet-broken: does not answer" >&2; exit 1; fi',
  },
  {
    package: 'fleet-kernel',
    old: '6.1.1',
    new: '6.1.2+sec1',
    postinst: [
      'echo "*** System restart required ***" > /run/reboot-required',
      'echo fleet-kernel >> /run/reboot-required.pkgs',
    ].join('\n'),
  },
  { package: 'fleet-slow', old: '1.0', new: '1.1+sec1', postinst: 'sleep 5' },
] as const satisfies readonly Demo[];

/**
 * The demo packages; the old version is on every host from the start. The new version of `fleet-bad` fails to
 * install (exit 3), of `fleet-broken` installs and then fails its own `fleet-broken --check`, of
 * `fleet-kernel` asks for a reboot, of `fleet-slow` takes 5 s; `fleet-demo` is fine.
 */
export const demoPackages: readonly Update[] = demos;
export type DemoPackage = (typeof demos)[number]['package'];

export interface Repository {
  readonly folder: string;
  /** The public key, for `signed-by`. */
  readonly keyring: string;
  readonly oldDemos: readonly string[];
}

const suites = [
  { pool: 'old', codename: release, origin: 'Debian', suite: 'oldstable' },
  { pool: 'new', codename: `${release}-security`, origin: 'Debian-Security', suite: 'oldstable-security' },
] as const;

export async function makeRepository(base: Base, say: Say): Promise<Repository> {
  const folder = await cached('repository', ['1', base.root, JSON.stringify(demos)], async (target) => {
    say('building the demo packages and a signed apt repository');
    for (const pool of ['old', 'new'] as const) {
      await mkdir(join(target, 'site', pool), { recursive: true });
      for (const deb of await readdir(base.pools[pool])) {
        await copyFile(join(base.pools[pool], deb), join(target, 'site', pool, deb));
      }
    }
    for (const demo of demos) {
      await buildPackage(demo, 'old', join(target, 'site/old'));
      await buildPackage(demo, 'new', join(target, 'site/new'));
    }
    await index(join(target, 'site'), join(target, 'gnupg'), join(target, 'keyring.gpg'));
  });
  return {
    folder: join(folder, 'site'),
    keyring: join(folder, 'keyring.gpg'),
    oldDemos: demos.map((demo) => join(folder, 'site/old', fileName(demo, 'old'))),
  };
}

type Age = 'old' | 'new';

function fileName(demo: Demo, age: Age): string {
  return `${demo.package}_${demo[age]}_all.deb`;
}

async function buildPackage(demo: Demo, age: Age, pool: string): Promise<void> {
  const tree = join(pool, `${demo.package}.tree`);
  const version = demo[age];
  const shell = (text: string | undefined): string => (age === 'new' && text ? `${text}\n` : '');
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  await mkdir(join(tree, 'usr/bin'), { recursive: true });
  const fields = {
    Package: demo.package,
    Version: version,
    Architecture: 'all',
    Maintainer: 'Patchtide lab <lab@example.invalid>',
    Section: 'misc',
    Priority: 'optional',
    Description: `demo package ${demo.package}\n an update that behaves in a known way`,
  };
  const control = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  await writeFile(join(tree, 'DEBIAN/control'), control.join(''));
  await writeFile(join(tree, 'DEBIAN/postinst'), `#!/bin/sh\nset -e\n${shell(demo.postinst)}`, {
    mode: 0o755,
  });
  const command = `#!/bin/sh\n${shell(demo.command)}echo ${demo.package} ${version}\n`;
  await writeFile(join(tree, 'usr/bin', demo.package), command, { mode: 0o755 });
  await output(['dpkg-deb', '--root-owner-group', '--build', tree, join(pool, fileName(demo, age))]);
  await rm(tree, { recursive: true });
}

/** Writes the two suites' indexes over the pools and signs them with a key that is thrown away. */
async function index(site: string, gnupg: string, keyring: string): Promise<void> {
  const arch = await architecture();
  await mkdir(gnupg, { mode: 0o700 });
  const gpg = ['gpg', '--homedir', gnupg, '--batch', '--yes', '--passphrase', ''];
  const signer = 'Patchtide lab <lab@example.invalid>';
  await output([...gpg, '--quick-generate-key', signer, 'ed25519', 'sign', 'never']);
  await output([...gpg, '--output', keyring, '--export']);
  await chmod(keyring, 0o644);
  for (const { pool, codename, origin, suite } of suites) {
    const dist = join(site, 'dists', codename);
    await mkdir(join(dist, 'main', `binary-${arch}`), { recursive: true });
    const packages = await output(['apt-ftparchive', 'packages', pool], { cwd: site });
    await writeFile(join(dist, 'main', `binary-${arch}`, 'Packages'), packages);
    const fields = {
      ...{ Origin: origin, Label: origin, Suite: suite, Codename: codename, Version: '12' },
      ...{ Architectures: arch, Components: 'main' },
    };
    const options = Object.entries(fields).flatMap(([name, value]) => [
      '-o',
      `APT::FTPArchive::Release::${name}=${value}`,
    ]);
    const listing = await output(['apt-ftparchive', ...options, 'release', '.'], { cwd: dist });
    await output([...gpg, '--clearsign', '--output', join(dist, 'InRelease')], { input: listing });
  }
  // Only needed to sign; its agent would otherwise stay behind.
  await output(['gpgconf', '--homedir', gnupg, '--kill', 'all']);
  await rm(gnupg, { recursive: true, force: true });
}

/**
 * Serves the repository in a process of its own, so that a test that waits synchronously for a host doesn't
 * starve the host of its packages. The process ends with this one.
 */
export function serve(folder: string, address: string, port: number): Promise<() => void> {
  const program = fileURLToPath(new URL('./repositoryServer.ts', import.meta.url));
  const child = fork(program, [folder, address, String(port)], {
    execArgv: ['--import', 'tsx'],
    // tsx is looked up from there
    cwd: dirname(program),
  });
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      child.channel?.unref();
      resolve(() => child.kill());
    });
    child.once('exit', (code) => reject(new Error(`the package repository ended with ${code}`)));
  });
}
