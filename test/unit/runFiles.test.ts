// The files of a run, as the runner leaves and finds them: journal, lock, logs, control, and the request at the boundary.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followControl } from '../../server/src/platform/controlFile.ts';
import { hostLogs, redactSecrets, usualLogs } from '../../server/src/platform/hostLogs.ts';
import { openJournal } from '../../server/src/platform/journal.ts';
import { acquireLock, lockHolder } from '../../server/src/platform/lock.ts';
import { logFileName } from '../../server/src/protocol/logName.ts';
import type { RunEvent } from '../../server/src/protocol/runEvents.ts';
import { isRunId, makeRunId, stopLine } from '../../server/src/protocol/runLaunch.ts';
import { decodeRequest } from '../../server/src/run/start.ts';
import { foldJournal } from '../../server/src/run/state.ts';
import { fakeRequest, fakeWave } from '../property/fakeFleet.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchtide-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = '2026-11-29T02:00:00.000Z';
const started: RunEvent = {
  type: 'run-started',
  at,
  run: 'r',
  plan: 'p',
  planFile: 'p.yaml',
  digest: 'sha256:0',
  dryRun: false,
  by: 'ana',
  pid: 1,
  overrides: [],
  waves: [{ name: 'canary', hosts: ['__proto__', 'web-01'] }],
};

describe('the journal', () => {
  it('survives a half-written end', () => {
    const path = join(folder, 'journal.jsonl');
    const first = openJournal(path);
    first.append(started);
    first.close();
    appendFileSync(path, '{"type":"host-changed","at":"2026');
    const second = openJournal(path);
    assert.equal(foldJournal(second.text).unreadable, 1);
    second.append({ type: 'host-changed', at, host: '__proto__', state: 'failed', detail: 'x', final: true });
    second.close();
    const { state, unreadable } = foldJournal(readFileSync(path, 'utf8'));
    assert.equal(unreadable, 1);
    assert.equal(state.hosts.get('__proto__')?.state, 'failed');
  });

  it('takes nothing for an event that is none', () => {
    const lines = [
      'null',
      '[]',
      '7',
      '{"type":"constructor"}',
      '{"type":"host-changed","at":"x","host":"a","state":"gone"}',
      '\0',
    ];
    assert.deepEqual(foldJournal(lines.join('\n')).unreadable, lines.length);
  });

  it('of a thousand hosts is folded in no time', () => {
    const hosts = Array.from({ length: 1000 }, (_, index) => `host-${index}`);
    const steps = hosts.flatMap((host): RunEvent[] =>
      Array.from({ length: 6 }, (_, index): RunEvent[] => [
        { type: 'step-started', at, host, step: `s${index}` },
        { type: 'step-finished', at, host, step: `s${index}`, ok: true },
      ]).flat(),
    );
    const text = [{ ...started, waves: [{ name: 'all', hosts }] }, ...steps]
      .map((event) => JSON.stringify(event))
      .join('\n');
    assert.equal(foldJournal(text).state.hosts.get('host-999')?.steps.length, 6);
  });
});

describe('the lock', () => {
  it('refuses a second holder and names the first', () => {
    const path = join(folder, 'runner.lock');
    const lock = acquireLock(path);
    assert.ok(lock.ok);
    const second = acquireLock(path);
    assert.equal(second.ok, false);
    assert.equal(!second.ok && second.holder?.pid, process.pid);
    assert.equal(lockHolder(path)?.pid, process.pid);
    lock.release();
    assert.equal(existsSync(path), false);
  });

  it("is taken over from the dead, and from a stranger with a dead holder's number", function () {
    const path = join(folder, 'runner.lock');
    const own = acquireLock(path);
    assert.ok(own.ok);
    const text = readFileSync(path, 'utf8');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(path, text.replace(`"pid":${process.pid}`, `"pid":${dead}`));
    assert.equal(lockHolder(path), undefined);
    const taken = acquireLock(path);
    assert.ok(taken.ok);
    taken.release();
    if (process.platform !== 'linux') this.skip();
    writeFileSync(path, text.replace(/"began":"[^"]*"/, '"began":"other/1"'));
    assert.ok(acquireLock(path).ok);
    assert.deepEqual(readdirSync(folder), ['runner.lock']);
  });

  it("doesn't judge another machine's processes", () => {
    const path = join(folder, 'runner.lock');
    writeFileSync(path, JSON.stringify({ pid: 1, began: 'x', host: 'elsewhere.example', since: at }));
    assert.equal(acquireLock(path).ok, false);
  });
});

describe('logs', () => {
  it('stay in their folder, one for each name', () => {
    const names = [
      '../../x',
      '..',
      '.',
      '',
      'a/b',
      'a\\b',
      'a:b',
      'con',
      'NUL.txt',
      'web-01',
      'Web-01',
      'web-01.example.org',
      'ä',
      'x'.repeat(500),
      'a\0b',
      '-rf',
    ];
    const files = names.map(logFileName);
    for (const file of files) assert.match(file, /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}\.log$/);
    assert.equal(new Set(files.map((file) => file.toLowerCase())).size, names.length);
    assert.equal(logFileName('web-01.example.org'), 'web-01.example.org.log');
    const log = hostLogs(folder, usualLogs)('../../x');
    log('hello\n');
    assert.deepEqual(readdirSync(folder), [logFileName('../../x')]);
  });

  it('are bounded and redacted', () => {
    const log = hostLogs(folder, { ...usualLogs, limit: 100 })('web-01');
    log('pass');
    log('word=hunter2 ok\n');
    for (let count = 0; count < 50; count++) log('0123456789\n');
    const text = readFileSync(join(folder, 'web-01.log'), 'utf8');
    assert.match(text, /^password=\*\*\* ok\n/);
    assert.match(text, /\[the log ends here: it is full\]\n$/);
    assert.ok(text.length < 200);
    assert.equal(redactSecrets('get https://ana:pw@repo/x'), 'get https://ana:***@repo/x');
    assert.equal(redactSecrets('Authorization: Bearer abc'), 'Authorization: ***');
  });
});

