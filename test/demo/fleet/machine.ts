// One demo host without its network: state, clock, locks, and the power switch. Commands read it and
// replace its state through `change`, which is also what remembers it on disk.
//
// It must not know SSH (`door` is only opened and closed) nor what any command prints.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type HostState, installedDriver, logged } from './hostState.ts';
import { findPackage, newestKernel } from './packages.ts';
import type { DemoHost, Timing } from './types.ts';

/** The power went under a running command: it ends with neither output nor exit status. */
export class HostGone extends Error {}

export interface Door {
  open(): Promise<void>;
  close(): void;
}

interface Lock {
  readonly pid: number;
  readonly program: string;
}

export class Machine {
  readonly host: DemoHost;
  readonly timing: Timing;
  readonly #save: (state: HostState) => void;
  #state: HostState;
  #door: Door | undefined;
  #power = new AbortController();
  #stopped = false;
  #dpkgLock: Lock | undefined;
  #lastPid = 800;

  constructor(host: DemoHost, timing: Timing, state: HostState, save: (state: HostState) => void) {
    this.host = host;
    this.timing = timing;
    this.#state = state;
    this.#save = save;
    save(state);
  }

  get state(): HostState {
    return this.#state;
  }

  get dpkgLock(): Lock | undefined {
    return this.#dpkgLock;
  }

  attach(door: Door): void {
    this.#door = door;
  }

  /** A stopped machine writes nothing any more: its folder may be gone. */
  change(part: Partial<HostState>): void {
    if (this.#stopped) return;
    this.#state = { ...this.#state, ...part };
    this.#save(this.#state);
  }

  log(command: string, exit: number | null): void {
    this.change(logged(this.#state, { at: new Date().toISOString(), command, exit }));
  }

  /** Rejects with `HostGone` where the machine goes down meanwhile. */
  async sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#power;
    try {
      await delay(milliseconds, undefined, { signal });
    } catch {
      throw new HostGone();
    }
  }

  /** Undefined where another process holds dpkg's lock. */
  lockDpkg(program: string): (() => void) | undefined {
    if (this.#dpkgLock !== undefined) return undefined;
    this.#lastPid += 7;
    const lock: Lock = { pid: this.#lastPid, program };
    this.#dpkgLock = lock;
    return () => {
      if (this.#dpkgLock === lock) this.#dpkgLock = undefined;
    };
  }

  /** What it comes back with is written down at once, so that a fleet stopped meanwhile doesn't forget. */
  reboot(): void {
    this.#cutPower();
    const { kernel, packages } = this.#state;
    this.change({
      bootId: randomUUID(),
      kernel: newestKernel(this.host, packages) ?? kernel,
      driver: installedDriver(packages),
      rebootRequired: [],
      stale: [],
    });
    const { signal } = this.#power;
    delay(this.timing.rebootMs, undefined, { signal })
      .then(() => this.#door?.open())
      .catch(() => undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#cutPower();
  }

  #cutPower(): void {
    this.#power.abort();
    this.#power = new AbortController();
    this.#dpkgLock = undefined;
    this.#door?.close();
  }

  /** dpkg's own order of things: the record changes package by package, as others can see. */
  setPackage(name: string, version: string | undefined, status: 'ii ' | 'iU ' | 'iF '): void {
    const { [name]: before, ...others } = this.#state.packages;
    if (version === undefined) {
      this.change({ packages: others });
      return;
    }
    const held = before?.held ?? findPackage(this.host, name)?.held ?? false;
    this.change({ packages: { ...others, [name]: { version, status, held } } });
  }
}
