// The runner's promises, for any fleet, any faults, any order of events: gates respected, every host ended, nothing done twice.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stopRungs } from '../../server/src/protocol/runEvents.ts';
import type { RunRequest } from '../../server/src/protocol/runRequest.ts';
import { errorsOf, foldJournal, type RunState } from '../../server/src/run/state.ts';
import { type Fault, fakeFleet, fakeRequest, fakeWave, faults, newVersion, oldVersion } from './fakeFleet.ts';
import { type Breaking, Crash, execute, type FakeRun, opening } from './fakeRun.ts';

interface Scenario {
  readonly waves: readonly {
    readonly faults: readonly Fault[];
    readonly concurrency: number;
    readonly maxErrors: number;
  }[];
  readonly rollback: RunRequest['rollback'];
  readonly reboot: RunRequest['reboot'];
}

const scenario = (kinds: readonly Fault[], maxErrors: fc.Arbitrary<number>): fc.Arbitrary<Scenario> =>
  fc.record({
    waves: fc.array(
      fc.record({
        faults: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 6 }),
        concurrency: fc.integer({ min: 1, max: 4 }),
        maxErrors,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    rollback: fc.constantFrom('verification-failed', 'never'),
    reboot: fc.constantFrom('ifRequired', 'never', 'always'),
  });

function requestOf({ waves, rollback, reboot }: Scenario, more: Partial<RunRequest> = {}): RunRequest {
  const made = waves.map(({ faults: hosts, concurrency, maxErrors }, wave) =>
    fakeWave(
      `wave-${wave}`,
      hosts.map((_, host) => `host-${wave}-${host}`),
      { maxConcurrency: concurrency, maxErrors },
    ),
  );
  return fakeRequest(made, { rollback, reboot, ...more });
}

/** Each act of a host takes some turns of the event loop, drawn from the seed: another interleaving for every seed. */
function runOf({ waves }: Scenario, seed: number): FakeRun {
  const scripts = waves.flatMap(({ faults: hosts }, wave) =>
    hosts.map((fault, host) => [`host-${wave}-${host}`, fault] as const),
  );
  let random = seed | 1;
  const turn = async () => {
    random = Math.imul(random ^ (random >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    for (let turns = (random >>> 8) % 5; turns >= 0; turns--) await Promise.resolve();
  };
  return { fleet: fakeFleet(new Map(scripts), turn), text: '', now: opening, pace: 1 };
}

const seeds = fc.integer();

function checkEnded(state: RunState): void {
  assert.equal(state.status, 'finished');
  for (const host of state.hosts.values()) assert.ok(host.final, `${host.name} is ${host.state}, not final`);
}

/** What is the same whether or not the controller died on the way. */
function essence(state: RunState, run: FakeRun): unknown {
  const hosts = [...state.hosts.values()].map((host) => [
    host.name,
    host.state,
    run.fleet.hosts.get(host.name)?.version,
  ]);
  return { hosts, outcome: state.outcome };
}

describe('a run, for any fleet', () => {
  it('keeps to the gates, ends every host, and journals what it keeps live', () =>
    fc.assert(
      fc.asyncProperty(scenario(faults, fc.integer({ min: 0, max: 3 })), seeds, async (plan, seed) => {
        const request = requestOf(plan);
        const run = runOf(plan, seed);
        const state = await execute(request, run, {
          onEvent(event, machine) {
            if (event.type !== 'step-started' || event.step !== 'preflight') return;
            const wave = request.waves.find(
              (other) => other.name === machine.state.hosts.get(event.host)?.wave,
            );
            assert.ok(
              wave && errorsOf(machine.state, wave.name) <= wave.maxErrors,
              'started behind a shut gate',
            );
          },
        });
        checkEnded(state);
        assert.deepEqual(foldJournal(run.text), { state, unreadable: 0 });
        assert.ok(run.fleet.mostInFlight <= Math.max(...request.waves.map((wave) => wave.maxConcurrency)));
        assert.equal(run.fleet.patchedTwice, 0);
        assert.equal(run.fleet.rebootedTwice, 0);
        for (const host of state.hosts.values()) checkTruth(state, host.name, run);
      }),
    ));

  it('may be stopped at any event by any rung, and resumed', () =>
    fc.assert(
      fc.asyncProperty(
        scenario(faults, fc.constant(1000)),
        seeds,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(...stopRungs),
        async (plan, seed, at, rung) => {
          const request = requestOf(plan);
          const run = runOf(plan, seed);
          let events = 0;
          let stopped = false;
          const state = await execute(request, run, {
            onEvent(event, machine) {
              if (stopped && event.type === 'step-started')
                assert.ok(rung === 'finish-hosts' && event.step !== 'preflight');
              if (++events !== at || event.type === 'run-finished' || machine.state.status !== 'running')
                return;
              queueMicrotask(() => {
                if (machine.state.status !== 'running') return;
                stopped = true;
                machine.stop(rung, 'li');
              });
            },
          });
          checkEnded(state);
          assert.deepEqual(foldJournal(run.text).state, state);
          if (stopped) assert.equal(state.outcome, 'stopped');
          const left = [...state.hosts.values()]
            .filter((host) => host.state === 'skipped')
            .map((host) => host.name);
          const resumed = await execute(request, run);
          checkEnded(resumed);
          for (const host of left) assert.equal(resumed.hosts.get(host)?.state, 'skipped');
          assert.equal(run.fleet.patchedTwice, 0);
          assert.equal(run.fleet.rebootedTwice, 0);
        },
      ),
    ));

  it('resumed after any crashes equals an unbroken one, and patches no host twice', () => {
    // A host that comes back too late is found by the second run, and not by the first: rightly another end.
    const certain = faults.filter((fault) => fault !== 'reboot');
    const breaking: fc.Arbitrary<Breaking> = fc.record({
      at: fc.integer({ min: 1, max: 25 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      leaves: fc.constantFrom('goes-on', 'half', 'nothing'),
    });
    return fc.assert(
      fc.asyncProperty(
        scenario(certain, fc.constant(1000)),
        seeds,
        fc.array(breaking, { minLength: 1, maxLength: 6 }),
        async (plan, seed, breaks) => {
          const request = requestOf(plan);
          const whole = runOf(plan, seed);
          const unbroken = await execute(request, whole);
          const run = runOf(plan, seed);
          let state: RunState | undefined;
          for (const next of [...breaks, undefined]) {
            try {
              state = await execute(request, run, { breaking: next });
              break;
            } catch (error) {
              if (!(error instanceof Crash)) throw error;
              foldJournal(run.text);
            }
          }
          assert.ok(state);
          checkEnded(state);
          assert.deepEqual(essence(state, run), essence(unbroken, whole));
          assert.equal(run.fleet.patchedTwice, 0);
          assert.equal(run.fleet.rebootedTwice, 0);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never patches outside the window, however long things take', () =>
    fc.assert(
      fc.asyncProperty(
        scenario(faults, fc.constant(1000)),
        seeds,
        fc.integer({ min: -6 * 60, max: 6 * 60 }),
        fc.integer({ min: 1, max: 90 }),
        fc.boolean(),
        async (plan, seed, start, minutes, waitForWindow) => {
          const request = requestOf(plan, { waitForWindow });
          const run = { ...runOf(plan, seed), now: opening + start * 60_000, pace: minutes * 60_000 };
          const state = await execute(request, run, {
            onEvent(event) {
              if (event.type !== 'step-started' || event.step !== 'patch') return;
              const at = Date.parse(event.at);
              assert.ok(at >= opening && at <= Date.parse('2026-11-29T05:30:00Z'), `patched at ${event.at}`);
            },
          });
          checkEnded(state);
          // The run's own first event takes its time, too.
          if (start + minutes < 0 && !waitForWindow) assert.equal(run.fleet.acts.length, 0);
        },
      ),
    ));
});

/** The journal says of a host what is so. */
function checkTruth(state: RunState, name: string, run: FakeRun): void {
  const host = run.fleet.hosts.get(name);
  const said = state.hosts.get(name);
  assert.ok(host && said);
  if (said.state === 'verified') assert.equal(host.version, newVersion);
  if (said.state === 'rolled-back') assert.equal(host.version, oldVersion);
  if (said.state === 'rolled-back' || said.state === 'verified') assert.equal(host.broken, false);
  if (said.state === 'skipped') assert.ok(!run.fleet.acts.some((act) => act.startsWith(`${name} `)));
}
