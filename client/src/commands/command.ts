// What all commands share: registration with one guard. A refusal becomes a message for the user, a cancellation nothing, a bug a message
// with a way to the log. A command that is refused or cancelled returns undefined.

import { CancellationError, commands, type Disposable, l10n, window } from 'vscode';
import { REFUSED } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../session.ts';

/** Refuses a command with a message for the user. */
export class Refused extends Error {}

export type CommandHandler = (...args: readonly unknown[]) => unknown;

/** LSP's own codes for requests that were given up. */
const givenUp: ReadonlySet<unknown> = new Set([-32800, -32801, -32802]);

export function registerCommand(session: Session, id: string, handler: CommandHandler): Disposable {
  return commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      return await handler(...args);
    } catch (error) {
      report(session, id, error);
      return undefined;
    }
  });
}

function report(session: Session, id: string, error: unknown): void {
  if (error instanceof CancellationError) return;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (givenUp.has(code)) return;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refused || code === REFUSED) {
    void window.showErrorMessage(message);
    return;
  }
  session.output.error(`${id}: ${error instanceof Error ? (error.stack ?? message) : message}`);
  const show = l10n.t('Show Output');
  void window.showErrorMessage(l10n.t('Patchtide failed: {0}', message), show).then((choice) => {
    if (choice === show) session.output.show();
  });
}
