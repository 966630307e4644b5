// The thread's side of the reader pool: a file's kind and bytes come in, its packed facts go out, one answer for each message, in their order.

import { parentPort } from 'node:worker_threads';

/** What the pool sends. */
export interface ReadTask {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** Undefined where the reading failed: the pool reads that file itself. */
export type ReadAnswer = Uint8Array<ArrayBuffer> | undefined;

/** Answers the pool for as long as the thread lives. */
export function serveReader(read: (kind: string, bytes: Uint8Array) => Uint8Array<ArrayBuffer>): void {
  const port = parentPort;
  if (!port) throw new Error('reader.js runs in a thread of another program');
  port.on('message', ({ kind, bytes }: ReadTask) => {
    const answer = attempt(() => read(kind, bytes));
    port.postMessage(answer, answer ? [answer.buffer] : []);
  });
}

function attempt(read: () => Uint8Array<ArrayBuffer>): ReadAnswer {
  try {
    const packed = read();
    // The whole buffer travels, whatever part of it is seen.
    return packed.byteLength === packed.buffer.byteLength ? packed : packed.slice();
  } catch {
    return undefined;
  }
}
