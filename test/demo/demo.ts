// The demo without an editor: the fleet runs, its workspace is ready, its reports follow it. `npm start` puts a VS Code on top, a test a run.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoFleet, type FleetOptions, startDemoFleet } from './fleet/fleet.ts';
import { reportsOf } from './reports.ts';
import { copyWorkspace, writePorts } from './workspace.ts';

export interface DemoOptions {
  /** Holds the fleet's state and keys, and the workspace. */
  readonly home: string;
  /** Old packages on all hosts again. */
  readonly fresh?: boolean;
  /** Goes on with the workspace of the last start, plans and runs included. */
  readonly keep?: boolean;
  readonly timing?: NonNullable<FleetOptions['timing']>;
}

export interface Demo {
  readonly fleet: DemoFleet;
  readonly workspace: string;
  /** User settings by which the extension's runs reach the hosts. */
  readonly settings: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export async function startDemo({ home, fresh = false, keep = false, timing }: DemoOptions): Promise<Demo> {
  mkdirSync(home, { recursive: true });
  const workspace = join(home, 'patchtide-demo'); // the name that VS Code shows
  const fleet = await startDemoFleet({
    dir: join(home, 'fleet'),
    reset: fresh,
    ...(timing && { timing }),
  });
  try {
    const scans = join(home, 'scans');
    if (!keep || !existsSync(workspace) || !existsSync(scans)) {
      copyWorkspace(workspace, Date.now());
      cpSync(join(workspace, 'reports/trivy'), scans, { recursive: true });
    }
    writePorts(workspace, fleet.hosts);
    const reports = reportsOf(fleet, { folder: workspace, scans });
    await reports.collect();
    reports.watch();
    const stop = async () => {
      reports.stop();
      await fleet.stop();
    };
    return { fleet, workspace, settings: settingsFor(fleet, home), stop };
  } catch (error) {
    await fleet.stop();
    throw error;
  }
}

function settingsFor({ identityFile, knownHostsFile }: DemoFleet, home: string): Demo['settings'] {
  // Not the user's own configuration: a `Host *` in it may say anything.
  const configFile = join(home, 'ssh_config');
  writeFileSync(configFile, '# The demo needs no configuration.\n');
  return {
    'patchtide.ssh.configFile': configFile,
    'patchtide.ssh.identityFile': identityFile,
    'patchtide.ssh.knownHostsFile': knownHostsFile,
  };
}
