// The demo fleet as a process of its own: an extension host may be an older Node, or not one's own. Tells its parent where the hosts are,
// and ends with it.
import { startDemoFleet } from '../../demo/fleet/fleet.ts';

export interface FleetPlace {
  readonly user: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  readonly ports: Readonly<Record<string, number>>;
}

async function main(dir: string): Promise<void> {
  const fleet = await startDemoFleet({ dir, timing: { packageMs: 100, rebootMs: 300 } });
  process.once('disconnect', () => void fleet.stop().then(() => process.exit()));
  const { user, hosts, identityFile, knownHostsFile } = fleet;
  const ports = Object.fromEntries(hosts.map(({ name, port }) => [name, port]));
  process.send?.({ user, identityFile, knownHostsFile, ports } satisfies FleetPlace);
}

void main(process.argv[2] ?? '');
