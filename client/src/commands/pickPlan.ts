// Which plan a command is about: a row's, a file's, the one in the editor, or the one that the user picks.

import { l10n, Uri, window, workspace } from 'vscode';
import { findPlans } from '../files.ts';
import { languages } from '../session.ts';
import { isRow } from '../views/row.ts';
import { Refused } from './command.ts';

/** Undefined where the user picks none. */
export async function pickPlan(argument: unknown, title: string): Promise<Uri | undefined> {
  if (argument instanceof Uri) return argument;
  if (isRow(argument) && argument.planUri !== undefined) return Uri.parse(argument.planUri);
  const document = window.activeTextEditor?.document;
  if (document?.languageId === languages.plan && !document.isUntitled) return document.uri;
  const plans = await findPlans();
  if (plans.length === 0) throw new Refused(l10n.t('There is no patch plan in this workspace yet.'));
  const items = plans.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Patch plan') }))?.uri;
}
