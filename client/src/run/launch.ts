// From a plan to a running runner: save, ask the server what stands in the way, override with reasons, confirm, start.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import {
  methods,
  type PrepareRunParams,
  type PrepareRunResult,
} from '../../../server/src/protocol/requests.ts';
import type { RunOverride, RunRequest } from '../../../server/src/protocol/runRequest.ts';
import { dateTime } from '../dateTime.ts';
import type { Session } from '../session.ts';
import { confirmationOf } from './confirmation.ts';
import { sshOptions } from './sshOptions.ts';
import { currentUser } from './user.ts';

export interface LaunchOptions {
  readonly plan: Uri;
  readonly dryRun: boolean;
  /** Don't ask; what stands in the way is refused. */
  readonly confirmed: boolean;
  readonly overrides: readonly RunOverride[];
}

type Ready = Extract<PrepareRunResult, { ready: true }>;
type Obstacles = Extract<PrepareRunResult, { ready: false }>['obstacles'];

/** What a runner can be started with, agreed by the user; undefined where the user doesn't. */
export async function prepare(session: Session, options: LaunchOptions): Promise<Ready | undefined> {
  if (!(await saved(options))) return undefined;
  const prepared = await ready(session, options);
  if (!prepared || options.confirmed || options.dryRun) return prepared;
  return (await confirm(prepared.request)) ? prepared : undefined;
}

/** A run is of the file as it's on disk. */
async function saved({ plan, confirmed }: LaunchOptions): Promise<boolean> {
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === plan.toString());
  if (!document?.isDirty) return true;
  const save = l10n.t('Save and Continue');
  const message = l10n.t('The plan has unsaved changes.');
  if (!confirmed && (await window.showWarningMessage(message, { modal: true }, save)) !== save) return false;
  return document.save();
}

async function ready(session: Session, options: LaunchOptions): Promise<Ready | undefined> {
  const { plan, dryRun, confirmed } = options;
  let overrides = options.overrides;
  for (;;) {
    const by = currentUser();
    const params: PrepareRunParams = {
      planUri: plan.toString(),
      dryRun,
      by,
      ssh: settingsOf(plan),
      overrides,
    };
    const answer = await session.request(methods.prepareRun, params);
    if (answer.ready) return answer;
    const added = confirmed ? refuse(answer.obstacles) : await override(answer.obstacles);
    if (!added) return undefined;
    overrides = [...overrides, ...added];
  }
}

function settingsOf(plan: Uri): PrepareRunParams['ssh'] {
  const settings = workspace.getConfiguration('patchtide.ssh', plan);
  const folder = workspace.getWorkspaceFolder(plan)?.uri ?? Uri.joinPath(plan, '..');
  const get = (name: string): unknown => settings.get<unknown>(name);
  return sshOptions({ get, home: homedir(), folder: folder.fsPath, join, isAbsolute });
}

function refuse(obstacles: Obstacles): undefined {
  void window.showErrorMessage(obstacles.map(({ message }) => message).join(' '));
}

/** Asks for a reason for each kind of obstacle; undefined where one can't be overridden, or the user doesn't. */
async function override(obstacles: Obstacles): Promise<readonly RunOverride[] | undefined> {
  const overrides: RunOverride[] = [];
  const message = l10n.t('This plan cannot run as it is');
  const detail = obstacles.map((obstacle) => obstacle.message).join('\n');
  if (!obstacles.every(({ overridable }) => overridable)) {
    await window.showErrorMessage(message, { modal: true, detail });
    return undefined;
  }
  const proceed = l10n.t('Override With a Reason...');
  if ((await window.showWarningMessage(message, { modal: true, detail }, proceed)) !== proceed)
    return undefined;
  for (const what of ['stale', 'window'] as const) {
    const messages = obstacles
      .filter((obstacle) => obstacle.what === what)
      .map((obstacle) => obstacle.message);
    if (messages.length === 0) continue;
    const reason = await askReason(messages.join(' '));
    if (reason === undefined) return undefined;
    overrides.push({ what, reason });
  }
  return overrides;
}

async function askReason(prompt: string): Promise<string | undefined> {
  const reason = await window.showInputBox({
    title: l10n.t('Why run it anyway?'),
    prompt,
    placeHolder: l10n.t('Recorded in the journal of the run'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A reason is needed.') : undefined),
  });
  return reason?.trim();
}

async function confirm(request: RunRequest): Promise<boolean> {
  const { message, detail } = confirmationOf(request, { t: l10n.t, now: Date.now(), dateTime });
  const run = l10n.t('Run');
  return (await window.showWarningMessage(message, { modal: true, detail }, run)) === run;
}
