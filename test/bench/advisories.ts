// The advisories and the terms of the benchmark's fleet: a pool of 1,500 advisories, of which every asset draws three, and the dates that make a
// patch late or not by the rules of the fleet's own policy.

import { type Random, randomOf } from './random.ts';

export const DAY = 24 * 60 * 60 * 1000;
/** Assets' patches were found at most this long ago. */
export const detectedWithin = 90 * DAY;
/** Families of packages by the words that begin an `os`. */
export const families = ['debian', 'ubuntu', 'rhel'] as const;
export type Family = (typeof families)[number];

const perFamily = 500;

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

export interface Advisory {
  readonly id: string;
  readonly cve: string;
  readonly severity: Severity;
  /** Milliseconds. */
  readonly published: number;
  readonly released: number;
  readonly package: string;
  readonly installed: string;
  readonly fixed: string;
  readonly reboot: boolean;
  readonly kev?: Kev;
}

export interface Kev {
  readonly added: number;
  readonly due: number;
  readonly ransomware: boolean;
}

/** An SLA rule of the fleet's policy, the source of its text and of the dates of patches. */
export interface FleetRule {
  readonly name: string;
  readonly severity?: Severity;
  readonly environment?: string;
  readonly kev?: true;
  readonly clock?: string;
  readonly days: number;
}

export const fleetRules: readonly FleetRule[] = [
  {
    name: 'exploited-production',
    kev: true,
    environment: 'production',
    clock: '[kev-added, detected]',
    days: 7,
  },
  { name: 'exploited', kev: true, clock: '[kev-added, detected]', days: 14 },
  { name: 'critical-production', severity: 'critical', environment: 'production', days: 7 },
  { name: 'critical', severity: 'critical', days: 14 },
  { name: 'high-production', severity: 'high', environment: 'production', days: 30 },
  { name: 'high', severity: 'high', days: 45 },
  { name: 'medium', severity: 'medium', days: 60 },
  { name: 'low', severity: 'low', days: 120 },
];

export interface AdvisoryPool {
  /** What an asset in time may need. */
  readonly current: readonly Advisory[];
  /** Released so long ago that it may be late anywhere: critical, high, or long in KEV. */
  readonly old: readonly Advisory[];
}

export function advisoryPools(seed: number, now: number): Readonly<Record<Family, AdvisoryPool>> {
  const pool = (family: Family): AdvisoryPool => {
    const random = randomOf(seed + families.indexOf(family) * 101);
    const all = Array.from({ length: perFamily }, (_, index) => advisoryOf(family, index, now, random));
    const isExpired = ({ kev }: Advisory) => kev !== undefined && kev.due < now;
    return {
      current: all.filter((advisory) => !isExpired(advisory)),
      old: all.filter(({ severity, released }) => isUrgent(severity) && released < now - detectedWithin),
    };
  };
  return { debian: pool('debian'), ubuntu: pool('ubuntu'), rhel: pool('rhel') };
}

function isUrgent(severity: Severity): boolean {
  return severity === 'critical' || severity === 'high';
}

const packages = [
  ...[
    'openssl',
    'libssl3',
    'openssh-server',
    'curl',
    'libcurl4',
    'nginx',
    'apache2',
    'sudo',
    'systemd',
    'bash',
  ],
  ...['linux-image-amd64', 'postgresql-15', 'mariadb-server', 'redis-server', 'python3.11', 'perl', 'git'],
  ...['containerd', 'runc', 'docker-ce', 'glibc', 'zlib1g', 'libxml2', 'bind9', 'dnsmasq', 'rsync', 'vim'],
  ...[
    'qemu-system-x86',
    'libvirt-daemon',
    'haproxy',
    'varnish',
    'postfix',
    'dovecot-core',
    'samba',
    'krb5-user',
  ],
];

function advisoryOf(family: Family, index: number, now: number, random: Random): Advisory {
  const severity = random.pick<Severity>([
    'critical',
    'high',
    'high',
    'medium',
    'medium',
    'medium',
    'low',
    'low',
  ]);
  const released = dayOf(now - random.between(1, 151) * DAY);
  const [major, minor, patch] = [random.between(1, 9), random.between(0, 30), random.between(0, 20)];
  const kev = isUrgent(severity) && random.oneIn(8) ? kevOf(released, now, random) : undefined;
  return {
    id: idOf(family, index),
    cve: `CVE-2026-${10_000 + families.indexOf(family) * perFamily + index}`,
    severity,
    published: released - random.between(0, 30) * DAY,
    released,
    package: random.pick(packages),
    installed: versionOf(family, `${major}.${minor}.${patch}`, index),
    fixed: versionOf(family, `${major}.${minor}.${patch + 1}`, index),
    reboot: random.oneIn(6),
    ...(kev && { kev }),
  };
}

/** Long since and expired, or fresh with weeks to go: nothing in between would depend on the day of the run. */
function kevOf(released: number, now: number, random: Random): Kev {
  const ransomware = random.oneIn(5);
  if (released < now - detectedWithin)
    return { added: dayOf(now - 60 * DAY), due: dayOf(now - 30 * DAY), ransomware };
  return {
    added: dayOf(now - random.between(0, 2) * DAY),
    due: dayOf(now + random.between(12, 21) * DAY),
    ransomware,
  };
}

function idOf(family: Family, index: number): string {
  if (family === 'debian') return `DSA-${5600 + index}-1`;
  return family === 'ubuntu' ? `USN-${7000 + index}-1` : `RHSA-2026:${4000 + index}`;
}

function versionOf(family: Family, upstream: string, index: number): string {
  if (family === 'debian') return `${upstream}-1~deb12u${1 + (index % 9)}`;
  return family === 'ubuntu'
    ? `${upstream}-0ubuntu1.${1 + (index % 9)}`
    : `${upstream}-${1 + (index % 9)}.el9_4`;
}

/** The shortest term, in days, that a rule of the fleet's policy sets. */
export function termOf({ severity, kev }: Advisory, environment: string): number {
  const binding = fleetRules.filter(
    (rule) =>
      (rule.severity === undefined || rule.severity === severity) &&
      (rule.environment === undefined || rule.environment === environment) &&
      (rule.kev === undefined || kev !== undefined),
  );
  return Math.min(...binding.map(({ days }) => days));
}

/** How far an asset is with a patch. */
export type Lateness = 'in-time' | 'due-soon' | 'late';

/** How many days ago a patch was found, for an asset that is so far with it. */
export function ageOf(
  advisory: Advisory,
  term: number,
  lateness: Lateness,
  { random, now }: Drawing,
): number {
  const sinceRelease = (now - advisory.released) / DAY;
  if (lateness === 'late') return term + 1 + random.next() * (Math.min(89, sinceRelease) - term - 1);
  // The last fifth of a term is "due soon".
  if (lateness === 'due-soon') return 0.85 * term;
  return Math.min(sinceRelease, (0.05 + 0.6 * random.next()) * term);
}

export interface Drawing {
  readonly random: Random;
  readonly now: number;
}

/** Midnight, UTC. */
export function dayOf(instant: number): number {
  return Math.floor(instant / DAY) * DAY;
}

export function dateText(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
