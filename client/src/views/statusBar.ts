// The one status bar item: how many assets are out of SLA. Absent where the workspace has no inventory.

import { Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Summary } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../session.ts';
import { statusOf } from './status.ts';

export function registerStatusBar(session: Session): Disposable {
  const item = window.createStatusBarItem('patchtide.summary', StatusBarAlignment.Left, 10);
  item.name = 'Patchtide';
  item.command = 'patchtide.assets.focus';
  const show = (summary: Summary): void => {
    const status = statusOf(summary, l10n.t);
    if (!status) {
      item.hide();
      return;
    }
    item.text = status.text;
    item.tooltip = status.label;
    item.accessibilityInformation = { label: status.label, role: 'button' };
    item.backgroundColor = status.warning ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  const listening = session.onDidJudge(show);
  return Disposable.from(listening, item);
}
