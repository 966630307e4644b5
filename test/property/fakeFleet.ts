// A fleet that exists only as values: hosts with versions, boots and scripted faults, driven through the engine's port. Counts what must
// never happen: patching a host that is at its plan, more hosts at once than allowed.

import type { RunHost, RunRequest, RunWave } from '../../server/src/protocol/runRequest.ts';
import type { Engine, HostSession, StepResult } from '../../server/src/run/engine.ts';

export const faults = [
  'none',
  'unreachable',
  'preflight',
  'backup',
  'patch-refused',
  'patch-breaks',
  'verify',
  'rollback',
  'reboot',
] as const;
export type Fault = (typeof faults)[number];

export interface FakeHost {
  readonly fault: Fault;
  version: string;
  broken: boolean;
  boot: number;
  rebootRequired: boolean;
}

export interface FakeFleet {
  readonly hosts: Map<string, FakeHost>;
  readonly engine: Engine;
  /** Acts that began: `web-1 patch`. */
  readonly acts: string[];
  patchedTwice: number;
  rebootedTwice: number;
  inFlight: number;
  mostInFlight: number;
  /** The controller died: what is in flight on a host ends as this says. */
  crashed: 'no' | 'goes-on' | 'half' | 'nothing';
}

export const oldVersion = '1.0';
export const newVersion = '1.1';

export function fakeFleet(scripts: ReadonlyMap<string, Fault>, turn: () => Promise<unknown>): FakeFleet {
  const hosts = new Map<string, FakeHost>();
  for (const [name, fault] of scripts) {
    hosts.set(name, { fault, version: oldVersion, broken: false, boot: 1, rebootRequired: false });
  }
  const fleet: FakeFleet = {
    hosts,
    acts: [],
    patchedTwice: 0,
    rebootedTwice: 0,
    inFlight: 0,
    mostInFlight: 0,
    crashed: 'no',
    engine: {
      name: 'fake',
      unavailable: async () => undefined,
      open: (host, _log, signal) => session(fleet, host, signal, turn),
    },
  };
  return fleet;
}

function session(
  fleet: FakeFleet,
  { name }: RunHost,
  signal: AbortSignal,
  turn: () => Promise<unknown>,
): HostSession {
  const host = fleet.hosts.get(name);
  if (!host) throw new Error(`no host ${name}`);
  const act = async (what: string, effect: () => StepResult): Promise<StepResult> => {
    fleet.acts.push(`${name} ${what}`);
    fleet.inFlight++;
    fleet.mostInFlight = Math.max(fleet.mostInFlight, fleet.inFlight);
    await turn();
    fleet.inFlight--;
    if (signal.aborted) return { ok: false, detail: 'aborted', unreachable: true };
    return effect();
  };
  return {
    backup: () => act('backup', () => (host.fault === 'backup' ? no('disk full') : { ok: true })),
    preflight: () => act('preflight', () => preflight(host)),
    patch: (dryRun) =>
      act(dryRun ? 'simulate' : 'patch', () =>
        dryRun ? { ok: true, detail: 'would change' } : patch(fleet, host),
      ),
    reboot: (mode, since) => act('reboot', () => reboot(fleet, host, mode, since)),
    verify: () => act('verify', () => verify(host)),
    rollback: () => act('rollback', () => rollback(fleet, host)),
    versions: () => act('versions', () => versions(host)),
  };
}

const no = (detail: string, unreachable = false): StepResult => ({ ok: false, detail, unreachable });

function versions(host: FakeHost): StepResult {
  return { ok: true, versions: { openssl: host.version }, ...(host.broken ? { broken: ['openssl'] } : {}) };
}

function preflight(host: FakeHost): StepResult {
  if (host.fault === 'unreachable') return no('no route to host', true);
  if (host.fault === 'preflight' || host.broken) return no('dpkg is not healthy');
  return { ok: true, versions: { openssl: host.version }, bootId: String(host.boot) };
}

function patch(fleet: FakeFleet, host: FakeHost): StepResult {
  if (host.version === newVersion && !host.broken) fleet.patchedTwice++;
  if (host.fault === 'patch-refused' || fleet.crashed === 'nothing') return no('E: version not found');
  host.version = newVersion;
  host.broken = host.fault === 'patch-breaks' || fleet.crashed === 'half';
  host.rebootRequired = true;
  return host.broken ? no('postinst: exit code 3') : versions(host);
}

function reboot(
  fleet: FakeFleet,
  host: FakeHost,
  mode: RunRequest['reboot'],
  since: string | undefined,
): StepResult {
  if (since !== undefined && String(host.boot) !== since) return { ok: true, bootId: String(host.boot) };
  if (mode === 'never' || (mode === 'ifRequired' && !host.rebootRequired)) return { ok: true };
  if (fleet.crashed === 'nothing') return no('lost', true);
  if (host.boot > 1) fleet.rebootedTwice++;
  host.boot++;
  host.rebootRequired = false;
  return host.fault === 'reboot' ? no('no new boot', true) : { ok: true, bootId: String(host.boot) };
}

function verify(host: FakeHost): StepResult {
  if (host.broken || host.version !== newVersion) return no('wrong version');
  return host.fault === 'verify' || host.fault === 'rollback'
    ? no('check-health: exit code 1')
    : versions(host);
}

function rollback(fleet: FakeFleet, host: FakeHost): StepResult {
  if (host.fault === 'rollback') return no('E: version not found');
  if (fleet.crashed === 'nothing') return no('lost', true);
  host.version = oldVersion;
  host.broken = fleet.crashed === 'half';
  return versions(host);
}

export function fakeWave(name: string, hosts: readonly string[], more: Partial<RunWave> = {}): RunWave {
  return {
    name,
    opens: '2026-11-29T02:00:00Z',
    closes: '2026-11-29T06:00:00Z',
    lastStart: '2026-11-29T05:30:00Z',
    engine: 'fake',
    maxConcurrency: 2,
    maxErrors: 1000,
    steps: ['preflight', 'backup', 'patch', 'reboot', 'verify'],
    hosts: hosts.map((host) => ({
      name: host,
      address: host,
      port: 22,
      become: true,
      packages: { openssl: newVersion },
      clears: ['DSA-1'],
      backup: ['true'],
      verify: [],
    })),
    ...more,
  };
}

export function fakeRequest(waves: readonly RunWave[], more: Partial<RunRequest> = {}): RunRequest {
  return {
    version: 1,
    id: '20261129T020000Z-november',
    plan: 'november',
    planFile: 'november.patch-plan.yaml',
    digest: 'sha256:0',
    dryRun: false,
    reboot: 'ifRequired',
    rollback: 'verification-failed',
    by: 'ana',
    overrides: [],
    waitForWindow: true,
    ssh: { connectTimeout: 3 },
    waves,
    ...more,
  };
}
