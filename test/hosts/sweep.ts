/**
 * Takes away what the lab put into the kernel and onto the disk, found by the lab's prefix and not by memory:
 * the same code ends a fleet, answers Ctrl-C and clears what a killed run left behind. Synchronous, because it
 * also runs while the process exits. Kills only what sits in a control group of ours. Caller holds the lock.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prefix } from './network.ts';
import { attempt } from './shell.ts';

/** Run folders are `mkdtemp` of this. */
export const runFolderPrefix = join(tmpdir(), `${prefix}fleet-`);

type Ours = (name: string) => boolean;

export function sweep(): void {
  const ours: Ours = (name) => name.startsWith(prefix);
  killGroups(ours);
  unmount(ours);
  for (const netns of list('/run/netns').filter(ours)) attempt(['ip', 'netns', 'delete', netns]);
  // With a namespace gone its link is gone too; what is left is the bridge, and links whose peer was never made.
  for (const link of list('/sys/class/net').filter(ours)) attempt(['ip', 'link', 'delete', link]);
  for (const group of groups(ours)) removeGroup(group);
  for (const name of list(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (folder.startsWith(runFolderPrefix)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Makes the control group in every hierarchy; answers the files that a process joins them by. */
export function makeGroup(name: string): readonly string[] {
  return hierarchies().map((hierarchy) => {
    const group = join(hierarchy, name);
    mkdirSync(group, { recursive: true });
    // Version 1 lets nobody in before these are set.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (existsSync(join(group, file)) && existsSync(join(hierarchy, file))) {
        writeFileSync(join(group, file), readFileSync(join(hierarchy, file)));
      }
    }
    return join(group, 'cgroup.procs');
  });
}

/** Kills everything in the control groups, and waits until it's gone. */
export function killGroups(ours: Ours): void {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const pids = new Set(groups(ours).flatMap(members));
    if (pids.size === 0 || Date.now() > deadline) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended meanwhile
      }
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

/** Our file systems say so in the source column: mount points could be anywhere. */
export function unmount(ours: Ours): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  for (const line of mounts.reverse()) {
    const [source = '', point = ''] = line.split(' ');
    if (!ours(source)) continue;
    // A process that is being killed may still hold it; the lazy way lets go as soon as it's dead.
    if (!attempt(['umount', point])) attempt(['umount', '--lazy', point]);
  }
}

function hierarchies(): readonly string[] {
  const top = '/sys/fs/cgroup';
  if (existsSync(join(top, 'cgroup.procs'))) return [top];
  return list(top)
    .map((name) => join(top, name))
    .filter((folder) => existsSync(join(folder, 'cgroup.procs')));
}

function groups(ours: Ours): readonly string[] {
  return hierarchies().flatMap((hierarchy) =>
    list(hierarchy)
      .filter(ours)
      .map((name) => join(hierarchy, name)),
  );
}

function members(group: string): readonly number[] {
  const own = read(join(group, 'cgroup.procs')).split('\n').filter(Boolean).map(Number);
  // 0 is a process of another pid namespace, not one that can be named here
  return [...own.filter((pid) => pid > 0), ...subgroups(group).flatMap(members)];
}

function subgroups(group: string): readonly string[] {
  try {
    return readdirSync(group, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(group, entry.name));
  } catch {
    return [];
  }
}

function removeGroup(group: string): void {
  for (const below of subgroups(group)) removeGroup(below);
  try {
    rmdirSync(group);
  } catch {
    // a process is still dying in it; the next run's sweep takes it
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
