// Threads that read: no file is lost, whatever a thread does; no thread is left when nobody reads. The program is a small stand-in.

import { deepEqual, equal, match, notEqual, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReaderPool } from '../../server/src/platform/readerPool.ts';

/** Answers `thread <kind> <text>`, or does what the text says. */
const PROGRAM = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ kind, bytes }) => {
  const text = Buffer.from(bytes).toString();
  if (text === 'exit') process.exit(1);
  if (text === 'throw') throw new Error('thrown');
  const answer = text === 'fail' ? undefined : Uint8Array.from(Buffer.from('thread ' + kind + ' ' + text));
  parentPort.postMessage(answer, answer ? [answer.buffer] : []);
});
`;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('ReaderPool', () => {
  let folder = '';
  let readHere: string[] = [];
  const here = {
    read: async (kind: string, bytes: Uint8Array) => {
      readHere.push(textOf(bytes));
      if (textOf(bytes) === 'bug') throw new Error('a bug');
      return bytesOf(`here ${kind} ${textOf(bytes)}`);
    },
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchtide-pool-'));
  });
  beforeEach(() => {
    readHere = [];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function poolOf(program: string, paysFrom = 0): ReaderPool {
    const path = join(folder, 'reader.js');
    writeFileSync(path, program);
    return new ReaderPool({ program: path, here, paysFrom, threads: 2 });
  }

  async function readAll(pool: ReaderPool, texts: readonly string[]): Promise<readonly string[]> {
    return (await Promise.all(texts.map((text) => pool.read('policy', bytesOf(text))))).map(textOf);
  }

  it('reads in as many threads as it may, each answer for its file', async () => {
    const pool = poolOf(PROGRAM);
    const texts = Array.from({ length: 50 }, (_, index) => String(index));
    const reading = readAll(pool, texts);
    equal(pool.threads, 2);
    deepEqual(
      await reading,
      texts.map((text) => `thread policy ${text}`),
    );
    deepEqual(readHere, []);
    pool.rest();
    equal(pool.threads, 0);
  });

  it('starts none until it pays, and again none after a rest', async () => {
    const pool = poolOf(PROGRAM, 10);
    deepEqual(await readAll(pool, ['1234', '5678']), ['here policy 1234', 'here policy 5678']);
    equal(pool.threads, 0);
    deepEqual(await readAll(pool, ['90']), ['thread policy 90']);
    pool.rest();
    deepEqual(await readAll(pool, ['12']), ['here policy 12']);
    equal(pool.threads, 0);
  });

  it('ends threads that are told to rest while they read, when they have', async () => {
    const pool = poolOf(PROGRAM);
    const reading = readAll(pool, ['a', 'b', 'c', 'd', 'e', 'f']);
    pool.rest();
    equal(pool.threads, 2);
    await reading;
    equal(pool.threads, 0);
  });

  for (const fault of ['exit', 'throw', 'fail']) {
    it(`reads itself what a thread doesn't (${fault}), and goes on with threads`, async () => {
      const pool = poolOf(PROGRAM);
      const texts = ['a', fault, 'b', 'c', fault, 'd', 'e'];
      const read = await readAll(pool, texts);
      for (const [index, text] of texts.entries()) match(read[index] ?? '', new RegExp(`policy ${text}$`));
      deepEqual(
        read.filter((_, index) => texts[index] === fault),
        [`here policy ${fault}`, `here policy ${fault}`],
      );
      deepEqual(await readAll(pool, ['after']), ['thread policy after']);
      pool.rest();
      equal(pool.threads, 0);
    });
  }

  it('gives threads up where each dies before it has read anything', async () => {
    const pool = poolOf('throw new Error()');
    const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    deepEqual(
      await readAll(pool, texts),
      texts.map((text) => `here policy ${text}`),
    );
    equal(pool.threads, 0);
  });

  it('tells of a bug that is in the reading itself', async () => {
    const pool = poolOf(PROGRAM, 1000);
    await rejects(pool.read('policy', bytesOf('bug')), /a bug/);
  });

  it('has the version of its program, and none and no threads where there is none', async () => {
    const { version } = poolOf(PROGRAM);
    equal(poolOf(PROGRAM).version, version);
    notEqual(poolOf(`${PROGRAM}// changed`).version, version);
    const none = new ReaderPool({ program: join(folder, 'none.js'), here, paysFrom: 0 });
    equal(none.version, '');
    deepEqual(await readAll(none, ['a']), ['here policy a']);
  });
});
