// Whether a run goes on: what its journal says, and whether a runner holds its lock. Pure.

import type { RunState } from '../../../server/src/run/state.ts';

/** `starting`: its runner hasn't taken the lock yet. `interrupted`: its runner is gone without having finished. */
export type Life = 'starting' | 'live' | 'finished' | 'interrupted';

/** How long a runner may take until it holds the lock, milliseconds. */
export const startLimit = 15_000;

export interface Signs {
  readonly state: RunState;
  /** A living process holds the lock. */
  readonly held: boolean;
  /** Milliseconds since its request was written. */
  readonly age: number;
}

export function lifeOf({ state, held, age }: Signs): Life {
  if (state.status === 'finished') return 'finished';
  if (held) return 'live';
  return state.status === 'empty' && age < startLimit ? 'starting' : 'interrupted';
}

export function goesOn(life: Life): boolean {
  return life === 'starting' || life === 'live';
}

/** The process id in a lock file's text. */
export function lockHolder(text: string): number | undefined {
  const pid = /^\s*(\d+)\b/.exec(text)?.[1] ?? /"pid"\s*:\s*(\d+)/.exec(text)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
