// Create Patch Plan: for everything out of SLA, for assets, or for one advisory. The server plans; this writes its answer and opens it.

import { commands, type Disposable, l10n, Uri, window } from 'vscode';
import { methods, type PlanTarget } from '../../../server/src/protocol/requests.ts';
import { exists, writeText } from '../files.ts';
import type { Session } from '../session.ts';
import type { AssetsView } from '../views/assetsView.ts';
import { isRow } from '../views/row.ts';
import { registerCommand } from './command.ts';
import { pickTarget } from './pickTarget.ts';
import { targetOf } from './planTarget.ts';

/** `confirmed`: replace a plan of that name without asking; `show: false`: don't open it. */
export interface CreatePlanArguments {
  readonly target: PlanTarget;
  readonly name?: string;
  readonly confirmed?: boolean;
  readonly show?: boolean;
}

/** Called with nothing, with {@link CreatePlanArguments}, or by a view with a row and the selected rows. Returns the plan's URI. */
export function registerCreatePlan(session: Session, assets: AssetsView): Disposable {
  return registerCommand(session, 'patchtide.createPlan', async (argument, selection) => {
    const options = await optionsOf(assets, argument, selection);
    return options ? createPlan(session, options) : undefined;
  });
}

async function optionsOf(
  assets: AssetsView,
  argument: unknown,
  selection: unknown,
): Promise<CreatePlanArguments | undefined> {
  if (isRow(argument)) {
    const rows = Array.isArray(selection) ? selection.filter(isRow) : [];
    const target = targetOf(rows.includes(argument) ? rows : [argument]);
    if (target) return { target };
  } else if (typeof argument === 'object' && argument !== null && 'target' in argument) {
    return argument as CreatePlanArguments;
  }
  const target = await pickTarget(assets);
  return target && { target };
}

async function createPlan(session: Session, options: CreatePlanArguments): Promise<string | undefined> {
  const { target, name } = options;
  const params = { target, ...(name === undefined ? {} : { name }) };
  const progress = { location: { viewId: 'patchtide.assets' }, title: l10n.t('Planning') };
  const plan = await window.withProgress(progress, () => session.request(methods.createPlan, params));
  const uri = Uri.parse(plan.uri);
  if (!options.confirmed && (await exists(uri)) && !(await mayReplace(uri))) return undefined;
  await writeText(uri, plan.text);
  if (options.show === false) return plan.uri;
  await window.showTextDocument(uri, { preview: false });
  const summary = l10n.t('{0} assets planned, {1} not planned', plan.planned, plan.unplanned);
  window.setStatusBarMessage(`$(check) ${summary}`, 8000);
  await commands.executeCommand('patchtide.refresh');
  return plan.uri;
}

async function mayReplace(uri: Uri): Promise<boolean> {
  const replace = l10n.t('Replace');
  const file = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const detail = l10n.t('An approval of the plan that is there now does not hold for the new one.');
  const message = l10n.t('{0} exists. Replace it?', file);
  return (await window.showWarningMessage(message, { modal: true, detail }, replace)) === replace;
}
