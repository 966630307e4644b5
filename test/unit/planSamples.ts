// Small assets, patches and policies for tests of the planner; each says only what its test is about.

import type { Asset, PendingPatch } from '../../server/src/model/asset.ts';
import type { PatchJudgement } from '../../server/src/model/judgement.ts';
import type { Blackout, MaintenanceWindow, Policy, Ring } from '../../server/src/model/policy.ts';
import { parseDuration } from '../../server/src/scalar/duration.ts';
import { parseSchedule } from '../../server/src/scalar/schedule.ts';
import type { Anchor } from '../../server/src/schema/located.ts';

export const anchor: Anchor = { place: { file: 'file:///w/a.yaml', offset: 0 }, span: { start: 0, end: 0 } };

export function instant(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new Error(`not an instant: ${text}`);
  return value;
}

export function duration(text: string) {
  const value = parseDuration(text);
  if (!value) throw new Error(`not a duration: ${text}`);
  return value;
}

export function maintenanceWindow(
  schedule: string,
  length: string,
  zone: string,
  cutoff?: string,
  name = 'window',
): MaintenanceWindow {
  const parsed = parseSchedule(schedule);
  if (!parsed) throw new Error(`not a schedule: ${schedule}`);
  return {
    name,
    schedule: parsed,
    duration: duration(length),
    ...(cutoff !== undefined && { cutoff: duration(cutoff) }),
    zone,
    at: anchor,
  };
}

export function blackout(name: string, from: string, to: string, more: Partial<Blackout> = {}): Blackout {
  return { name, from: instant(from), to: instant(to), at: anchor, ...more };
}

export function patch(id: string, more: Partial<PendingPatch> = {}): PendingPatch {
  return { id, package: 'openssl', fixed: '3.0.15-1~deb12u1', at: anchor, ...more };
}

export function asset(name: string, more: Partial<Asset> = {}): Asset {
  return {
    name,
    address: name,
    aliases: [],
    kind: 'server',
    data: [],
    stateless: false,
    connection: { port: 22, become: false },
    labels: {},
    groups: [],
    pending: [],
    at: anchor,
    origins: {},
    ...more,
  };
}

export function ring(name: string, more: Partial<Ring> = {}): Ring {
  return {
    name,
    maxConcurrency: { percent: 10 },
    maxErrors: { count: 0 },
    evidence: 'optional',
    at: anchor,
    ...more,
  };
}

export function policy(more: Partial<Policy> = {}): Policy {
  return {
    file: 'file:///w/production.patch-policy.yaml',
    zone: 'UTC',
    holidays: new Set(),
    rules: [],
    onMissingDate: 'hold',
    windows: new Map(),
    blackouts: [],
    rings: [],
    approval: {},
    reboot: 'ifRequired',
    verification: [],
    rollback: { when: 'verification-failed' },
    exceptions: [],
    ...more,
  };
}

export function windows(...all: readonly MaintenanceWindow[]): ReadonlyMap<string, MaintenanceWindow> {
  return new Map(all.map((window) => [window.name, window]));
}

export function judged(one: PendingPatch, more: Partial<PatchJudgement> = {}): PatchJudgement {
  return { patch: one, state: 'overdue', missing: [], ...more };
}

/** All that an asset still needs, overdue. */
export function selected(one: Asset, more: Partial<PatchJudgement> = {}) {
  return { asset: one, patches: one.pending.map((each) => judged(each, more)) };
}
