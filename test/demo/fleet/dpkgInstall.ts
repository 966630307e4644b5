// dpkg at work: removes, unpacks, sets up, package by package, with the record changing as it goes. A
// postinst that fails leaves `iF `, what depends on it stays `iU `, and the others are still set up.
// It doesn't stop when nobody listens any more: neither does the real one.
import type { AptPlan, Change } from './aptPlan.ts';
import type { Call } from './call.ts';
import { archOf, dpkgName, findVersion, halfInstalled } from './packages.ts';

/** False where a package couldn't be set up. */
export async function installAll(call: Call, plan: AptPlan): Promise<boolean> {
  const unpacked = plan.changes.filter((change) => change.to !== undefined);
  for (const change of plan.changes) if (change.to === undefined) remove(call, change);
  for (const [index, change] of unpacked.entries()) await unpack(call, change, index === 0);
  return configureAll(call, [...unpacked.map(({ name }) => name), ...plan.configure]);
}

/** Also `dpkg --configure`, whose messages are the same. */
export async function configureAll(call: Call, names: readonly string[]): Promise<boolean> {
  const failures: string[] = [];
  for (const name of names)
    if (!(await configure(call, name))) failures.push(dpkgName(call.machine.host, name));
  if (failures.length === 0) return true;
  call.err(`Errors were encountered while processing:\n${failures.map((name) => ` ${name}\n`).join('')}`);
  return false;
}

function remove({ machine, out }: Call, { name, from }: Change): void {
  out(`Removing ${dpkgName(machine.host, name)} (${from}) ...\n`);
  machine.setPackage(name, undefined, 'ii ');
}

async function unpack(call: Call, change: Change, isFirst: boolean): Promise<void> {
  const { machine, out, err } = call;
  const { name, from, to = '' } = change;
  const title = dpkgName(machine.host, name);
  if (change.kind === 'downgrade') err(`dpkg: warning: downgrading ${title} from ${from} to ${to}\n`);
  if (from === undefined) out(`Selecting previously unselected package ${title}.\n`);
  if (isFirst) out('(Reading database ... 38211 files and directories currently installed.)\n');
  out(`Preparing to unpack .../${name}_${to.replace(':', '%3a')}_${archOf(machine.host, name)}.deb ...\n`);
  await machine.sleep(machine.timing.packageMs / 2);
  out(`Unpacking ${title} (${to})${from === undefined ? '' : ` over (${from})`} ...\n`);
  machine.setPackage(name, to, 'iU ');
}

async function configure(call: Call, name: string): Promise<boolean> {
  const { machine, out, err } = call;
  const { host } = machine;
  const version = machine.state.packages[name]?.version ?? '';
  const facts = findVersion(host, name, version);
  const title = dpkgName(host, name);
  const waitsFor = Object.keys(facts?.requires ?? {}).find(
    (other) => machine.state.packages[other]?.status !== 'ii ',
  );
  if (waitsFor !== undefined) {
    err(waitingText(title, waitsFor, facts?.requires?.[waitsFor] ?? ''));
    return false;
  }
  out(`Setting up ${title} (${version}) ...\n`);
  // The record says half configured while the script runs, and keeps saying so if it fails.
  machine.setPackage(name, version, 'iF ');
  await machine.sleep(machine.timing.packageMs / 2);
  if (facts?.failingPostinst !== undefined) {
    err(`${facts.failingPostinst}\ndpkg: error processing package ${title} (--configure):\n`);
    err(` installed ${title} package post-installation script subprocess returned error exit status 3\n`);
    return false;
  }
  machine.setPackage(name, version, 'ii ');
  if (facts?.kernel !== undefined) out(initramfsText(facts.kernel));
  leaveTraces(call, name, facts?.reboot === true || facts?.kernel !== undefined);
  return true;
}

const waitingText = (
  name: string,
  other: string,
  version: string,
) => `dpkg: dependency problems prevent configuration of ${name}:
 ${name} depends on ${other} (= ${version}); however:
  Package ${other} is not configured yet.

dpkg: error processing package ${name} (--configure):
 dependency problems - leaving unconfigured
`;

const initramfsText = (kernel: string) =>
  `/etc/kernel/postinst.d/initramfs-tools:\nupdate-initramfs: Generating /boot/initrd.img-${kernel}\n`;

/** A reboot that is wanted from now on, and services that were restarted or that should be. */
function leaveTraces({ machine }: Call, name: string, reboot: boolean): void {
  const { state, host } = machine;
  const restarted = (host.services ?? [])
    .filter((service) => service.package === name)
    .map((service) => service.name);
  const outdated = (host.services ?? [])
    .filter((service) => service.uses?.includes(name))
    .map((service) => service.name);
  const stale = new Set([...state.stale, ...outdated].filter((service) => !restarted.includes(service)));
  const wanting = reboot ? [...new Set([...state.rebootRequired, name])] : state.rebootRequired;
  machine.change({ stale: [...stale], rebootRequired: wanting });
}

export function auditText(call: Call): string {
  const { packages } = call.machine.state;
  const { host } = call.machine;
  const block = (status: string, title: string) => {
    const lines = halfInstalled(packages)
      .filter((name) => packages[name]?.status === status)
      .map(
        (name) =>
          ` ${name.padEnd(20)} ${host.packages.find((entry) => entry.name === name)?.summary ?? name}\n`,
      );
    return lines.length === 0 ? '' : `${title}\n${lines.join('')}\n`;
  };
  return block('iU ', auditUnpacked) + block('iF ', auditHalfConfigured);
}

const auditUnpacked = `The following packages have been unpacked but not yet configured.
They must be configured using dpkg --configure or the configure
menu option in dselect for them to work:`;

const auditHalfConfigured = `The following packages are only half configured, probably due to problems
configuring them the first time.  The configuration should be retried using
dpkg --configure <package> or the configure menu option in dselect:`;
