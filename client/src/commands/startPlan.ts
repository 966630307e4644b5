// What running and dry-running a plan share. Refused in an untrusted or virtual workspace, here and not only in the menus.

import { l10n, Uri, window } from 'vscode';
import type { RunOverride } from '../../../server/src/protocol/runRequest.ts';
import { prepare } from '../run/launch.ts';
import type { RunStore } from '../run/runStore.ts';
import { startRun } from '../run/start.ts';
import type { RunTerminals } from '../run/terminal.ts';
import type { Session } from '../session.ts';
import { pickPlan } from './pickPlan.ts';
import { requireDisk, requireTrust } from './runnable.ts';

/** `confirmed`: ask nothing, refuse what stands in the way; `show: false`: open no terminal. */
export interface RunPlanArguments {
  readonly planUri: string;
  readonly confirmed?: boolean;
  readonly overrides?: readonly RunOverride[];
  readonly show?: boolean;
}

export interface RunServices {
  readonly session: Session;
  readonly store: RunStore;
  readonly terminals: RunTerminals;
  /** dist/runner.js */
  readonly runner: Uri;
}

/** Returns the run's id; undefined where the user or an obstacle stops it. */
export async function startPlan(
  services: RunServices,
  argument: unknown,
  dryRun: boolean,
): Promise<string | undefined> {
  requireTrust();
  const options = isArguments(argument) ? argument : undefined;
  const title = dryRun ? l10n.t('Dry-Run Patch Plan') : l10n.t('Run Patch Plan');
  const plan = options ? Uri.parse(options.planUri) : await pickPlan(argument, title);
  if (!plan) return undefined;
  requireDisk(plan);
  const { confirmed = false, overrides = [], show = true } = options ?? {};
  const ready = await prepare(services.session, { plan, dryRun, confirmed, overrides });
  if (!ready) return undefined;
  // The user may have taken a while over the confirmation.
  requireTrust();
  const root = Uri.parse(ready.root);
  const { id, folder } = await window.withProgress({ location: { viewId: 'patchtide.runs' }, title }, () =>
    startRun(services.runner, root, ready.request),
  );
  await services.store.follow(root, folder);
  const run = services.store.find(folder.toString());
  if (run && show) services.terminals.show(run);
  return id;
}

function isArguments(value: unknown): value is RunPlanArguments {
  if (typeof value !== 'object' || value === null || value instanceof Uri || 'context' in value) return false;
  return 'planUri' in value && typeof value.planUri === 'string';
}
