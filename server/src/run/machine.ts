// A run, from its first wave to its outcome: waves in order, at most maxConcurrency hosts in flight, no new host once more than maxErrors
// of a wave have failed, the window has closed or somebody asked to stop. A wave that isn't done ends the run: no ring overtakes another.
// Every transition is in the journal before it counts. Knows no files, processes or timers: they are ports.

import type { RunEvent, RunOutcome, StopRung } from '../protocol/runEvents.ts';
import { stopRungs } from '../protocol/runEvents.ts';
import type { RunHost, RunRequest, RunWave } from '../protocol/runRequest.ts';
import type { Engine } from './engine.ts';
import { runHost } from './hostRun.ts';
import type { HostContext, HostRecord } from './hostStep.ts';
import type { RunPorts } from './ports.ts';
import { emptyRun, errorsOf, type HostProgress, isError, isSettled, type RunState, reduce } from './state.ts';
import { closedReason, windowState } from './window.ts';

/** An event without its time: the machine adds it. */
type Happening = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never;

/** Why no further host is started. */
interface Halt {
  readonly outcome: Exclude<RunOutcome, 'completed'>;
  readonly reason: string;
}

/** The one holder of a run's state while it lasts: what is in `state` is in the journal. */
export class RunMachine {
  readonly #request: RunRequest;
  readonly #ports: RunPorts;
  /** Aborted by the last rung: engines give up at once. */
  readonly #kill = new AbortController();
  /** Aborted by any rung: nobody waits for a window any more. */
  readonly #wake = new AbortController();
  #state: RunState;
  #halt: Halt | undefined;

  /** @param state what the journal of an interrupted run comes to; without it, the run begins. */
  constructor(request: RunRequest, ports: RunPorts, state: RunState = emptyRun) {
    this.#request = request;
    this.#ports = ports;
    this.#state = state;
  }

  get state(): RunState {
    return this.#state;
  }

  /** Asks to stop; a rung below the present one is ignored. */
  stop(rung: StopRung, by: string): void {
    if (this.#state.status !== 'running' || rank(rung) <= rank(this.#state.stop?.rung)) return;
    this.#record({ type: 'stop-requested', rung, by });
    this.#wake.abort();
    if (rung === 'kill') this.#kill.abort();
  }

  /** Runs to the end. @returns the state that the journal folds to. @throws where the journal can't be written. */
  async execute(): Promise<RunState> {
    this.#begin();
    this.#halt = await this.#unavailable();
    for (const wave of this.#request.waves) await this.#wave(wave);
    this.#finish();
    return this.#state;
  }

  /** Ends a run that broke for a reason of our own. */
  abandon(detail: string): void {
    if (this.#state.status === 'running') this.#record({ type: 'run-finished', outcome: 'failed', detail });
  }

  #record(happening: Happening): void {
    const event = { ...happening, at: new Date(this.#ports.clock.now()).toISOString() } as RunEvent;
    this.#ports.journal.append(event);
    this.#state = reduce(this.#state, event);
  }

  #begin(): void {
    if (this.#state.status !== 'empty') {
      this.#record({ type: 'run-resumed', pid: this.#ports.pid });
      return;
    }
    const { id, plan, planFile, digest, dryRun, by, overrides } = this.#request;
    const waves = this.#request.waves.map((wave) => ({
      name: wave.name,
      hosts: wave.hosts.map((host) => host.name),
    }));
    const about = { run: id, plan, planFile, digest, dryRun, by, overrides, waves };
    this.#record({ type: 'run-started', pid: this.#ports.pid, ...about });
  }

  async #unavailable(): Promise<Halt | undefined> {
    for (const name of new Set(this.#request.waves.map((wave) => wave.engine))) {
      const engine = this.#ports.engine(name);
      const why = engine ? await engine.unavailable() : 'this runner has no such engine yet';
      if (why !== undefined) return { outcome: 'failed', reason: `engine ${name} can't be used: ${why}` };
    }
    return undefined;
  }

