// How a demo host is described: plain data, nothing that runs. A description is the archive a host
// sees and what it starts with; what became of it since lives in `hostState.ts`.
//
// It must not know Patchtide: this fleet stands in for machines that have never heard of it.

/** One version of a package in the archive, with everything that installing it brings about. */
export interface DemoVersion {
  readonly version: string;
  /** As apt prints them: `Debian-Security:12/oldstable-security`. */
  readonly origins: readonly string[];
  /** `Depends: name (= version)`: apt drags these along upwards, and never downwards. */
  readonly requires?: Readonly<Record<string, string>>;
  /** The kernel that a reboot starts once this is installed. */
  readonly kernel?: string;
  /** Installing it writes /run/reboot-required. A kernel always does. */
  readonly reboot?: boolean;
  /** What a postinst that exits 3 says on standard error. */
  readonly failingPostinst?: string;
  /** Services that this version breaks: `failed` stops them, `unhealthy` leaves them up and wrong. */
  readonly breaks?: Readonly<Record<string, 'failed' | 'unhealthy'>>;
  readonly bytes?: number;
}

export interface DemoPackage {
  readonly name: string;
  readonly arch?: 'amd64' | 'all';
  /** `Multi-Arch: same`: dpkg then says `libssl3:amd64`. */
  readonly multiArchSame?: boolean;
  readonly summary?: string;
  /** Absent: in the archive, and not installed. */
  readonly installed?: string;
  readonly held?: boolean;
  readonly versions: readonly DemoVersion[];
}

export interface DemoService {
  readonly name: string;
  /** Its own package, whose installation restarts it. */
  readonly package: string;
  /** Libraries that it keeps open: after their update needrestart names it. */
  readonly uses?: readonly string[];
  /** The fabric manager refuses to run beside a driver of another version. */
  readonly needsDriver?: boolean;
}

export interface DemoHost {
  readonly name: string;
  readonly os: 'debian-12' | 'ubuntu-24.04';
  readonly kernel: string;
  readonly packages: readonly DemoPackage[];
  readonly services?: readonly DemoService[];
  /** Free bytes by mount point. */
  readonly free?: Readonly<Record<string, number>>;
  readonly gpus?: { readonly model: string; readonly count: number };
  /** `password`: `sudo -n` refuses. */
  readonly sudo?: 'allowed' | 'password';
  /** What `systemctl reboot` answers before the connection drops: nothing (default), or exit 0. */
  readonly rebootReply?: 'none' | 'zero';
  /** Wanted port; a host otherwise keeps the one that it first got. */
  readonly port?: number;
}

export interface Timing {
  /** For unpacking and setting up one package. */
  readonly packageMs: number;
  /** How long a rebooting host refuses connections. */
  readonly rebootMs: number;
}
