// Show Output: the log of the extension and of the language server.

import type { Disposable } from 'vscode';
import type { Session } from '../session.ts';
import { registerCommand } from './command.ts';

export function registerShowOutput(session: Session): Disposable {
  return registerCommand(session, 'patchtide.showOutput', () => session.output.show());
}