  async #wave(wave: RunWave): Promise<void> {
    const hosts = wave.hosts.filter((host) => !isSettled(this.#progress(host).state));
    if (hosts.length === 0 && this.#isFinished(wave)) return;
    const engine = this.#ports.engine(wave.engine);
    await this.#opening(wave);
    const halted = this.#standstill(wave);
    if (halted !== undefined || engine === undefined) {
      // Hosts that were begun before an interruption keep what is known of them.
      for (const host of hosts) this.#leave(host, halted ?? '');
      return;
    }
    this.#record({ type: 'wave-started', wave: wave.name });
    await this.#pool(wave, hosts, engine);
    this.#record({ type: 'wave-finished', wave: wave.name, errors: errorsOf(this.#state, wave.name) });
    this.#judge(wave);
  }

  #isFinished(wave: RunWave): boolean {
    this.#judge(wave);
    return (
      this.#halt !== undefined ||
      this.#state.waves.some((w) => w.name === wave.name && w.status === 'finished')
    );
  }

  /** Waits for the wave's opening, or refuses to. */
  async #opening(wave: RunWave): Promise<void> {
    if (this.#standstill(wave) !== undefined || this.#window(wave) !== 'not-yet') return;
    if (!this.#request.waitForWindow) {
      this.#halt = { outcome: 'failed', reason: `the window of wave ${wave.name} opens at ${wave.opens}` };
      return;
    }
    this.#record({ type: 'wave-waiting', wave: wave.name, until: wave.opens });
    while (this.#window(wave) === 'not-yet' && this.#state.stop === undefined) {
      await this.#ports.wait(Date.parse(wave.opens), this.#wake.signal);
    }
  }

  /** Workers that take the next host until there is none or the gate is shut. What one throws is thrown when all have come to rest. */
  async #pool(wave: RunWave, hosts: readonly RunHost[], engine: Engine): Promise<void> {
    const queue = [...hosts];
    let broken: unknown;
    const work = async (): Promise<void> => {
      for (let host = queue.shift(); host !== undefined && broken === undefined; host = queue.shift()) {
        try {
          const gate = this.#gate(wave, host);
          if (gate === undefined) await runHost(this.#context(wave, host, engine));
          else this.#leave(host, gate);
        } catch (error) {
          broken ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(wave.maxConcurrency, hosts.length) }, work));
    if (broken !== undefined) throw broken;
  }

  /** Why this host isn't started; a host whose patching was begun in its window is seen through after it. */
  #gate(wave: RunWave, host: RunHost): string | undefined {
    const standstill = this.#standstill(wave);
    if (standstill !== undefined) return standstill;
    const begun = this.#progress(host).steps.some((step) => step.step === 'patch');
    return begun || this.#window(wave) === 'open' ? undefined : closedReason(wave);
  }

  /** Why no host of the wave is started at all. */
  #standstill(wave: RunWave): string | undefined {
    const { stop } = this.#state;
    if (stop) return `stopped by ${stop.by}`;
    if (this.#halt) return this.#halt.reason;
    return tooManyErrors(this.#state, wave);
  }

  #leave(host: RunHost, reason: string): void {
    const { state, steps } = this.#progress(host);
    const begun = steps.some((step) => step.step === 'patch');
    if (!begun)
      this.#record({ type: 'host-changed', host: host.name, state: 'skipped', detail: reason, final: true });
    else {
      const certain = state === 'patched' || state === 'rebooted' ? state : 'unknown';
      const detail = `interrupted, and not taken up again: ${reason}`;
      this.#record({ type: 'host-changed', host: host.name, state: certain, detail, final: true });
    }
  }

  /** After a wave: may the next one begin? */
  #judge(wave: RunWave): void {
    if (this.#halt || this.#state.stop) return;
    const errors = tooManyErrors(this.#state, wave);
    if (errors !== undefined) this.#halt = { outcome: 'failed', reason: errors };
    const left = this.#hostsOf(wave).filter((host) => host.state === 'skipped');
    const reason = left[0]?.detail;
    if (errors === undefined && reason !== undefined) {
      this.#halt = {
        outcome: 'failed',
        reason: `wave ${wave.name} left ${left.length} of its hosts: ${reason}`,
      };
    }
  }

  #finish(): void {
    const { outcome, detail } = this.#outcome();
    this.#record({ type: 'run-finished', outcome, ...(detail === undefined ? {} : { detail }) });
  }

  #outcome(): { readonly outcome: RunOutcome; readonly detail?: string } {
    const { stop } = this.#state;
    if (stop) return { outcome: 'stopped', detail: `stopped by ${stop.by} (${stop.rung})` };
    if (this.#halt) return { outcome: this.#halt.outcome, detail: this.#halt.reason };
    const errors = [...this.#state.hosts.values()].filter(isError).length;
    if (errors > 0) return { outcome: 'completed-with-errors', detail: hostsFailed(errors) };
    return { outcome: 'completed' };
  }

  #context(wave: RunWave, host: RunHost, engine: Engine): HostContext {
    return {
      request: this.#request,
      wave,
      host,
      session: engine.open(host, this.#ports.log(host.name), this.#kill.signal),
      progress: () => this.#progress(host),
      record: this.#hostRecord(host.name),
      stopping: () => this.#state.stop?.rung,
      now: () => this.#ports.clock.now(),
    };
  }

  #hostRecord(host: string): HostRecord {
    return {
      stepStarted: (step) => this.#record({ type: 'step-started', host, step }),
      stepFinished: (step, { ok, detail }) =>
        this.#record({ type: 'step-finished', host, step, ok, ...(detail === undefined ? {} : { detail }) }),
      changed: (state, change = {}) => this.#record({ type: 'host-changed', host, state, ...change }),
    };
  }

  #window(wave: RunWave) {
    return windowState(this.#request, wave, this.#ports.clock.now());
  }

  #hostsOf(wave: RunWave): readonly HostProgress[] {
    return wave.hosts.map((host) => this.#progress(host));
  }

  #progress(host: RunHost): HostProgress {
    const progress = this.#state.hosts.get(host.name);
    if (!progress) throw new Error(`the journal doesn't know the host ${host.name}`);
    return progress;
  }
}

function rank(rung: StopRung | undefined): number {
  return rung === undefined ? -1 : stopRungs.indexOf(rung);
}

function tooManyErrors(state: RunState, wave: RunWave): string | undefined {
  const errors = errorsOf(state, wave.name);
  return errors > wave.maxErrors
    ? `${hostsFailed(errors)} in wave ${wave.name}; tolerated: ${wave.maxErrors}`
    : undefined;
}

function hostsFailed(count: number): string {
  return count === 1 ? '1 host failed' : `${count} hosts failed`;
}
