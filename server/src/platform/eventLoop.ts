// The Turns port over Node's event loop: one slice of work, then whatever came in meanwhile.

import type { Turns } from '../base/ports.ts';

/** Milliseconds: nobody notices a request that waited for one. */
const SLICE = 8;

let began = performance.now();

/** Shared by all who work in slices: there is one event loop. */
export const eventLoop: Turns = {
  isOver: () => performance.now() - began >= SLICE,
  next: () =>
    new Promise((resolve) => {
      setImmediate(() => {
        began = performance.now();
        resolve();
      });
    }),
};
