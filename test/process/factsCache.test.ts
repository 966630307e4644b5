// Threads of the program as it is shipped, and the cache on a real disk: the same facts by every way, nothing read twice, damage healed.

import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import type { OwnedReader } from '../../server/src/base/ports.ts';
import { fromPath } from '../../server/src/base/uri.ts';
import { inProcessReader } from '../../server/src/load/inProcessReader.ts';
import { type LoadPorts, loadFolder } from '../../server/src/load/loadFolder.ts';
import { eventLoop } from '../../server/src/platform/eventLoop.ts';
import { FactsCache } from '../../server/src/platform/factsCache.ts';
import { nodeFileSystem } from '../../server/src/platform/nodeFileSystem.ts';
import { ReaderPool } from '../../server/src/platform/readerPool.ts';
import type { Change } from '../../server/src/workspace/workspace.ts';

const logger = { info() {} };

describe('reading with threads and a cache', () => {
  let folder = '';
  let here: ReadonlyMap<string, string>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'patchtide-reading-'));
    await build({
      entryPoints: [resolve('server/src/reader.ts')],
      outfile: program(),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      define: { 'import.meta.url': '__moduleUrl' },
      banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    });
    writeFiles(join(folder, 'work'));
    here = await load({ reader: inProcessReader });
  });
  afterEach(() => rmSync(cacheFolder(), { recursive: true, force: true }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const program = () => join(folder, 'reader.js');
  const cacheFolder = () => join(folder, 'storage', 'facts');
  const threads = () => new ReaderPool({ program: program(), here: inProcessReader, paysFrom: 0 });
  const store = () => new FactsCache(cacheFolder(), logger);

  async function load(ports: Omit<LoadPorts, 'files' | 'turns'>): Promise<ReadonlyMap<string, string>> {
    const packed = new Map<string, string>();
    const target = {
      root: fromPath(join(folder, 'work')),
      requests: () => [],
      isAnswered: () => true,
      apply({ files = [] }: Change) {
        for (const file of files)
          packed.set(file.uri, 'packed' in file ? Buffer.from(file.packed.bytes).toString('base64') : 'none');
      },
    };
    await loadFolder(
      target,
      { files: nodeFileSystem, turns: eventLoop, ...ports },
      { token: neverCancelled },
    );
    await ports.store?.tidy();
    return packed;
  }

  /** Where nothing may be read any more. */
  const refusing = (): OwnedReader => ({
    version: threads().version,
    read: () => Promise.reject(new Error('read again')),
    rest() {},
  });

  it('reads the same in threads as here', async () => {
    ok(here.size >= 40);
    const reader = threads();
    notEqual(reader.version, '');
    deepEqual(await load({ reader }), here);
    equal(reader.threads, 0);
  });

  it('reads nothing at the second start', async () => {
    deepEqual(await load({ reader: threads(), store: store() }), here);
    equal(readdirSync(cacheFolder()).length, new Set(here.values()).size);
    deepEqual(await load({ reader: refusing(), store: store() }), here);
  });

  it('lets two windows load one folder at once', async () => {
    const windows = [1, 2, 3].map(() => load({ reader: threads(), store: store() }));
    for (const loaded of await Promise.all(windows)) deepEqual(loaded, here);
    deepEqual(await load({ reader: refusing(), store: store() }), here);
  });

  it('reads anew what is damaged, and heals it', async () => {
    await load({ reader: threads(), store: store() });
    const [cut, longer, emptied, other] = readdirSync(cacheFolder()).map((name) => join(cacheFolder(), name));
    ok(cut && longer && emptied && other);
    truncateSync(cut, 100);
    appendFileSync(longer, 'x');
    truncateSync(emptied);
    writeFileSync(other, 'strange');
    deepEqual(await load({ reader: threads(), store: store() }), here);
    deepEqual(await load({ reader: refusing(), store: store() }), here);
  });

  it('loads where nothing can be kept', async () => {
    mkdirSync(join(folder, 'storage'), { recursive: true });
    writeFileSync(cacheFolder(), 'in the way');
    deepEqual(await load({ reader: threads(), store: store() }), here);
  });
});

/** Sound, faulty, empty, of all kinds, in folders. */
function writeFiles(folder: string): void {
  const files: [string, string | Uint8Array][] = [
    ['patch-policy.yaml', 'sla:\n  critical: 7d\n  hihg: 3d\n'],
    ['empty.inventory.yaml', ''],
    ['broken.inventory.yaml', 'assets:\n  a: [\n  b: {}\n'],
    ['latin.inventory.yaml', Buffer.from('assets: { m\xfcller: {} }\n', 'latin1')],
    ['wide.inventory.yaml', 'assets:\n  日本: { groups: [Müller] }\n'],
  ];
  for (let number = 0; number < 40; number++) {
    const assets = Array.from({ length: 20 }, (_, at) => assetText(`host-${number}-${at}`));
    files.push([`${number % 4}/${number}.inventory.yaml`, `assets:\n${assets.join('')}`]);
  }
  for (const [path, content] of files) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function assetText(name: string): string {
  return `  ${name}:\n    groups: [web]\n    pending:\n      - { id: CVE-2026-1, severity: high, detected: 2026-10-28 }\n`;
}
