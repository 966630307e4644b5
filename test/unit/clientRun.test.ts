// A run as the client sees it: the tail of its journal, its life, its lines in a terminal, its rows in the tree, what is confirmed before it.

import assert from 'node:assert/strict';
import { confirmationOf } from '../../client/src/run/confirmation.ts';
import { runnerEnvironment } from '../../client/src/run/environment.ts';
import type { RunView } from '../../client/src/run/followedRun.ts';
import { eventsOf, JournalTail } from '../../client/src/run/journalTail.ts';
import { nextRung } from '../../client/src/run/ladder.ts';
import { lifeOf, lockHolder, processBegan, startLimit } from '../../client/src/run/life.ts';
import { clean, renderEvent } from '../../client/src/run/render.ts';
import { sshOptions } from '../../client/src/run/sshOptions.ts';
import type { Translate } from '../../client/src/translate.ts';
import { runPage } from '../../client/src/views/runTree.ts';
import type { RunEvent } from '../../server/src/protocol/runEvents.ts';
import type { RunRequest } from '../../server/src/protocol/runRequest.ts';
import { emptyRun, foldJournal, type RunState, reduce } from '../../server/src/run/state.ts';

const t: Translate = (message, ...args) =>
  message.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));
const at = '2026-11-23T12:00:00.000Z';
const start: RunEvent = {
  type: 'run-started',
  at,
  run: '20261123T120000Z-openssl',
  plan: 'openssl',
  planFile: 'plans/openssl.patch-plan.yaml',
  digest: 'sha256:1',
  dryRun: false,
  by: 'li@desk',
  pid: 42,
  overrides: [{ what: 'window', reason: 'exploited' }],
  waves: [
    { name: 'canary', hosts: ['web-01'] },
    { name: 'broad', hosts: ['web-02', 'web-03'] },
  ],
};
const events: readonly RunEvent[] = [
  start,
  { type: 'wave-started', at, wave: 'canary' },
  { type: 'step-started', at, host: 'web-01', step: 'patch' },
  { type: 'step-finished', at, host: 'web-01', step: 'patch', ok: true },
  {
    type: 'host-changed',
    at,
    host: 'web-01',
    state: 'rolled-back',
    detail: 'nginx does not answer',
    before: { openssl: '3.0.11' },
    after: { openssl: '3.0.15' },
  },
  { type: 'wave-finished', at, wave: 'canary', errors: 1 },
];
const journal = events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('journal tail', () => {
  it('yields the same events however the bytes arrive', () => {
    const text = journal.replace('nginx does', 'nginx – does');
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 7, 64, 1000, bytes.length]) {
      const tail = new JournalTail();
      let lines = '';
      for (let from = 0; from < bytes.length; from += size)
        lines += tail.accept(bytes.slice(from, from + size));
      assert.equal(lines, text);
      assert.equal(tail.offset, bytes.length);
    }
  });

  it('waits for the rest of a line, and passes over what cannot be read', () => {
    const tail = new JournalTail();
    assert.equal(tail.accept(new TextEncoder().encode('{"type":')), '');
    assert.deepEqual(eventsOf('not json\n{"type":"nonsense"}\n'), []);
    assert.equal(eventsOf(journal).length, events.length);
  });
});

describe('life of a run', () => {
  const running = reduce(emptyRun, start);
  const finished = reduce(running, { type: 'run-finished', at, outcome: 'completed' });

  it('goes by the journal first, then by the lock', () => {
    assert.equal(lifeOf({ state: finished, held: true, age: 0 }), 'finished');
    assert.equal(lifeOf({ state: running, held: true, age: 0 }), 'live');
    assert.equal(lifeOf({ state: running, held: false, age: 0 }), 'interrupted');
    assert.equal(lifeOf({ state: emptyRun, held: false, age: 10 }), 'starting');
    assert.equal(lifeOf({ state: emptyRun, held: false, age: startLimit + 1 }), 'interrupted');
  });

  it('reads the holder of a lock', () => {
    assert.deepEqual(lockHolder('{"pid":4711,"host":"desk"}\n'), {
      pid: 4711,
      host: 'desk',
      began: undefined,
    });
    assert.equal(lockHolder('{"pid":47'), undefined);
    assert.equal(lockHolder('"x"'), undefined);
  });

  it('tells a process from a later one with its id', () => {
    const fields = Array.from({ length: 30 }, (_, index) => `f${index + 3}`).join(' ');
    assert.equal(processBegan(`42 (a) b) ${fields}`, 'boot-1\n'), 'boot-1/f22');
  });

  it('stops by a ladder', () => {
    assert.deepEqual(
      [undefined, 'finish-hosts', 'between-steps', 'kill'].map((rung) => nextRung(rung as never)),
      ['finish-hosts', 'between-steps', 'kill', 'kill'],
    );
  });
});

