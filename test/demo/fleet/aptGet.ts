// apt-get as a command: checks in the order in which real apt makes them, then the simulation's lines
// or a real installation. What dpkg does afterwards is `dpkgInstall.ts`.
import { type AptCall, parseAptCall } from './aptOptions.ts';
import { type AptPlan, planApt } from './aptPlan.ts';
import { planText, simulationNote, simulationText, sizeText, unavailableText, unmetText } from './aptText.ts';
import type { Call } from './call.ts';
import { installAll } from './dpkgInstall.ts';
import type { Machine } from './machine.ts';
import { archOf, findVersion } from './packages.ts';

const failed = 100;
const upgrades = new Set(['upgrade', 'dist-upgrade', 'full-upgrade']);

export async function aptGet(call: Call): Promise<number> {
  const apt = parseAptCall(call.args);
  if (typeof apt === 'string') return complain(call, apt);
  if (apt.operation === 'update') return update(call);
  if (apt.operation !== 'install' && !upgrades.has(apt.operation)) {
    return complain(call, `E: Invalid operation ${apt.operation}`);
  }
  if (apt.simulate) {
    if (!call.root && apt.quiet < 2) call.out(simulationNote);
    return perform(call, apt);
  }
  if (!call.root) return complain(call, ...noRoot);
  const unlock = await lock(call, apt);
  if (unlock === undefined) return failed;
  try {
    return await perform(call, apt);
  } finally {
    unlock();
  }
}

const noRoot = [
  'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)',
  'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
];

function complain({ err }: Call, ...lines: readonly string[]): number {
  for (const line of lines) err(`${line}\n`);
  return failed;
}

/** `DPkg::Lock::Timeout` makes apt wait; without it a held lock is an error at once. */
async function lock(call: Call, apt: AptCall): Promise<(() => void) | undefined> {
  const { machine } = call;
  const seconds = Number(apt.config['dpkg::lock::timeout'] ?? 0);
  const until = seconds < 0 ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1000;
  for (;;) {
    const unlock = machine.lockDpkg('apt-get');
    if (unlock !== undefined) return unlock;
    const { pid, program } = machine.dpkgLock ?? { pid: 0, program: 'dpkg' };
    const held = `Could not get lock /var/lib/dpkg/lock-frontend. It is held by process ${pid} (${program})`;
    if (Date.now() >= until) {
      const hint =
        'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?';
      complain(call, `E: ${held}`, hint);
      return undefined;
    }
    call.out(`Waiting for cache lock: ${held}...\n`);
    await machine.sleep(100);
  }
}

async function perform(call: Call, apt: AptCall): Promise<number> {
  const { machine, err } = call;
  const say = apt.quiet < 2 ? call.out : () => undefined;
  const plan = planApt(machine.host, machine.state, apt);
  say('Reading package lists...\nBuilding dependency tree...\nReading state information...\n');
  if (plan.errors.length > 0) return refuseRequests(call, plan, say);
  if (upgrades.has(apt.operation)) say('Calculating upgrade...\n');
  for (const note of plan.notes) say(`${note}\n`);
  if (plan.unmet.length > 0) {
    say(unmetText(plan.unmet));
    err('E: Unable to correct problems, you have held broken packages.\n');
    return failed;
  }
  say(planText(plan));
  const objection = objectionTo(plan, apt);
  if (objection !== undefined) return complain(call, objection);
  if (apt.simulate) {
    call.out(simulationText(machine.host, machine.state, plan));
    return 0;
  }
  return execute(call, apt, plan, say);
}

function refuseRequests(call: Call, plan: AptPlan, say: (text: string) => void): number {
  for (const error of plan.errors) {
    const name = /^E: Version '.*' for '(.*)' was not found$/.exec(error)?.[1];
    if (name !== undefined) say(unavailableText(name));
  }
  return complain(call, ...plan.errors);
}

/** Asked of a simulation too. */
function objectionTo(plan: AptPlan, apt: AptCall): string | undefined {
  const has = (kind: string) => plan.changes.some((change) => change.kind === kind);
  if (apt.noRemove && has('remove')) return 'E: Packages need to be removed but remove is disabled.';
  if (apt.yes && plan.heldChanged.length > 0 && !apt.allowHeld) {
    return 'E: Held packages were changed and -y was used without --allow-change-held-packages.';
  }
  if (apt.yes && has('downgrade') && !apt.allowDowngrades) {
    return 'E: Packages were downgraded and -y was used without --allow-downgrades.';
  }
  return undefined;
}

async function execute(
  call: Call,
  apt: AptCall,
  plan: AptPlan,
  say: (text: string) => void,
): Promise<number> {
  if (plan.changes.length === 0 && plan.configure.length === 0) return 0;
  const fetched = plan.changes.filter((change) => change.to !== undefined);
  const bytes = fetched.reduce((sum, { name, to }) => sum + sizeOf(call.machine, name, to), 0);
  if (fetched.length > 0) say(`Need to get ${sizeText(bytes)} of archives.\n`);
  say('After this operation, 0 B of additional disk space will be used.\n');
  const surprising =
    plan.additional.length > 0 || plan.changes.some(({ kind }) => kind === 'remove' || kind === 'downgrade');
  if (!apt.yes && (surprising || apt.operation !== 'install')) {
    // No terminal behind an exec request: apt reads the end of its input as a no.
    call.out('Do you want to continue? [Y/n] Abort.\n');
    return 1;
  }
  for (const [index, { name, to = '' }] of fetched.entries()) {
    const size = sizeText(sizeOf(call.machine, name, to));
    const arch = archOf(call.machine.host, name);
    say(`Get:${index + 1} ${source(call.machine, name, to)} ${arch} ${name} ${arch} ${to} [${size}]\n`);
  }
  if (fetched.length > 0) say(`Fetched ${sizeText(bytes)} in 0s (${sizeText(bytes * 4)}/s)\n`);
  if (await installAll(call, plan)) return 0;
  return complain(call, 'E: Sub-process /usr/bin/dpkg returned an error code (1)');
}

/** Where an archive isn't described with a size, its name gives one, always the same. */
function sizeOf({ host }: Machine, name: string, version: string | undefined): number {
  const stated = findVersion(host, name, version)?.bytes;
  return (
    stated ?? [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 900_000, 7) + 20_000
  );
}

const suites = {
  'debian-12': { url: 'http://deb.example.org/debian', base: 'bookworm' },
  'ubuntu-24.04': { url: 'http://archive.example.org/ubuntu', base: 'noble' },
};

function source({ host }: Machine, name: string, version: string): string {
  const { url, base } = suites[host.os];
  const pocket = /-(security|updates)$/.exec(findVersion(host, name, version)?.origins[0] ?? '')?.[0] ?? '';
  return `${url} ${base}${pocket}/main`;
}

function update(call: Call): number {
  if (!call.root) {
    call.out('Reading package lists...\n');
    const [opening, locking] = ['/var/lib/apt/lists/lock', '/var/lib/apt/lists/'];
    return complain(
      call,
      `E: Could not open lock file ${opening} - open (13: Permission denied)`,
      `E: Unable to lock directory ${locking}`,
    );
  }
  const { url, base } = suites[call.machine.host.os];
  const pockets = ['', '-updates', '-security'];
  for (const [index, pocket] of pockets.entries())
    call.out(`Hit:${index + 1} ${url} ${base}${pocket} InRelease\n`);
  call.out('Reading package lists...\n');
  return 0;
}
