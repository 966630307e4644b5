// Run Patch Plan: against real hosts, after a confirmation.

import type { Disposable } from 'vscode';
import { registerCommand } from './command.ts';
import { type RunServices, startPlan } from './startPlan.ts';

/** Called with nothing, a file's URI, a plan's row, or `RunPlanArguments`. Returns the run's id. */
export function registerRunPlan(services: RunServices): Disposable {
  return registerCommand(services.session, 'patchtide.runPlan', (argument) =>
    startPlan(services, argument, false),
  );
}
