// The demo's own machines: what each has, what its archive offers, and what goes wrong. Versions are
// ones that Debian 12 and Ubuntu 24.04 published; only db-01's trouble is made up.
import type { DemoHost, DemoPackage, DemoVersion } from './types.ts';

const debian = ['Debian:12.15/oldstable'];
const debianSecurity = ['Debian-Security:12/oldstable-security'];
const ubuntu = ['Ubuntu:24.04/noble'];
const ubuntuUpdates = ['Ubuntu:24.04/noble-updates'];
const ubuntuSecurity = ['Ubuntu:24.04/noble-updates', 'Ubuntu:24.04/noble-security'];

type Extra = Omit<DemoVersion, 'version' | 'origins'>;

function release(version: string, origins: readonly string[], extra: Extra = {}): DemoVersion {
  return { version, origins, ...extra };
}

function upToDate(name: string, version: string, summary: string, origins = debian): DemoPackage {
  return { name, summary, installed: version, versions: [release(version, origins)] };
}

function installed(name: string, summary: string, now: DemoVersion, next: DemoVersion): DemoPackage {
  return { name, summary, installed: now.version, versions: [now, next] };
}

const openssl: readonly DemoPackage[] = [
  installed(
    'openssl',
    'Secure Sockets Layer toolkit - cryptographic utility',
    release('3.0.20-1~deb12u2', debian, { bytes: 1_438_712 }),
    release('3.0.22-1~deb12u2', debianSecurity, { bytes: 1_441_784 }),
  ),
  {
    ...installed(
      'libssl3',
      'Secure Sockets Layer toolkit - shared libraries',
      release('3.0.20-1~deb12u2', debian, { bytes: 2_036_016 }),
      release('3.0.22-1~deb12u2', debianSecurity, { bytes: 2_039_888 }),
    ),
    multiArchSame: true,
  },
];

const patchedOpenssl = openssl.map((entry): DemoPackage => ({ ...entry, installed: '3.0.22-1~deb12u2' }));

const liblzma: DemoPackage = {
  ...installed(
    'liblzma5',
    'XZ-format compression library',
    release('5.4.1-1+deb12u1', debian, { bytes: 205_732 }),
    release('5.4.1-1+deb12u2', debianSecurity, { bytes: 205_796 }),
  ),
  multiArchSame: true,
};

const tzdata: DemoPackage = {
  ...installed(
    'tzdata',
    'time zone and daylight-saving time data',
    release('2026b-0+deb12u1', debian, { bytes: 304_148 }),
    release('2026f-0+deb12u1', debianSecurity, { bytes: 307_832 }),
  ),
  arch: 'all',
};

const debianBase: readonly DemoPackage[] = [
  upToDate('base-files', '12.4+deb12u15', 'Debian base system miscellaneous files'),
  upToDate('bash', '5.2.15-2+b13', 'GNU Bourne Again SHell'),
  upToDate('openssh-server', '1:9.2p1-2+deb12u10', 'secure shell (SSH) server'),
  upToDate('sudo', '1.9.13p3-1+deb12u4', 'Provide limited super user privileges to specific users'),
];

const debianKernel = '6.1.0-50-amd64';
const nginx = upToDate(
  'nginx',
  '1.22.1-9+deb12u11',
  'small, powerful, scalable web/proxy server',
  debianSecurity,
);
const ssh = { name: 'ssh', package: 'openssh-server', uses: ['libssl3'] };

function webHost(name: string, more: readonly DemoPackage[]): DemoHost {
  return {
    name,
    os: 'debian-12',
    kernel: debianKernel,
    packages: [...debianBase, ...openssl, nginx, ...more],
    services: [ssh, { name: 'nginx', package: 'nginx', uses: ['libssl3'] }],
  };
}

const postgres = { old: '15.18-0+deb12u1', new: '15.20-0+deb12u1' };

function postgresPackage(name: string, summary: string, extra: Extra = {}): DemoPackage {
  return installed(
    name,
    summary,
    release(postgres.old, debian),
    release(postgres.new, debianSecurity, extra),
  );
}

/** The update that passes apt and fails its verification, so that the rollback is seen. */
const database: DemoHost = {
  name: 'db-01',
  os: 'debian-12',
  kernel: debianKernel,
  packages: [
    ...debianBase,
    ...patchedOpenssl,
    postgresPackage('postgresql-15', "The World's Most Advanced Open Source Relational Database", {
      bytes: 17_091_392,
      breaks: { postgresql: 'unhealthy' },
    }),
    postgresPackage('postgresql-client-15', 'front-end programs for PostgreSQL 15'),
    postgresPackage('libpq5', 'PostgreSQL C client library'),
  ],
  services: [ssh, { name: 'postgresql', package: 'postgresql-15', uses: ['libssl3', 'libpq5'] }],
};

const redis = { old: '5:7.0.15-1~deb12u7', new: '5:7.0.15-1~deb12u10' };

