// What a runner process is started with: `run.json` in the run's folder. Complete in itself, so that a run depends on nothing that may change
// while it lasts. A leaf: shared by the client, the command line and the runner; imports nothing.

export interface RunHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user?: string;
  /** Become root by `sudo -n`. */
  readonly become: boolean;
  readonly os?: string;
  /** Package names and the versions they are updated to. */
  readonly packages: Readonly<Record<string, string>>;
  readonly clears: readonly string[];
  /** Makes the backup that the policy demands, for step `backup`; a list of words that must exit with 0. */
  readonly backup?: readonly string[];
  /** Commands that must exit with 0 after patching, as lists of words. */
  readonly verify: readonly RunVerification[];
}

export interface RunVerification {
  readonly command: readonly string[];
  /** How long it may take to come true, milliseconds. */
  readonly within: number;
}

export interface RunWave {
  readonly name: string;
  /** ISO 8601. */
  readonly opens: string;
  readonly closes?: string;
  readonly lastStart?: string;
  readonly engine: string;
  readonly maxConcurrency: number;
  readonly maxErrors: number;
  readonly steps: readonly string[];
  readonly hosts: readonly RunHost[];
}

export interface RunRequest {
  readonly version: 1;
  /** Unique, sortable: `20261123T120000Z-november-openssl`. */
  readonly id: string;
  readonly plan: string;
  /** The plan file, relative to the workspace folder. */
  readonly planFile: string;
  /** Digest of the plan as it is executed. */
  readonly digest: string;
  readonly dryRun: boolean;
  readonly reboot: 'ifRequired' | 'never' | 'always';
  readonly rollback: 'verification-failed' | 'never';
  /** Who started it. */
  readonly by: string;
  /** What was overridden, and why; recorded in the journal. */
  readonly overrides: readonly RunOverride[];
  /** Do waves wait for their opening (true), or does a closed window refuse (false)? */
  readonly waitForWindow: boolean;
  readonly ssh: SshOptions;
  readonly waves: readonly RunWave[];
}

export interface RunOverride {
  readonly what: 'stale' | 'window';
  readonly reason: string;
}

export interface SshOptions {
  /** The program; `ssh` on the path where absent. */
  readonly program?: string;
  readonly identityFile?: string;
  readonly knownHostsFile?: string;
  /** An OpenSSH configuration file; the user's own where absent. */
  readonly configFile?: string;
  /** Seconds until an unreachable host is given up. */
  readonly connectTimeout: number;
}
