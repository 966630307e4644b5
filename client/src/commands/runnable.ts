// Where runs are refused whatever the menus say: the workspace isn't trusted, or isn't on a disk that a runner can reach.

import { l10n, type Uri, workspace } from 'vscode';
import { Refused } from './command.ts';

export function requireTrust(): void {
  if (!workspace.isTrusted) {
    throw new Refused(l10n.t('Patch runs need a trusted workspace: this one is in Restricted Mode.'));
  }
}

export function requireDisk(uri: Uri): void {
  if (uri.scheme !== 'file')
    throw new Refused(l10n.t('Patch runs need a folder on disk: this one is virtual.'));
}
