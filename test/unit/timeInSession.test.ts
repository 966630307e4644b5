// The one timer of a session: it goes off when something changes, and looks at the clock often enough to see that the computer slept, or that the clock
// was set.

import { deepEqual, equal } from 'node:assert/strict';
import { mock } from 'node:test';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { RootSession } from '../../server/src/lsp/rootSession.ts';

const root = 'file:///w';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DUE = Date.parse('2026-11-25T10:00:00Z');

const policy = 'sla: { clock: vendor-release, rules: [{ name: week, match: {}, within: 5d }] }\n';
const inventory = 'assets:\n  a: { pending: [{ id: DSA-1, released: 2026-11-20T10:00:00Z }] }\n  b: {}\n';

async function loaded(now: number) {
  const texts = new Map([
    [`${root}/a.inventory.yaml`, inventory],
    [`${root}/p.patch-policy.yaml`, policy],
  ]);
  const clock = { time: now, now: () => clock.time };
  const session = new RootSession(root, {
    clock,
    ports: {
      files: {
        read: async (uri) => Buffer.from(texts.get(uri) ?? ''),
        glob: async () => [...texts.keys()],
        realpath: async (uri) => uri,
        stat: async () => undefined,
      },
    },
    isOpen: () => false,
    open: () => new Map(),
    hasUnsavedPolicy: () => false,
    besideEditor: (onDisk) => onDisk,
    failed: (error) => {
      throw error;
    },
    publish: () => {},
    judged: () => {},
    requestsChanged: () => {},
  });
  await session.load(neverCancelled);
  return { session, clock };
}

describe('the timer of a session', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());
  /** What was published follows with the turn. */
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('goes off when a due date passes', async () => {
    const { session, clock } = await loaded(DUE - 5 * MINUTE);
    const states: string[] = [];
    for (let minute = 0; minute < 7; minute++) {
      states.push(session.snapshot().entry('a')?.state ?? '');
      clock.time += MINUTE;
      mock.timers.tick(MINUTE);
      await turn();
    }
    deepEqual(states, [...Array(6).fill('due-soon'), 'overdue']);
    session.close();
  });

  it('sees within a minute that the computer slept, or that the clock was set back', async () => {
    const { session, clock } = await loaded(DUE - 10 * HOUR);
    equal(session.snapshot().entry('a')?.state, 'due-soon');
    clock.time = DUE + HOUR;
    mock.timers.tick(MINUTE);
    await turn();
    equal(session.snapshot().entry('a')?.state, 'overdue');
    clock.time = DUE - 10 * HOUR;
    mock.timers.tick(MINUTE);
    await turn();
    equal(session.snapshot().entry('a')?.state, 'due-soon');
    session.close();
  });

  it('does nothing while nothing changes, and nothing once the folder is closed', async () => {
    const { session, clock } = await loaded(DUE - 10 * HOUR - 30 * MINUTE);
    const snapshot = session.snapshot();
    for (let minute = 0; minute < 20; minute++) {
      clock.time += MINUTE;
      mock.timers.tick(MINUTE);
      await turn();
    }
    equal(session.snapshot(), snapshot);
    session.close();
    clock.time = DUE + HOUR;
    mock.timers.tick(HOUR);
    await turn();
    equal(session.snapshot(), snapshot);
  });
});
