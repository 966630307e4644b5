// Plans run inside VS Code: by the extension's own runner process, over the system's ssh, against hosts that speak it. What a run did is read
// where auditors will read it: in its journal, and on the hosts.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationTarget, commands, type Uri, window, workspace } from 'vscode';
import { runFiles } from '../../../server/src/protocol/runEvents.ts';
import { runsFolder } from '../../../server/src/protocol/runLaunch.ts';
import { foldJournal, type RunState } from '../../../server/src/run/state.ts';
import { activated } from './extension.ts';
import type { FleetPlace } from './fleetProcess.ts';
import { problemsOf } from './problems.ts';
import { daysAgo, remove, textWhere, uriOf, write } from './workspaceFiles.ts';

const fixed = '3.0.22-1~deb12u2';
const runLimit = 60_000;

const policy = `scope: { environment: ran }
sla:
  clock: vendor-release
  rules:
    - { name: all, match: {}, within: 24h }
rings:
  all: { maxConcurrency: 1, maxErrors: 1 }
verification:
  - { match: { groups: ran-db }, command: [check-health, postgresql], within: PT1S }
rollback: { when: verification-failed, by: package }
`;

function inventory({ user, ports }: FleetPlace): string {
  const asset = (name: string, pending: string, groups = ''): string => `  ${name}:
    address: 127.0.0.1
    os: debian 12
    environment: ran
    groups: [${groups}]
    connection: { user: ${user}, port: ${ports[name]}, become: true }
    pending:
      - { severity: critical, released: ${daysAgo(5)}, ${pending} }
`;
  const openssl = `id: DSA-11, package: openssl, installed: 3.0.20-1~deb12u2, fixed: ${fixed}`;
  const postgres = 'id: DSA-12, package: postgresql-15, installed: 15.18-0+deb12u1, fixed: 15.20-0+deb12u1';
  return [
    'assets:\n',
    asset('web-01', openssl),
    asset('web-02', openssl),
    asset('db-01', postgres, 'ran-db'),
    'groups:\n  ran-db: {}\n',
  ].join('');
}

