// `patchtide run`: starts a run of a reviewed plan and follows it. Refuses, by name, whatever stands in the way; asks nothing, since nobody may be
// there to answer.

import { Refusal } from '../base/refusal.ts';
import { fromPath, isInside } from '../base/uri.ts';
import { prepareRun } from '../plan/prepareRun.ts';
import type { PrepareRunResult } from '../protocol/requests.ts';
import type { RunRequest, SshOptions } from '../protocol/runRequest.ts';
import { requestProblems } from '../run/start.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { followRun } from './followRun.ts';
import { counted } from './format/counted.ts';
import { printable } from './format/printable.ts';
import type { RunInvocation } from './invocation.ts';
import { openFolder } from './openFolder.ts';
import type { CliPorts } from './ports.ts';

export async function runRun(invocation: RunInvocation, ports: CliPorts): Promise<ExitCode> {
  const root = rootOf(invocation, ports);
  const request = await prepare(root, invocation, ports);
  if (!invocation.dryRun && !invocation.confirmed) {
    ports.err.write(confirmation(request));
    throw new Refusal(
      'Nothing is started without a word.',
      '`--yes` starts it; `--dry-run` changes nothing.',
    );
  }
  const started = await ports.runs.start(root, request);
  if (!started.ok) throw new Refusal(`The run did not begin: ${started.detail}`);
  ports.err.write(`patchtide: the journal is in ${printable(started.run.folder)}\n`);
  const { status, outcome } = await followRun(started.run, ports);
  if (status !== 'finished') {
    ports.err.write(
      'patchtide: the runner is gone, and the run has no end. Its journal tells how far it came.\n',
    );
    return exitCodes.findings;
  }
  return outcome === 'completed' ? exitCodes.clean : exitCodes.findings;
}

function rootOf({ folder, plan }: RunInvocation, { paths, folder: current }: CliPorts): string {
  const path = paths.resolve(current, plan);
  const root = folder === undefined ? paths.resolve(path, '..') : paths.resolve(current, folder);
  if (isInside(fromPath(root), fromPath(path))) return root;
  throw new Refusal(`The plan is not in \`${folder}\`.`, 'Name the folder that both plan and policy are in.');
}

async function prepare(root: string, invocation: RunInvocation, ports: CliPorts): Promise<RunRequest> {
  const plan = fromPath(ports.paths.resolve(ports.folder, invocation.plan));
  const found = await ports.files.stat(plan);
  if (found?.kind !== 'file') throw new Refusal(`There is no plan \`${invocation.plan}\`.`, 'Name its file.');
  const snapshot = await openFolder(root, invocation.now, ports);
  const { dryRun, overrides } = invocation;
  const ssh = absoluteSsh(invocation.ssh, ports);
  const prepared = prepareRun(snapshot, plan, { dryRun, by: ports.user, overrides, ssh });
  if (!prepared.ready) throw refusalOf(prepared.obstacles, invocation);
  const [problem] = requestProblems(prepared.request);
  if (problem !== undefined) throw new Refusal(`The plan can't be run: ${problem}.`, 'Make it again.');
  return prepared.request;
}

/** A bare program name is looked up on the path. */
function absoluteSsh(ssh: SshOptions, { paths, folder }: CliPorts): SshOptions {
  const absolute = (path: string) => paths.resolve(folder, path);
  const { program, identityFile, knownHostsFile, configFile, connectTimeout } = ssh;
  return {
    ...(program !== undefined && { program: /[\\/]/.test(program) ? absolute(program) : program }),
    ...(identityFile !== undefined && { identityFile: absolute(identityFile) }),
    ...(knownHostsFile !== undefined && { knownHostsFile: absolute(knownHostsFile) }),
    ...(configFile !== undefined && { configFile: absolute(configFile) }),
    connectTimeout,
  };
}

type Obstacles = Extract<PrepareRunResult, { ready: false }>['obstacles'];

function refusalOf(obstacles: Obstacles, { folder }: RunInvocation): Refusal {
  const options = [
    ...new Set(obstacles.filter(({ overridable }) => overridable).map(({ what }) => `--override-${what}`)),
  ];
  const canOverride = obstacles.every(({ overridable }) => overridable);
  const isBroken = obstacles.some(({ what }) => what === 'broken');
  const elsewhere =
    isBroken && folder === undefined
      ? "`--dir` names the workspace folder where it is not the plan's."
      : undefined;
  const remedy = canOverride
    ? `Or run it as it is: ${options.map((option) => `\`${option} "the reason"\``).join(' ')}.`
    : elsewhere;
  return new Refusal(`The plan is not run. ${obstacles.map(({ message }) => message).join(' ')}`, remedy);
}

function confirmation({ plan, waves, reboot, rollback }: RunRequest): string {
  const hosts = waves.flatMap((wave) => wave.hosts.map(({ name }) => printable(name)));
  const lines = [
    `Plan ${printable(plan)} patches ${counted(hosts.length, 'host')}: ${hosts.slice(0, 10).join(', ')}${hosts.length > 10 ? ', ...' : ''}.`,
    ...waves.map(
      (wave) =>
        `  wave ${printable(wave.name)}: opens ${printable(wave.opens)}, ${counted(wave.hosts.length, 'host')}`,
    ),
    `  reboot: ${reboot}; rollback: ${rollback}`,
  ];
  return `${lines.join('\n')}\n`;
}
