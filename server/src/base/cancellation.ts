// Cancellation without an editor: a token to ask, an exception to unwind with. Knows no protocol; lsp/ adapts its own tokens.

export interface CancellationToken {
  readonly isCancellationRequested: boolean;
}

export const neverCancelled: CancellationToken = { isCancellationRequested: false };

/** Thrown by {@link checkpoint}; the guard around every handler turns it into the protocol's own answer. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Called inside loops that may be O(workspace). @throws Cancelled */
export function checkpoint(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new Cancelled();
}
