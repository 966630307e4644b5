// Which workspace folder a command is about: the only one, or the one that the user picks.

import { l10n, type Uri, window, workspace } from 'vscode';
import { Refused } from './command.ts';

/** Undefined where the user picks none. */
export async function pickFolder(title: string): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const [only] = folders;
  if (!only) throw new Refused(l10n.t('Open a folder first.'));
  if (folders.length === 1) return only.uri;
  const items = folders.map(({ name, uri }) => ({ label: name, description: uri.path, uri }));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Workspace folder') });
  return picked?.uri;
}
