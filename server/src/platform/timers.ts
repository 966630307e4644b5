// Waiting in real time. In slices, so that a machine that slept, or a clock that was set, is noticed.

import type { Instant } from '../base/ports.ts';

const slice = 30_000;

/** Resolves at that instant or earlier; at once where the signal is aborted. */
export function waitUntil(until: Instant, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, Math.min(slice, until - Date.now())));
    signal.addEventListener('abort', done);
  });
}
