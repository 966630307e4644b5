// The runner as a process: started and let go of, killed and resumed, locked, stopped; with a stand-in for ssh, and once with the real
// client against the demo fleet. Every wait is for an event in a file.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { resumeRunner, type StartedRun, startRunner } from '../../server/src/platform/startRunner.ts';
import { runFiles, type StopRung } from '../../server/src/protocol/runEvents.ts';
import { stopLine } from '../../server/src/protocol/runLaunch.ts';
import type { RunHost, RunRequest } from '../../server/src/protocol/runRequest.ts';
import { foldJournal, type RunState } from '../../server/src/run/state.ts';
import { startDemoFleet } from '../demo/fleet/fleet.ts';

const program = {
  executable: process.execPath,
  options: ['--import', 'tsx'],
  program: resolve('server/src/runner.ts'),
};
const fixed = '3.0.22-1~deb12u2';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'patchtide-runner-'));
  process.env.PATCHTIDE_STAND_IN = root;
  writeFileSync(join(root, 'calls.jsonl'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function host(name: string, more: Partial<RunHost> = {}): RunHost {
  const verify = [{ command: ['check-health'], within: 0 }];
  return {
    name,
    address: name,
    port: 22,
    become: true,
    packages: { openssl: fixed },
    clears: ['DSA-1'],
    backup: ['true'],
    verify,
    ...more,
  };
}

function request(hosts: readonly RunHost[], more: Partial<RunRequest> = {}): RunRequest {
  const steps = ['preflight', 'backup', 'patch', 'reboot', 'verify'];
  const wave = {
    name: 'canary',
    opens: '2020-01-01T00:00:00Z',
    engine: 'ssh',
    maxConcurrency: 1,
    maxErrors: 5,
    steps,
    hosts,
  };
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
    waitForWindow: false,
    ssh: { program: resolve('test/process/sshStandIn.mjs'), connectTimeout: 3 },
    waves: [wave],
    ...more,
  };
}

async function started(wanted: RunRequest): Promise<StartedRun> {
  const result = await startRunner(root, wanted, program);
  assert.ok(result.ok, result.ok ? '' : result.detail);
  return result.run;
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Resolves when the file's text is as wanted; the time limit is the test's own. */
function when(folder: string, name: string, wanted: (text: string) => boolean): Promise<string> {
  return new Promise((done) => {
    const look = () => {
      const text = textOf(join(folder, name));
      if (!wanted(text)) return;
      watcher.close();
      clearInterval(timer);
      done(text);
    };
    const watcher = watch(folder, look);
    const timer = setInterval(look, 250);
    look();
  });
}

const called = (what: string, name: string) =>
  when(root, 'calls.jsonl', (text) => text.includes(`["${what}","${name}"]`));

/** The run has ended, and its runner with it. */
async function ended({ folder }: StartedRun): Promise<RunState> {
  const text = await when(folder, runFiles.journal, (all) => foldJournal(all).state.status === 'finished');
  await when(folder, runFiles.lock, (lock) => lock === '');
  return foldJournal(text).state;
}

function statesOf(state: RunState): Record<string, string> {
  return Object.fromEntries([...state.hosts.values()].map(({ name, state: of }) => [name, of]));
}

const standIn = (name: string): unknown => JSON.parse(textOf(join(root, `${name}.json`)));
const hold = (name: string) => writeFileSync(join(root, `hold-${name}`), '');
const letGo = (name: string) => rmSync(join(root, `hold-${name}`));
const ask = (run: StartedRun, rung: StopRung) =>
  appendFileSync(join(run.folder, runFiles.control), stopLine(rung, 'li'));

describe('the runner process', function () {
  this.timeout(60_000);
  before(function () {
    // The stand-in is started by its first line.
    if (process.platform === 'win32') this.skip();
  });

  it('runs detached to its end, and proves it', async () => {
    writeFileSync(join(root, 'sick-c'), '');
    const run = await started(
      request([host('a'), host('b', { address: '-oProxyCommand=touch pwned' }), host('c')]),
    );
    const state = await ended(run);
    assert.deepEqual(statesOf(state), { a: 'verified', b: 'failed', c: 'rolled-back' });
    assert.equal(state.outcome, 'completed-with-errors');
    const a = state.hosts.get('a');
    assert.deepEqual([a?.before, a?.after], [{ openssl: '3.0.20-1~deb12u2' }, { openssl: fixed }]);
    assert.deepEqual(standIn('a'), { version: fixed, boot: 2, rebootRequired: false, installs: 1 });
    assert.equal(textOf(join(root, 'calls.jsonl')).includes('ProxyCommand'), false);
    assert.match(
      textOf(join(run.folder, runFiles.logs, 'a.log')),
      /\$ sudo -n -- env .* apt-get -q -y .* install -- 'openssl=3\.0\.22-1~deb12u2'\nSetting up/,
    );
  });

  it('changes nothing in a dry run', async () => {
    const state = await ended(await started(request([host('a')], { dryRun: true })));
    assert.deepEqual([statesOf(state), state.outcome], [{ a: 'prechecked' }, 'completed']);
    assert.match(state.hosts.get('a')?.detail ?? '', /would change: openssl 3\.0\.20/);
    assert.equal(existsSync(join(root, 'a.json')), false);
  });

  it('killed while a host is patched, asks that host before it goes on, and patches it once', async () => {
    hold('a');
    const run = await started(request([host('a'), host('b')]));
    await called('held', 'a');
    process.kill(run.pid, 'SIGKILL');
    letGo('a');
    await called('installed', 'a');
    const again = await startRunnerAgain(run);
    assert.match(again.stderr, /was begun before: resume it/);
    const resumed = await resumeRunner(root, run.id, program);
    assert.ok(resumed.ok, resumed.ok ? '' : resumed.detail);
    const state = await ended(run);
    assert.deepEqual(statesOf(state), { a: 'verified', b: 'verified' });
    assert.equal(state.resumed, 1);
    assert.deepEqual(standIn('a'), { version: fixed, boot: 2, rebootRequired: false, installs: 1 });
  });

  it('refuses a second runner, and names the first', async () => {
    hold('a');
    const run = await started(request([host('a')]));
    await called('held', 'a');
    const second = await startRunnerAgain(run, '--resume');
    assert.deepEqual([second.code, second.stderr.includes(`process ${run.pid}`)], [2, true]);
    letGo('a');
    assert.equal((await ended(run)).outcome, 'completed');
  });

  it('finishes the hosts in flight on the first rung, and hears no hangup', async () => {
    hold('a');
    const run = await started(request([host('a'), host('b')]));
    await called('held', 'a');
    process.kill(run.pid, 'SIGHUP');
    ask(run, 'finish-hosts');
    await when(run.folder, runFiles.journal, (text) => text.includes('stop-requested'));
    letGo('a');
    const state = await ended(run);
    assert.deepEqual([statesOf(state), state.outcome], [{ a: 'verified', b: 'skipped' }, 'stopped']);
    assert.deepEqual(state.stop?.rung, 'finish-hosts');
  });

  it('stops between steps on SIGTERM, and resumes from there', async () => {
    hold('a');
    const run = await started(request([host('a')]));
    await called('held', 'a');
    process.kill(run.pid, 'SIGTERM');
    await when(run.folder, runFiles.journal, (text) => text.includes('stop-requested'));
    letGo('a');
    const state = await ended(run);
    assert.deepEqual([statesOf(state), state.outcome], [{ a: 'patched' }, 'stopped']);
    assert.equal(state.hosts.get('a')?.detail, 'stopped before reboot');
    assert.ok((await resumeRunner(root, run.id, program)).ok);
    assert.deepEqual(statesOf(await ended(run)), { a: 'verified' });
  });

  it('kills on the last rung, calls the host unknown, and asks it again when resumed', async () => {
    hold('a');
    const run = await started(request([host('a'), host('b')]));
    await called('held', 'a');
    ask(run, 'kill');
    const state = await ended(run);
    assert.deepEqual([statesOf(state), state.outcome], [{ a: 'unknown', b: 'skipped' }, 'stopped']);
    await called('installed', 'a');
    assert.ok((await resumeRunner(root, run.id, program)).ok);
    assert.deepEqual(statesOf(await ended(run)), { a: 'verified', b: 'skipped' });
    assert.deepEqual(standIn('a'), { version: fixed, boot: 2, rebootRequired: false, installs: 1 });
  });

  it('says why it could not begin, or could not go on', async () => {
    const steps = await startRunner(root, request([host('a', { packages: {} })]), program);
    assert.match(steps.ok ? '' : steps.detail, /a has no packages to update/);
    const gone = await started(
      request([host('a')], { ssh: { program: join(root, 'no-ssh'), connectTimeout: 3 } }),
    );
    const state = await ended(gone);
    assert.deepEqual([statesOf(state), state.outcome], [{ a: 'skipped' }, 'failed']);
    assert.match(state.detail ?? '', /no-ssh doesn't start .*ENOENT/);
  });

  it('runs over real ssh against the demo fleet', async () => {
    const fleet = await startDemoFleet({ dir: join(root, 'fleet'), timing: { packageMs: 0, rebootMs: 600 } });
    try {
      const at = (name: string, more: Partial<RunHost>): RunHost => {
        const port = fleet.hosts.find((other) => other.name === name)?.port;
        return host(name, { address: '127.0.0.1', port: port ?? 0, user: fleet.user, verify: [], ...more });
      };
      const { identityFile, knownHostsFile } = fleet;
      const ssh = { configFile: 'none', identityFile, knownHostsFile, connectTimeout: 3 };
      const health = { verify: [{ command: ['check-health', 'postgresql'], within: 0 }] };
      const postgresql = { packages: { 'postgresql-15': '15.20-0+deb12u1' }, ...health };
      const fleetRequest = request([at('web-01', {}), at('db-01', postgresql)], { ssh, reboot: 'always' });
      const state = await ended(await started(fleetRequest));
      assert.deepEqual(
        statesOf(state),
        { 'web-01': 'verified', 'db-01': 'rolled-back' },
        JSON.stringify([...state.hosts]),
      );
      assert.equal(fleet.state('web-01').packages.openssl?.version, fixed);
      const strange = request([at('web-01', {})], { ssh: { ...ssh, knownHostsFile: join(root, 'none') } });
      const refused = await ended(await started(strange));
      assert.match(refused.hosts.get('web-01')?.detail ?? '', /host key .* isn't known.*ssh-keyscan/);
    } finally {
      await fleet.stop();
    }
  });
});

function startRunnerAgain(
  run: StartedRun,
  ...options: readonly string[]
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((done) => {
    const child = spawn(program.executable, [...program.options, program.program, ...options, run.folder]);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code) => done({ code, stderr }));
  });
}
