// Dry-Run Patch Plan: what a run would do, asked of the hosts without changing them; so there's nothing to confirm.

import type { Disposable } from 'vscode';
import { registerCommand } from './command.ts';
import { type RunServices, startPlan } from './startPlan.ts';

/** Called with nothing, a file's URI, a plan's row, or `RunPlanArguments`. Returns the run's id. */
export function registerDryRunPlan(services: RunServices): Disposable {
  return registerCommand(services.session, 'patchtide.dryRunPlan', (argument) =>
    startPlan(services, argument, true),
  );
}