describe('runs', function () {
  this.timeout(runLimit);
  let home = '';
  let fleet: ChildProcess | undefined;
  let place: FleetPlace;

  before(async () => {
    const extension = await activated();
    home = await mkdtemp(join(tmpdir(), 'pt-runs-'));
    fleet = startFleet(extension, join(home, 'fleet'));
    place = await told(fleet);
    const configFile = join(home, 'ssh_config');
    await writeFile(configFile, '# The hosts of this suite need no configuration.\n');
    await setting('configFile', configFile);
    await setting('identityFile', place.identityFile);
    await setting('knownHostsFile', place.knownHostsFile);
    await write('runs/ran.patch-policy.yaml', policy);
    const file = await write('runs/ran.inventory.yaml', inventory(place));
    await problemsOf(file, 'sla/overdue', 'sla/overdue', 'sla/overdue');
  });

  after(async () => {
    for (const name of ['configFile', 'identityFile', 'knownHostsFile']) await setting(name, undefined);
    fleet?.disconnect();
    await commands.executeCommand('workbench.action.closeAllEditors');
    for (const terminal of window.terminals) terminal.dispose();
    await Promise.all(['runs', '.patchtide'].map(remove));
    await Promise.all(
      (await workspace.findFiles('**/*.patch-plan.yaml')).map((uri) => workspace.fs.delete(uri)),
    );
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  async function plan(name: string, ...assets: readonly string[]): Promise<string> {
    const options = { target: { kind: 'assets', assets }, name, confirmed: true, show: false };
    const uri = await commands.executeCommand<string>('patchtide.createPlan', options);
    assert.ok(uri, `no plan for ${assets.join()}`);
    return uri;
  }

  const versionOn = async (host: string, name: string): Promise<unknown> => {
    const state = JSON.parse(
      await readFile(join(home, 'fleet/hosts', `${host}.json`), 'utf8').catch(() => '{}'),
    );
    return state.packages?.[name]?.version;
  };

  it('refuse a host whose key is not known', async () => {
    const empty = join(home, 'known_nothing');
    await writeFile(empty, '');
    await setting('knownHostsFile', empty);
    const planUri = await plan('unknown-key', 'web-01');
    const { state } = await ended(
      await start('patchtide.runPlan', { planUri, confirmed: true, show: false }),
    );
    await setting('knownHostsFile', place.knownHostsFile);
    assert.match(state.hosts.get('web-01')?.detail ?? '', /host key/);
    assert.notEqual(await versionOn('web-01', 'openssl'), fixed);
  });

  it('say dry what they would do, and leave the hosts as they are', async () => {
    const planUri = await plan('dry', 'web-01');
    const { state } = await ended(
      await start('patchtide.dryRunPlan', { planUri, confirmed: true, show: false }),
    );
    assert.equal(state.dryRun, true);
    assert.equal(state.outcome, 'completed', state.detail);
    assert.equal(state.hosts.get('web-01')?.state, 'prechecked');
    assert.notEqual(await versionOn('web-01', 'openssl'), fixed);
  });

  it('patch hosts, roll back the one that fails its check, and show both in a terminal', async () => {
    const planUri = await plan('both', 'web-01', 'db-01');
    const opened = new Promise<string>((resolve) => {
      const listening = window.onDidOpenTerminal(({ name }) => {
        listening.dispose();
        resolve(name);
      });
    });
    const { id, state } = await ended(await start('patchtide.runPlan', { planUri, confirmed: true }));
    assert.equal(await opened, 'both');
    assert.equal(state.outcome, 'completed-with-errors', state.detail);
    assert.deepEqual([...state.hosts.values()].map((host) => [host.name, host.state]).toSorted(), [
      ['db-01', 'rolled-back'],
      ['web-01', 'verified'],
    ]);
    assert.equal(await versionOn('web-01', 'openssl'), fixed);
    assert.equal(await versionOn('db-01', 'postgresql-15'), '15.18-0+deb12u1');
    const log = await readFile(join(folderOf(id).fsPath, runFiles.logs, 'web-01.log'), 'utf8');
    assert.match(log, /apt-get/);
    assert.equal(await commands.executeCommand('patchtide.showRun', id), id);
  });

  it('stop after the hosts in flight', async () => {
    const planUri = await plan('stopped', 'web-02', 'db-01');
    const id = await start('patchtide.runPlan', { planUri, confirmed: true, show: false });
    await journal(id, (text) => text.includes('"step-started"'));
    const rung = await commands.executeCommand('patchtide.stopRun', { run: id, confirmed: true });
    assert.equal(rung, 'finish-hosts');
    const { state } = await ended(id);
    assert.equal(state.outcome, 'stopped');
    const states = [...state.hosts.values()].map((host) => host.state).toSorted();
    assert.equal(states[1], 'skipped');
    assert.ok(states[0] === 'rolled-back' || states[0] === 'verified', states.join());
    assert.equal(await commands.executeCommand('patchtide.stopRun', { run: id, confirmed: true }), undefined);
  });

  it('refuse a plan that its inputs have overtaken, unless a reason is recorded', async () => {
    const planUri = await plan('stale', 'web-02');
    const file = uriOf('runs/ran.inventory.yaml');
    const overdue = ['sla/overdue', 'sla/overdue', 'sla/overdue'];
    const changed = problemsOf(file, ...overdue, 'schema/unknown-key');
    const newer = inventory(place).replaceAll(daysAgo(5), daysAgo(6));
    await write('runs/ran.inventory.yaml', `${newer}mark: 1\n`);
    await changed;
    assert.equal(
      await commands.executeCommand('patchtide.runPlan', { planUri, confirmed: true, show: false }),
      undefined,
    );
    const overrides = [{ what: 'stale', reason: 'only a date has changed' }];
    const id = await start('patchtide.dryRunPlan', { planUri, confirmed: true, show: false, overrides });
    await ended(id);
    assert.match(await journal(id, () => true), /only a date has changed/);
  });

  it('leave nothing running', async () => {
    const runs = await workspace.fs.readDirectory(uriOf(runsFolder));
    assert.equal(runs.length, 5);
    for (const [id] of runs) await ended(id);
  });
});

function startFleet(extension: string, dir: string): ChildProcess {
  const tsx = pathToFileURL(join(extension, 'node_modules/tsx/dist/esm/index.mjs')).href;
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return fork(join(extension, 'test/editor/suite/fleetProcess.ts'), [dir], {
    execArgv: ['--import', tsx],
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

function told(fleet: ChildProcess): Promise<FleetPlace> {
  return new Promise((resolve, reject) => {
    fleet.once('message', (place: FleetPlace) => resolve(place));
    fleet.once('error', reject);
    fleet.once('exit', (code) => reject(new Error(`the fleet ended with ${code}`)));
  });
}

function setting(name: string, value: string | undefined): Thenable<void> {
  return workspace.getConfiguration('patchtide.ssh').update(name, value, ConfigurationTarget.Global);
}

async function start(command: string, options: object): Promise<string> {
  const id = await commands.executeCommand<string>(command, options);
  assert.ok(id, `${command} has started nothing`);
  return id;
}

function folderOf(id: string): Uri {
  return uriOf(`${runsFolder}/${id}`);
}

function journal(id: string, wanted: (text: string) => boolean): Promise<string> {
  return textWhere(join(folderOf(id).fsPath, runFiles.journal), wanted, runLimit / 2);
}

/** Its last word is in the journal, and its runner has let go. */
async function ended(id: string): Promise<{ readonly id: string; readonly state: RunState }> {
  const text = await journal(id, (lines) => foldJournal(lines).state.status === 'finished');
  await textWhere(join(folderOf(id).fsPath, runFiles.lock), (lock) => lock === '');
  return { id, state: foldJournal(text).state };
}
