/**
 * The disk image of a host: the base file system with a layer on top that makes it one of ours: where its
 * packages come from, the demo packages in their old version, the user `patch`, no timers that would patch
 * behind a test's back. Must not know names, addresses or keys of single hosts.
 */
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cached } from './cache.ts';
import { release, type Say } from './machine.ts';
import { gateway, prefix, repositoryUrl } from './network.ts';
import type { Repository } from './repository.ts';
import type { Base } from './rootfs.ts';
import { attempt, output } from './shell.ts';

/** Folders for an overlay's `lowerdir`, uppermost first. */
export type Image = readonly string[];

/** Nobody asked for these on a host of a test; the first two would fetch and install updates by themselves. */
const masked = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer'],
  ...['fstrim.timer', 'console-getty.service', 'getty@.service', 'getty.target'],
];

const keyring = '/usr/share/keyrings/patchtide-lab.gpg';

const files: Readonly<Record<string, string>> = {
  '/etc/apt/sources.list': [release, `${release}-security`]
    .map((suite) => `deb [signed-by=${keyring}] ${repositoryUrl} ${suite} main\n`)
    .join(''),
  '/etc/apt/apt.conf.d/99lab': 'Acquire::Languages "none";\n',
  '/etc/hosts': `127.0.0.1 localhost\n${gateway} repo.test\n`,
  // There is no name server, and asking one that was copied from this machine would only cost time.
  '/etc/resolv.conf': '',
  // Empty, not absent: each host makes its own at its first boot.
  '/etc/machine-id': '',
  '/etc/sudoers.d/patch': 'patch ALL=(ALL) NOPASSWD: ALL\n',
  '/etc/ssh/sshd_config.d/lab.conf': 'PermitRootLogin prohibit-password\nPasswordAuthentication no\n',
};

/** The repository must already be served on the gateway: the image comes with a fresh package index. */
export async function makeImage(base: Base, repository: Repository, say: Say): Promise<Image> {
  const recipe = ['1', base.root, repository.folder, JSON.stringify(files), masked.join()];
  const folder = await cached('image', recipe, async (target) => {
    say('making the image of a host: users, package sources, old demo packages');
    const [layer, work, root] = ['layer', 'work', 'root'].map((name) => join(target, name)) as [
      string,
      string,
      string,
    ];
    for (const part of [layer, work, root]) await mkdir(part);
    await mountOverlay(`${prefix}image`, [base.root], { upper: layer, work, root });
    try {
      await furnish(root, repository);
    } finally {
      attempt(['umount', root]);
    }
    await rm(work, { recursive: true });
  });
  return [join(folder, 'layer'), base.root];
}

export interface Overlay {
  readonly upper: string;
  readonly work: string;
  readonly root: string;
}

/** `volatile` spares every fsync of dpkg: nobody wants these disks after a crash of this machine. */
export async function mountOverlay(
  source: string,
  lower: Image,
  { upper, work, root }: Overlay,
): Promise<void> {
  const options = `lowerdir=${lower.join(':')},upperdir=${upper},workdir=${work},volatile`;
  await output(['mount', '-t', 'overlay', source, '-o', options, root]);
}

async function furnish(root: string, repository: Repository): Promise<void> {
  const inside = ['chroot', root, '/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root'];
  await rm(join(root, 'etc/apt/apt.conf.d/99mmdebstrap'), { force: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  await copyFile(repository.keyring, join(root, keyring));
  for (const unit of masked) {
    const link = join(root, 'etc/systemd/system', unit);
    await rm(link, { force: true });
    await symlink('/dev/null', link);
  }
  await output([...inside, 'useradd', '--create-home', '--shell', '/bin/bash', 'patch']);
  await output([...inside, 'sh', '-c', 'rm -f /etc/ssh/ssh_host_*']);
  for (const deb of repository.oldDemos) await copyFile(deb, join(root, 'tmp', basename(deb)));
  await output([...inside, 'sh', '-c', 'dpkg --install /tmp/*.deb && rm /tmp/*.deb']);
  await output([...inside, 'apt-get', '-qq', 'update']);
}
