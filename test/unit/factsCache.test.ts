// The cache on disk: what was put comes back whole or not at all, whatever happened to its files; it stays within its bound; where nothing can be
// written, nothing is kept and nobody is bothered.

import { deepEqual, equal, match } from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FactsCache } from '../../server/src/platform/factsCache.ts';

const keys = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
const [key = '', other = ''] = keys;
const content = Uint8Array.from({ length: 1000 }, (_, index) => index);
const DAY = 24 * 60 * 60 * 1000;

describe('FactsCache', () => {
  let folder = '';
  let said: string[] = [];
  const logger = { info: (message: string) => void said.push(message) };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchtide-facts-'));
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cache = (limit?: number) => new FactsCache(join(folder, 'deep', 'facts'), logger, limit);
  const file = (name: string) => join(folder, 'deep', 'facts', name);
  const names = () => readdirSync(join(folder, 'deep', 'facts')).sort();
  const age = (name: string, by: number) => {
    const then = new Date(Date.now() - by);
    utimesSync(file(name), then, then);
  };

  it('gives back what was put, to another window as well, and nothing else', async () => {
    const one = cache();
    equal(await one.get(key), undefined);
    await one.put(key, content);
    await one.put(other, new Uint8Array());
    deepEqual(await one.get(key), content);
    deepEqual(await cache().get(key), content);
    deepEqual(await cache().get(other), new Uint8Array());
    equal(await one.get('e'.repeat(64)), undefined);
    deepEqual(names(), [key, other]);
  });

  it('takes a damaged file for an absent one, removes it, and keeps it anew', async () => {
    await cache().put(key, content);
    const whole = readFileSync(file(key));
    const damage = fc.oneof(
      fc.nat(whole.length - 1).map((length) => whole.subarray(0, length)),
      fc
        .tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }))
        .map(([at, change]) => whole.map((byte, index) => (index === at ? byte ^ change : byte))),
      fc.uint8Array({ minLength: 1 }).map((more) => Buffer.concat([whole, more])),
      fc.uint8Array(),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (bytes) => {
        writeFileSync(file(key), bytes);
        equal(await cache().get(key), undefined);
        deepEqual(names(), []);
        await cache().put(key, content);
        deepEqual(await cache().get(key), content);
      }),
      { numRuns: 60 },
    );
  });

  it('does not take one file for another', async () => {
    await cache().put(key, content);
    writeFileSync(file(other), readFileSync(file(key)));
    equal(await cache().get(other), undefined);
    deepEqual(names(), [key]);
  });

  it('takes a folder in a file’s place for nothing', async () => {
    mkdirSync(file(key), { recursive: true });
    equal(await cache().get(key), undefined);
    await cache().put(key, content);
    equal(await cache().get(key), undefined);
    deepEqual(said, []);
  });

  it('lets windows write one key at once', async () => {
    const windows = Array.from({ length: 20 }, () => cache());
    await Promise.all(windows.map((window) => window.put(key, content)));
    await Promise.all(windows.map(async (window) => deepEqual(await window.get(key), content)));
    deepEqual(names(), [key]);
  });

  it('makes room by removing what was used least lately', async () => {
    const small = cache(2500);
    for (const key of keys) await small.put(key, content);
    for (const [index, key] of keys.entries()) age(key, (10 - index) * DAY);
    await cache().get(key);
    await small.tidy();
    deepEqual(names(), [keys[0], keys[3]]);
  });

  it('notes a use once a day', async () => {
    await cache().put(key, content);
    age(key, DAY / 2);
    const before = statSync(file(key)).mtimeMs;
    await cache().get(key);
    equal(statSync(file(key)).mtimeMs, before);
  });

  it('removes what a killed window left, and not what another is writing', async () => {
    const one = cache();
    await one.put(key, content);
    for (const name of [`${key}.1-1.tmp`, `${key}.1-2.tmp`, 'strange']) writeFileSync(file(name), 'x');
    age(`${key}.1-1.tmp`, DAY);
    age('strange', DAY);
    await one.tidy();
    deepEqual(names(), [key, `${key}.1-2.tmp`]);
  });

  it('looks through its folder only after something was put', async () => {
    for (const key of keys) await cache().put(key, content);
    const reading = cache(1500);
    await reading.get(key);
    await reading.tidy();
    deepEqual(names(), keys);
    await reading.put(key, content);
    await reading.tidy();
    deepEqual(names(), [key]);
  });

  it('tidies after what is being written', async () => {
    const one = cache(10);
    void one.put(key, content);
    await one.tidy();
    deepEqual(names(), []);
  });

  it('keeps nothing where it cannot write, and says so once', async () => {
    writeFileSync(join(folder, 'deep'), 'in the way');
    const one = cache();
    equal(await one.get(key), undefined);
    await Promise.all(keys.map((key) => one.put(key, content)));
    await one.put(key, content);
    await one.tidy();
    equal(await one.get(key), undefined);
    equal(said.length, 1);
    match(said[0] ?? '', /^Nothing is kept between starts: /);
  });

  it('reads from a folder that it may not write to', async function () {
    if (process.platform === 'win32') this.skip();
    await cache().put(key, content);
    age(key, 2 * DAY);
    chmodSync(join(folder, 'deep', 'facts'), 0o500);
    try {
      deepEqual(await cache().get(key), content);
      await cache().put(other, content);
    } finally {
      chmodSync(join(folder, 'deep', 'facts'), 0o700);
    }
  });
});
