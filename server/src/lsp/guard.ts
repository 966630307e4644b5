// The one guard around every handler: cancellation and refusals become the protocol's answers, anything else is logged as the bug it is.

import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { Cancelled, checkpoint } from '../base/cancellation.ts';
import type { Logger } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import { REFUSED } from '../protocol/requests.ts';

export type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;

export function guarded<P, R>(
  handler: Handler<P, R>,
  logger: Logger,
): (params: P, token: CancellationToken) => Promise<R> {
  return async (params, token) => {
    try {
      checkpoint(token);
      return await handler(params, token);
    } catch (error) {
      if (error instanceof Cancelled) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (error instanceof Refusal)
        throw new ResponseError(REFUSED, [error.message, error.remedy ?? ''].join(' ').trim());
      logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      throw error;
    }
  };
}