describe('the control file', () => {
  it('tells each complete line once, and nothing from before', async () => {
    const path = join(folder, 'control.jsonl');
    const old = stopLine('kill', 'old');
    writeFileSync(path, old);
    const told: string[] = [];
    await new Promise<void>((resolve) => {
      const end = followControl(path, old.length, ({ rung, by }) => {
        told.push(`${rung} ${by}`);
        if (told.length < 2) return;
        end();
        resolve();
      });
      appendFileSync(path, `nonsense\n{"rung":"faster","by":"x"}\n${stopLine('finish-hosts', 'ana')}`);
      appendFileSync(path, stopLine('kill', 'li').slice(0, 5));
      appendFileSync(path, stopLine('kill', 'li').slice(5));
    });
    assert.deepEqual(told, ['finish-hosts ana', 'kill li']);
  });
});

describe('a request', () => {
  const good = fakeRequest([fakeWave('canary', ['web-01'])]);

  it('is decoded from JSON', () => {
    assert.deepEqual(decodeRequest(JSON.parse(JSON.stringify(good))), { ok: true, request: good });
  });

  const bad: readonly [string, unknown, RegExp][] = [
    ['nothing', undefined, /\//],
    ['another version', { ...good, version: 2 }, /version/],
    ['an id that leaves the folder', { ...good, id: '../../x' }, /run id/],
    [
      'a step that nobody can do',
      fakeRequest([fakeWave('a', ['x'], { steps: ['preflight', 'drain', 'patch'] })]),
      /drain/,
    ],
    [
      'a backup that nothing makes',
      {
        ...good,
        waves: good.waves.map((wave) => ({
          ...wave,
          hosts: wave.hosts.map(({ backup: _, ...rest }) => rest),
        })),
      },
      /web-01 has no command to back it up/,
    ],
    ['no preflight', fakeRequest([fakeWave('a', ['x'], { steps: ['patch'] })]), /preflight/],
    [
      'steps in another order',
      fakeRequest([fakeWave('a', ['x'], { steps: ['preflight', 'verify', 'patch'] })]),
      /order/,
    ],
    ['a host twice', fakeRequest([fakeWave('a', ['x']), fakeWave('b', ['x'])]), /host x is there twice/],
    ['no time', fakeRequest([fakeWave('a', ['x'], { opens: '2026-99-99T00:00:00Z' })]), /no instant/],
    ['nobody at once', fakeRequest([fakeWave('a', ['x'], { maxConcurrency: 0 })]), /maxConcurrency/],
  ];
  for (const [what, value, expected] of bad) {
    it(`is refused with ${what}`, () => {
      const decoded = decodeRequest(value);
      assert.equal(decoded.ok, false);
      assert.match(decoded.ok ? '' : decoded.problems.join('\n'), expected);
    });
  }

  it('has an id that sorts and is a safe name', () => {
    assert.equal(
      makeRunId(Date.parse('2026-11-23T12:00:00Z'), 'November: OpenSSL/../x'),
      '20261123T120000Z-november-openssl-x',
    );
    assert.ok(isRunId(makeRunId(0, '日本')));
    assert.equal(isRunId('../x'), false);
  });
});
