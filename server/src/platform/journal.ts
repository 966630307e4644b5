// The journal's file: one JSON line an event, on disk when `append` returns. A half-written end, left by a crash, is closed with a line break
// and never removed. Only the holder of the run's lock may open it.

import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { RunEvent } from '../protocol/runEvents.ts';
import type { Journal } from '../run/ports.ts';

export interface JournalFile extends Journal {
  /** What was in it when it was opened. */
  readonly text: string;
  close(): void;
}

export function openJournal(path: string): JournalFile {
  const file = openSync(path, 'a+');
  const text = readFileSync(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) write(file, '\n');
  return {
    text,
    append(event: RunEvent) {
      write(file, `${JSON.stringify(event)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** A disk that fills up may take a part; the rest is tried once more, so that the error is told. */
function write(file: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