const cache: DemoHost = {
  name: 'cache-01',
  os: 'debian-12',
  kernel: debianKernel,
  packages: [
    ...debianBase,
    ...patchedOpenssl,
    installed(
      'redis-server',
      'Persistent key-value database with network interface',
      release(redis.old, debian, { bytes: 73_392, requires: { 'redis-tools': redis.old } }),
      release(redis.new, debianSecurity, { bytes: 73_908, requires: { 'redis-tools': redis.new } }),
    ),
    installed(
      'redis-tools',
      'Persistent key-value database with network interface (client)',
      release(redis.old, debian),
      release(redis.new, debianSecurity),
    ),
  ],
  services: [ssh, { name: 'redis-server', package: 'redis-server', uses: ['libssl3'] }],
};

const nextKernel = { abi: '6.1.0-56-amd64', version: '6.1.192-2' };

/** A kernel is a new package that the old metapackage drags in, and it wants a reboot. */
const builder: DemoHost = {
  name: 'build-01',
  os: 'debian-12',
  kernel: debianKernel,
  packages: [
    ...debianBase,
    ...patchedOpenssl,
    installed(
      'linux-image-amd64',
      'Linux for 64-bit PCs (meta-package)',
      release('6.1.176-1', debian, {
        bytes: 1480,
        requires: { [`linux-image-${debianKernel}`]: '6.1.176-1' },
      }),
      release(nextKernel.version, debianSecurity, {
        bytes: 1480,
        requires: { [`linux-image-${nextKernel.abi}`]: nextKernel.version },
      }),
    ),
    {
      name: `linux-image-${debianKernel}`,
      summary: 'Linux 6.1 for 64-bit PCs (signed)',
      installed: '6.1.176-1',
      versions: [release('6.1.176-1', debian, { kernel: debianKernel })],
    },
    {
      name: `linux-image-${nextKernel.abi}`,
      summary: 'Linux 6.1 for 64-bit PCs (signed)',
      versions: [release(nextKernel.version, debianSecurity, { kernel: nextKernel.abi, bytes: 68_412_000 })],
    },
  ],
  services: [ssh],
  free: { '/boot': 187_654_144 },
};

const driver = { old: '570.172.08-0ubuntu0.24.04.1', new: '570.195.03-0ubuntu0.24.04.1' };

function nvidiaPackage(name: string, summary: string, ...needs: readonly string[]): DemoPackage {
  const requires = (version: string) => Object.fromEntries(needs.map((need) => [need, version]));
  return installed(
    name,
    summary,
    release(driver.old, ubuntuUpdates, { requires: requires(driver.old) }),
    release(driver.new, ubuntuSecurity, {
      requires: requires(driver.new),
      reboot: name.startsWith('nvidia-driver'),
    }),
  );
}

const gpuHost: DemoHost = {
  name: 'gpu-07',
  os: 'ubuntu-24.04',
  kernel: '6.8.0-48-generic',
  gpus: { model: 'NVIDIA H100 80GB HBM3', count: 8 },
  packages: [
    upToDate('base-files', '13ubuntu10.3', 'Debian base system miscellaneous files', ubuntuUpdates),
    upToDate('openssh-server', '1:9.6p1-3ubuntu13.14', 'secure shell (SSH) server', ubuntuSecurity),
    upToDate('containerd', '1.7.28-0ubuntu1~24.04.1', 'daemon to control runC', ubuntuUpdates),
    upToDate('dkms', '3.0.11-1ubuntu13', 'Dynamic Kernel Module System (DKMS)', ubuntu),
    nvidiaPackage(
      'nvidia-driver-570',
      'NVIDIA driver metapackage',
      'libnvidia-compute-570',
      'nvidia-utils-570',
    ),
    nvidiaPackage('libnvidia-compute-570', 'NVIDIA libcompute package'),
    nvidiaPackage('nvidia-utils-570', 'NVIDIA driver support binaries', 'libnvidia-compute-570'),
    nvidiaPackage('nvidia-fabricmanager-570', 'Fabric Manager for NVSwitch based systems'),
  ],
  services: [
    { name: 'ssh', package: 'openssh-server' },
    { name: 'containerd', package: 'containerd' },
    { name: 'nvidia-fabricmanager', package: 'nvidia-fabricmanager-570', needsDriver: true },
  ],
};

const backup: DemoHost = {
  name: 'backup-01',
  os: 'debian-12',
  kernel: debianKernel,
  packages: [
    ...debianBase,
    ...patchedOpenssl,
    liblzma,
    tzdata,
    installed(
      'rsync',
      'fast, versatile, remote (and local) file-copying tool',
      release('3.2.7-1+deb12u6', debian, { bytes: 424_700 }),
      release('3.5.0+ds1-0+deb12u1', debianSecurity, { bytes: 498_456 }),
    ),
  ],
  services: [ssh, { name: 'rsync', package: 'rsync', uses: ['libssl3'] }],
};

const spare: DemoHost = {
  name: 'spare-01',
  os: 'debian-12',
  kernel: debianKernel,
  packages: [...debianBase, ...patchedOpenssl],
  services: [ssh],
};

export const demoHosts: readonly DemoHost[] = [
  webHost('web-01', []),
  webHost('web-02', [tzdata]),
  database,
  cache,
  builder,
  gpuHost,
  backup,
  spare,
];
