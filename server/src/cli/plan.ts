// `patchtide plan`: a plan for what is out of SLA, for assets or for an advisory, to standard output or into a file for review.

import { Refusal } from '../base/refusal.ts';
import { folderOf, fromPath } from '../base/uri.ts';
import { planForTarget } from '../plan/planForTarget.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
import type { Plan } from '../schema/plan.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { counted } from './format/counted.ts';
import { printable } from './format/printable.ts';
import type { PlanInvocation } from './invocation.ts';
import { openFolder } from './openFolder.ts';
import type { CliPorts } from './ports.ts';

/** Reasons that are listed on standard error; the plan has them all. */
const MAX_REASONS = 10;

export async function runPlan(invocation: PlanInvocation, ports: CliPorts): Promise<ExitCode> {
  const { target, name, out } = invocation;
  const path = out === undefined ? undefined : ports.paths.resolve(ports.folder, out);
  if (path !== undefined) checkName(path, ports);
  const snapshot = await openFolder(invocation.folder, invocation.now, ports);
  const isOverdue = snapshot.counts.overdue > 0;
  if (target.kind === 'overdue' && snapshot.assets.size > 0 && !isOverdue) {
    ports.err.write('patchtide: nothing is out of SLA, so no plan is made.\n');
    return exitCodes.clean;
  }
  const folder = path === undefined ? snapshot.root : folderOf(fromPath(path));
  const made = planForTarget(snapshot, target, name, folder);
  if (path === undefined) ports.out.write(made.text);
  else await write(path, made.text, { invocation, ports });
  ports.err.write(noteOf(made));
  return made.planned === 0 ? exitCodes.findings : exitCodes.clean;
}

function checkName(path: string, { paths }: CliPorts): void {
  const name = path.slice(path.lastIndexOf(paths.sep) + 1);
  if (kindOfFile(name)?.id === 'plan') return;
  throw new Refusal(`\`--out ${name}\` is not a plan's name.`, 'Let it end with `.patch-plan.yaml`.');
}

interface Writing {
  readonly invocation: PlanInvocation;
  readonly ports: CliPorts;
}

async function write(path: string, text: string, { invocation, ports }: Writing): Promise<void> {
  const failure = await ports.createFile(path, text, invocation.force);
  if (failure === 'exists') {
    throw new Refusal(`\`${invocation.out}\` is there already.`, '`--force` replaces it.');
  }
  if (failure !== undefined) throw new Refusal(`\`${invocation.out}\` can't be written: ${failure}`);
}

function noteOf({ plan, planned, unplanned }: { plan: Plan; planned: number; unplanned: number }): string {
  const reasons = Object.entries(plan.unplanned ?? {})
    .slice(0, MAX_REASONS)
    .map(([asset, { because }]) => `  ${printable(asset)}: ${printable(because)}\n`);
  const rest = unplanned > MAX_REASONS ? `  and ${unplanned - MAX_REASONS} more, in the plan\n` : '';
  const left = unplanned > 0 ? `; not placed, or not wholly, ${unplanned}:\n` : '\n';
  const waves = counted(plan.waves.length, 'wave');
  return `patchtide: plan ${printable(plan.plan)}: ${counted(planned, 'asset')} in ${waves}${left}${reasons.join('')}${rest}`;
}