describe('run in a terminal', () => {
  const context = { t, time: (instant: string) => instant.slice(11, 19) };
  const linesOf = (list: readonly RunEvent[]): string => {
    let state: RunState = emptyRun;
    const lines: string[] = [];
    for (const event of list) {
      state = reduce(state, event);
      lines.push(...renderEvent(event, state, context));
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the styles are what is taken out
    return lines.join('\n').replace(/\u001b\[\d+m/g, '');
  };

  it('has a header, a line for each host event, and the result', () => {
    const end: RunEvent = { type: 'run-finished', at, outcome: 'completed-with-errors' };
    const text = linesOf([...events, end]);
    assert.match(
      text,
      /^Patch run of openssl\nplans\/openssl\.patch-plan\.yaml: 2 waves, 3 hosts, started by li@desk/,
    );
    assert.match(text, /Overridden: window - exploited/);
    assert.match(
      text,
      /12:00:00 {2}web-01 +rolled back: nginx does not answer; openssl 3\.0\.11 -> 3\.0\.15/,
    );
    assert.match(text, /Completed with errors\n1 rolled back, 2 queued$/);
  });

  it('lets no host draw in the terminal', () => {
    assert.equal(clean('\u001b[2Jgone\r\n\u009b31m\u0007'), '[2Jgone 31m');
    const text = linesOf([
      start,
      { type: 'host-changed', at, host: 'web-01', state: 'failed', detail: '\u001b]0;x\u0007' },
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    assert.doesNotMatch(text, /[\u001b\u0007]/);
  });
});

describe('runs tree', () => {
  const { state } = foldJournal(journal);
  const live: RunView = { key: 'file:///w/.patchtide/runs/1', id: '1', life: 'live', state };
  const context = { t, when: (instant: string) => instant.slice(0, 10) };
  const source = {
    live: () => [live],
    past: () => [],
    find: (key: string) => (key === live.key ? live : undefined),
    plans: async () => [
      { uri: 'file:///w/plans/openssl.patch-plan.yaml', path: 'plans/openssl.patch-plan.yaml' },
    ],
    read: async () => {},
  };
  const page = (parent?: Parameters<typeof runPage>[2]) => runPage(source, context, parent, 0, 200);

  it('has sections, runs, waves and hosts, each with its state in words', async () => {
    const sections = (await page()).rows;
    assert.deepEqual(
      sections.map(({ label }) => label),
      ['Running', 'Plans'],
    );
    const [run] = (await page(sections[0])).rows;
    assert.equal(run?.context, 'run.live');
    assert.equal(run?.description, '0 of 3 hosts done - 2026-11-23');
    const waves = (await page(run)).rows;
    assert.deepEqual(
      waves.map(({ label, description }) => `${label}: ${description}`),
      ['canary: 1 host, 1 error', 'broad: 2 hosts, not begun'],
    );
    const [host] = (await page(waves[0])).rows;
    assert.equal(
      host?.accessibilityLabel,
      'web-01, rolled back - nginx does not answer - openssl 3.0.11 -> 3.0.15',
    );
    assert.deepEqual(
      (await page(waves[1])).rows.map(({ label }) => label),
      ['web-02', 'web-03'],
    );
  });

  it("shows a plan with its last run's state", async () => {
    const [plan] = (await page((await page()).rows[1])).rows;
    assert.equal(plan?.label, 'openssl');
    assert.equal(plan?.description, '0 of 3 hosts done');
    assert.equal(plan?.planUri, 'file:///w/plans/openssl.patch-plan.yaml');
  });

  it('gives unique ids and an accessible name to every row', async () => {
    const rows = [];
    for (const queue = [...(await page()).rows]; queue.length > 0; ) {
      const row = queue.shift();
      if (!row) break;
      rows.push(row);
      if (row.expandable) queue.push(...(await page(row)).rows);
    }
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    assert.ok(rows.every(({ accessibilityLabel }) => accessibilityLabel !== ''));
  });
});

describe('before a run', () => {
  const host = {
    name: 'web-01',
    address: 'web-01',
    port: 22,
    become: true,
    packages: {},
    clears: [],
    verify: [],
  };
  const request: RunRequest = {
    version: 1,
    id: '1',
    plan: 'openssl',
    planFile: 'p.patch-plan.yaml',
    digest: 'sha256:1',
    dryRun: false,
    reboot: 'ifRequired',
    rollback: 'never',
    by: 'li@desk',
    overrides: [{ what: 'stale', reason: 'checked by hand' }],
    waitForWindow: true,
    ssh: { connectTimeout: 10 },
    waves: [
      {
        name: 'canary',
        opens: at,
        engine: 'ssh',
        maxConcurrency: 2,
        maxErrors: 0,
        steps: ['patch'],
        hosts: [host],
      },
    ],
  };

  it('says how many hosts, what is first, and what cannot be taken back', () => {
    const context = { t, now: Date.parse(at) - 1, dateTime: (instant: string) => instant };
    const { message, detail } = confirmationOf(request, context);
    assert.equal(message, 'Patch 1 host by plan openssl?');
    assert.match(detail, /canary \(web-01\)/);
    assert.match(detail, /starts when its window opens/);
    assert.match(detail, /reboot cannot be taken back/);
    assert.match(detail, /Nothing is rolled back/);
    assert.match(detail, /Overridden: stale - checked by hand/);
  });

  it('reads how hosts are reached from settings of any kind', () => {
    const values: Readonly<Record<string, unknown>> = {
      program: 'ssh',
      identityFile: '~/.ssh/patch',
      knownHostsFile: 'demo/known_hosts',
      configFile: 42,
      connectTimeout: 'soon',
    };
    const settings = {
      get: (name: string) => values[name],
      home: '/home/li',
      folder: '/w',
      join: (...parts: readonly string[]) => parts.join('/').replace(/\/+/g, '/'),
      isAbsolute: (path: string) => path.startsWith('/'),
    };
    assert.deepEqual(sshOptions(settings), {
      identityFile: '/home/li/.ssh/patch',
      knownHostsFile: '/w/demo/known_hosts',
      connectTimeout: 10,
    });
  });

  it("leaves the editor's own variables to the editor", () => {
    const own = {
      PATH: '/bin',
      SSH_AUTH_SOCK: '/s',
      VSCODE_IPC_HOOK: 'x',
      ELECTRON_NO_ASAR: '1',
      NODE_OPTIONS: '-r x',
    };
    assert.deepEqual(runnerEnvironment(own, { ELECTRON_RUN_AS_NODE: '1' }), {
      PATH: '/bin',
      SSH_AUTH_SOCK: '/s',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
});
