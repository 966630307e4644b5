// Reads a journal as it grows: bytes in, whole lines out. A line that is still being written waits for its rest. Pure; no I/O.

import type { RunEvent } from '../../../server/src/protocol/runEvents.ts';
import { decodeEvent } from '../../../server/src/run/decodeEvent.ts';

const newline = 0x0a;

export class JournalTail {
  #offset = 0;
  #rest: Uint8Array = new Uint8Array();

  /** How many bytes of the journal have been taken in. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes in what follows the bytes before; the lines that are whole now. */
  accept(bytes: Uint8Array): string {
    this.#offset += bytes.length;
    const all = concat(this.#rest, bytes);
    const end = all.lastIndexOf(newline) + 1;
    this.#rest = all.slice(end);
    return new TextDecoder().decode(all.subarray(0, end));
  }
}

/** The events of whole lines; a line that can't be read is passed over. */
export function eventsOf(lines: string): readonly RunEvent[] {
  return lines
    .split('\n')
    .map(decodeEvent)
    .filter((event) => event !== undefined);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
