// The demo as `npm start` prepares it, without an editor: what its workspace says, and a plan for what is late, run over real SSH against
// its hosts as the command Run Patch Plan would. Where the demo's story breaks (who is late, who is rolled back, who reboots), it breaks here.

import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { fromPath, toPath } from '../../server/src/base/uri.ts';
import { checkAll } from '../../server/src/check/checkAll.ts';
import { loadWorkspace } from '../../server/src/load/loadWorkspace.ts';
import { planForTarget } from '../../server/src/plan/planForTarget.ts';
import { prepareRun } from '../../server/src/plan/prepareRun.ts';
import { nodeFileSystem } from '../../server/src/platform/nodeFileSystem.ts';
import { startRunner } from '../../server/src/platform/startRunner.ts';
import { runFiles } from '../../server/src/protocol/runEvents.ts';
import type { RunRequest } from '../../server/src/protocol/runRequest.ts';
import { foldJournal, type RunState } from '../../server/src/run/state.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import { type Demo, startDemo } from '../demo/demo.ts';
import { asOf, committedWorkspace, copyWorkspace, shiftDates } from '../demo/workspace.ts';

const hour = 60 * 60 * 1000;
const lateHosts = ['build-01', 'cache-01', 'db-01', 'gpu-07', 'web-01', 'web-02'];
const story = {
  'gpu-compat/driver-too-old': 1,
  'name/unresolved': 1,
  'schema/unknown-key': 1,
  'sla/due-soon': 2,
  'sla/excepted': 1,
  'sla/overdue': 8,
  'sla/unknown': 1,
};

async function snapshotOf(folder: string, now: number): Promise<Snapshot> {
  return (await loadWorkspace(fromPath(folder), { files: nodeFileSystem }, now, neverCancelled)).snapshot();
}

function countsOf(snapshot: Snapshot): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of checkAll(snapshot, neverCancelled)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function lateOf(snapshot: Snapshot): readonly string[] {
  const late = [...snapshot.judgements.values()].filter(({ state }) => state === 'overdue');
  return late.map(({ asset }) => asset.name).sort();
}

describe('the demo', function () {
  this.timeout(60_000);
  let home = '';
  let demo: Demo | undefined;
  const timing = { packageMs: 0, rebootMs: 300 };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'patchtide-demo-'));
  });
  afterEach(async () => {
    await demo?.stop();
    demo = undefined;
    rmSync(home, { recursive: true, force: true });
  });

  it('tells its story as committed, at any hour of its day', async () => {
    for (const hours of [0, 12, 23.9]) {
      deepEqual(countsOf(await snapshotOf(committedWorkspace, Date.parse(asOf) + hours * hour)), story);
    }
  });

  it('tells the same story on any other day', async () => {
    const now = Date.parse('2027-03-01T17:30:00Z');
    copyWorkspace(join(home, 'copy'), now);
    const snapshot = await snapshotOf(join(home, 'copy'), now);
    deepEqual(countsOf(snapshot), story);
    deepEqual(lateOf(snapshot), [...lateHosts, 'fra1-nas-01', 'fra1-web-02'].sort());
  });

  it('moves dates and nothing that only looks like one', () => {
    const text = (day: string, later: string) =>
      `from: ${day} # "${later}T06:00:00Z" NTAP-20261109-0004 x-2026-11-30-1`;
    equal(shiftDates(text('2026-11-30', '2026-12-31'), 2), text('2026-12-02', '2027-01-02'));
  });

  it('commits what its hosts report', async () => {
    demo = await startDemo({ home, timing });
    const committed = aptReports(committedWorkspace);
    equal(committed.size, 8);
    deepEqual(aptReports(demo.workspace), committed);
    deepEqual(countsOf(await snapshotOf(demo.workspace, Date.now())), story);
  });

  it('patches what is late: one host is rolled back, one reboots into a new kernel', async () => {
    demo = await startDemo({ home, timing });
    const { fleet, workspace } = demo;
    const boots = new Map(fleet.hosts.map(({ name }) => [name, fleet.state(name).bootId]));
    const state = await run(demo);
    const states = Object.fromEntries([...state.hosts.values()].map((host) => [host.name, host.state]));
    const allVerified = Object.fromEntries(lateHosts.map((name) => [name, 'verified']));
    deepEqual(states, { ...allVerified, 'db-01': 'rolled-back' }, JSON.stringify([...state.hosts.values()]));
    equal(state.outcome, 'completed-with-errors');
    match(state.hosts.get('db-01')?.detail ?? '', /check-health postgresql: CRITICAL/);
    equal(fleet.state('db-01').packages['postgresql-15']?.version, '15.18-0+deb12u1');
    equal(fleet.state('web-01').packages.libssl3?.version, '3.0.22-1~deb12u2');
    equal(fleet.state('build-01').kernel, '6.1.0-56-amd64');
    for (const name of ['build-01', 'gpu-07']) notEqual(fleet.state(name).bootId, boots.get(name), name);
    // Patched hosts leave the list by themselves: their reports are collected again.
    const deadline = Date.now() + 25_000;
    const demoLate = async () =>
      lateOf(await snapshotOf(workspace, Date.now())).filter((name) => !name.startsWith('fra1-'));
    // A look may fall into the midst of the reports' rewriting: only what is wanted ends the wait.
    let late = await demoLate();
    while (late.join() !== 'db-01' && Date.now() < deadline) {
      await pause(200);
      late = await demoLate();
    }
    deepEqual(late, ['db-01']);
  });
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** By host, as the file names carry the time. */
function aptReports(workspace: string): ReadonlyMap<string, string> {
  const folder = join(workspace, 'reports/apt');
  const hostIn = (file: string) => file.replace(/-\d{8}T\d{4}Z\.txt$/, '');
  return new Map(
    readdirSync(folder)
      .sort()
      .map((file) => [hostIn(file), readFileSync(join(folder, file), 'utf8')]),
  );
}

/** As the commands do it: a plan for all that is late, written, read again, and given to a runner. */
async function run({ workspace, settings }: Demo): Promise<RunState> {
  const planned = planForTarget(await snapshotOf(workspace, Date.now()), { kind: 'overdue' });
  deepEqual([planned.planned, planned.unplanned], [lateHosts.length, 0]);
  writeFileSync(toPath(planned.uri), planned.text);
  const path = (name: string) => String(settings[`patchtide.ssh.${name}`]);
  const prepared = prepareRun(await snapshotOf(workspace, Date.now()), planned.uri, {
    dryRun: false,
    by: 'ana',
    overrides: [],
    ssh: {
      configFile: path('configFile'),
      identityFile: path('identityFile'),
      knownHostsFile: path('knownHostsFile'),
      connectTimeout: 5,
    },
  });
  ok(prepared.ready, JSON.stringify(prepared));
  const result = await startRunner(workspace, withoutSoak(prepared.request), {
    executable: process.execPath,
    options: ['--import', 'tsx'],
    program: resolve('server/src/runner.ts'),
  });
  ok(result.ok, result.ok ? '' : result.detail);
  const journal = join(result.run.folder, runFiles.journal);
  for (;;) {
    const { state } = foldJournal(readFileSync(journal, 'utf8'));
    if (state.status === 'finished' && !existsSync(join(result.run.folder, runFiles.lock))) return state;
    await pause(100);
  }
}

/** A person reads the plan meanwhile. */
function withoutSoak(request: RunRequest): RunRequest {
  const opens = request.waves[0]?.opens ?? '';
  return { ...request, waves: request.waves.map((wave) => ({ ...wave, opens })) };
}
