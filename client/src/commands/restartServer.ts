// Restart Language Server: also after it has been given up.

import type { Disposable } from 'vscode';
import type { Session } from '../session.ts';
import { registerCommand } from './command.ts';

export function registerRestartServer(session: Session): Disposable {
  return registerCommand(session, 'patchtide.restartServer', () => session.restart());
}
