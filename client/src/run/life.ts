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

export interface LockHolder {
  readonly pid: number;
  readonly host: string | undefined;
  /** When the process began, as its system counts it. */
  readonly began: string | undefined;
}

/** Who a lock file's text names; undefined while it is being written. */
export function lockHolder(text: string): LockHolder | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined;
  const host = 'host' in value && typeof value.host === 'string' ? value.host : undefined;
  const began = 'began' in value && typeof value.began === 'string' ? value.began : undefined;
  return typeof value.pid === 'number' ? { pid: value.pid, host, began } : undefined;
}

/** Of Linux's files about a process and about the boot: when the process began, as a lock tells it. */
export function processBegan(stat: string, boot: string): string | undefined {
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? undefined : `${boot.trim()}/${ticks}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
