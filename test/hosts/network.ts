/**
 * The names and addresses of the lab on this machine, in one place: everything it makes in the kernel (network
 * namespaces, links, control groups, mounts) carries the prefix, which is how leftovers are told from what
 * belongs to somebody else. The hosts' network is a bridge of its own with no way out.
 */
import { output } from './shell.ts';

export const prefix = 'ptide-';
export const bridge = `${prefix}br`;
/** This machine on the hosts' network; where the package repository listens. */
export const gateway = '10.201.77.1';
export const repositoryPort = 18077;
/** The name that the hosts have for the gateway. */
export const repositoryUrl = `http://repo.test:${repositoryPort}`;
export const maxHosts = 16;

export function addressOf(index: number): string {
  return `10.201.77.${101 + index}`;
}

export async function raiseBridge(): Promise<void> {
  await output(['ip', 'link', 'add', bridge, 'type', 'bridge']);
  await output(['ip', 'address', 'add', `${gateway}/24`, 'dev', bridge]);
  await output(['ip', 'link', 'set', bridge, 'up']);
}

/** A network namespace with one interface, plugged into the bridge by the link that `setCable` pulls. */
export async function plugIn(netns: string, cable: string, address: string): Promise<void> {
  await output(['ip', 'netns', 'add', netns]);
  await output(['ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns]);
  await output(['ip', 'link', 'set', cable, 'master', bridge, 'up']);
  await output(['ip', '-n', netns, 'address', 'add', `${address}/24`, 'dev', 'eth0']);
  await output(['ip', '-n', netns, 'link', 'set', 'eth0', 'up']);
  await output(['ip', '-n', netns, 'link', 'set', 'lo', 'up']);
}

export async function setCable(cable: string, state: 'up' | 'down'): Promise<void> {
  await output(['ip', 'link', 'set', cable, state]);
}
