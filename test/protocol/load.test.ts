// While a folder is read: requests are answered, progress is shown, nothing is said that isn't known yet; and it can be called off.

import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { FileSystem, OwnedReader, Turns } from '../../server/src/base/ports.ts';
import { inProcessReader } from '../../server/src/load/inProcessReader.ts';
import { nodeFileSystem } from '../../server/src/platform/nodeFileSystem.ts';
import { methods, type Summary, type TreePage } from '../../server/src/protocol/requests.ts';
import { startClient, type TestClient, type TestOptions } from './testClient.ts';

const clock = { now: () => Date.parse('2026-11-23T12:00:00Z') };

/** Others go first after every fifth file. */
function everyFifth(): Turns {
  let asked = 0;
  return {
    isOver: () => ++asked >= 5,
    next: () =>
      new Promise((resolve) => {
        setImmediate(() => {
          asked = 0;
          resolve();
        });
      }),
  };
}

/** Holds up what is asked of it, until it's let go. */
class Gate {
  asked = 0;
  readonly #held = new Map<string, Promise<void>>();
  readonly #waiting = new Set<() => void>();

  /** The next one to ask for it. */
  hold(name: string): () => void {
    let letGo = () => {};
    this.#held.set(
      name,
      new Promise((resolve) => {
        letGo = resolve;
      }),
    );
    return () => letGo();
  }

  async pass(name: string): Promise<void> {
    this.asked++;
    for (const look of this.#waiting) look();
    const held = this.#held.get(name);
    this.#held.delete(name);
    await held;
  }

  /** Resolves when so many have asked. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.asked >= count) resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** The disk, of which a file may be slow: its bytes are those of when it was asked for. */
function slowDisk(gate: Gate): FileSystem {
  return {
    ...nodeFileSystem,
    async read(uri, limit) {
      const bytes = await nodeFileSystem.read(uri, limit);
      await gate.pass(uri.slice(uri.lastIndexOf('/') + 1));
      return bytes;
    },
  };
}

const assets = (...names: readonly string[]) =>
  names.map((name) => `  ${name}: { groups: [web] }\n`).join('');
/** What the first file means is defined in the last one. One of its problems is its own. */
const files = {
  'a.inventory.yaml': `assets:\n${assets('a-1', 'a-2')}  a-3: { groups: [wbe], osx: 1 }\n`,
  'b.inventory.yaml': `assets:\n${assets('b-1')}`,
  'z.inventory.yaml': `assets:\n${assets('z-1')}groups:\n  web: {}\n`,
};
const names = (count: number) => Array.from({ length: count }, (_, nth) => `n${10 + nth}.inventory.yaml`);

const codes = (problems: readonly Diagnostic[]) => problems.map(({ code }) => code);

describe('while a folder is read', () => {
  let client: TestClient | undefined;
  const start = async (gate: Gate, options: Partial<TestOptions> = {}) => {
    client = await startClient({
      clock,
      files,
      ports: { files: slowDisk(gate), turns: everyFifth() },
      ...options,
    });
    return client;
  };
  afterEach(async () => {
    await client?.stop();
    client = undefined;
  });

  const where = ({ uri }: TestClient) => ({
    textDocument: { uri: uri('a.inventory.yaml') },
    position: { line: 1, character: 3 },
  });
  const assetsKnown = async ({ connection }: TestClient) => {
    const { assets: known, loading }: Summary = await connection.sendRequest(methods.summary, {});
    return loading ? `${known} so far` : `${known} in all`;
  };

  for (const slow of ['disk', 'reader'] as const) {
    it(`requests are answered from what is known so far: the ${slow} is slow`, async () => {
      const gate = new Gate();
      const letGo = gate.hold(slow === 'disk' ? 'z.inventory.yaml' : 'inventory');
      const reader: OwnedReader = {
        ...inProcessReader,
        async read(kind, bytes) {
          const text = Buffer.from(bytes).toString();
          await gate.pass(text.includes('z-1') ? kind : '');
          return inProcessReader.read(kind, bytes);
        },
      };
      const ports = slow === 'disk' ? { files: slowDisk(gate) } : { reader };
      const started = await start(gate, { ports: { ...ports, turns: everyFifth() } });
      const { connection, open, problemsOf, judged } = started;
      await judged(({ loading, assets: known }) => loading && known === 4);
      open('a.inventory.yaml', files['a.inventory.yaml']);
      const hover: { contents: unknown } = await connection.sendRequest('textDocument/hover', where(started));
      assert.match(JSON.stringify(hover.contents), /Groups: `web`/);
      const tree: TreePage = await connection.sendRequest(methods.assetTree, {
        grouping: 'lateness',
        offset: 0,
        limit: 10,
      });
      assert.equal(tree.total > 0, true);
      assert.deepEqual(codes(await problemsOf('a.inventory.yaml', 1)), ['schema/unknown-key']);
      assert.equal(await assetsKnown(started), '4 so far');
      letGo();
      await judged(({ loading }) => !loading);
      assert.equal(await assetsKnown(started), '5 in all');
    });
  }

  it('progress is shown, file by file, until its end', async () => {
    const gate = new Gate();
    const letGo = gate.hold('n10.inventory.yaml');
    const many = Object.fromEntries(names(10).map((name) => [name, 'assets: {}\n']));
    const { progress, until } = await start(gate, { files: many });
    await until(() => progress.length === 1);
    letGo();
    await until(() => progress.at(-1)?.kind === 'end');
    assert.deepEqual(
      progress.map(({ kind, percentage = '', message = '' }) => `${kind} ${percentage} ${message}`.trim()),
      [
        'begin 0 reading inventories and policies',
        'report 50 5 of 10 files',
        'report 100 10 of 10 files',
        'report 100 10 of 10 files',
        'end',
      ],
    );
  });

  it('no name is said to be missing that may yet come', async () => {
    const gate = new Gate();
    const letGo = gate.hold('z.inventory.yaml');
    const { open, problemsOf, problems, judged, log } = await start(gate);
    await judged(({ loading, assets: known }) => loading && known > 0);
    open('a.inventory.yaml', files['a.inventory.yaml']);
    await problemsOf('a.inventory.yaml', 1);
    letGo();
    const found = await problems('a.inventory.yaml', (all) => all.includes('name/unresolved'));
    assert.deepEqual(
      found.map(({ message }) => message),
      [
        'No group `wbe` is defined. Did you mean `web`?',
        '`osx` is not a key that Patchtide knows here. Did you mean `os`?',
      ],
    );
    assert.deepEqual(log, [
      'a.inventory.yaml: schema/unknown-key',
      'a.inventory.yaml: name/unresolved schema/unknown-key',
    ]);
  });

  it('closing it calls the reading off: nothing more is asked or published', async () => {
    const gate = new Gate();
    const letGo = gate.hold('n25.inventory.yaml');
    const broken = Object.fromEntries(names(40).map((name) => [name, 'assets: []\n']));
    const started = await start(gate, { files: broken });
    const { connection, open, problemsOf, progress, until, log, uri, folder } = started;
    open('n10.inventory.yaml', 'assets: []\n');
    await problemsOf('n10.inventory.yaml', 1);
    await gate.reached(20);
    await connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uri(''), name: folder }] },
    });
    await until(() => log.length === 2);
    const { asked } = gate;
    letGo();
    await until(() => progress.at(-1)?.kind === 'end');
    await connection.sendRequest(methods.summary, {});
    assert.deepEqual(log, ['n10.inventory.yaml: schema/type', 'n10.inventory.yaml: ']);
    assert.equal(gate.asked - asked <= 1, true, `${gate.asked - asked} more were asked for`);
  });

  it('a document that is opened meanwhile isn’t overwritten by what was read before', async () => {
    const gate = new Gate();
    const letGo = gate.hold('a.inventory.yaml');
    const started = await start(gate);
    const { open, close, problemsOf, problems, judged } = started;
    await gate.reached(3);
    open('a.inventory.yaml', 'assets: { mine: { osx: 1 } }\n');
    assert.deepEqual(codes(await problemsOf('a.inventory.yaml', 1)), ['schema/unknown-key']);
    letGo();
    await judged(({ loading }) => !loading);
    assert.equal(await assetsKnown(started), '3 in all');
    close('a.inventory.yaml');
    await problems('a.inventory.yaml', (all) => all.includes('name/unresolved'));
    assert.equal(await assetsKnown(started), '5 in all');
  });

  it('a file that is written meanwhile counts as it is then', async () => {
    const gate = new Gate();
    const letGo = gate.hold('z.inventory.yaml');
    const started = await start(gate);
    await started.judged(({ loading, assets: known }) => loading && known === 4);
    await started.write(
      'z.inventory.yaml',
      `assets:\n${assets('z-1', 'z-2', 'z-3')}groups: { web: {}, wbe: {} }\n`,
    );
    await started.judged(({ assets: known }) => known === 7);
    letGo();
    await started.judged(({ loading }) => !loading);
    assert.equal(await assetsKnown(started), '7 in all');
    assert.deepEqual(started.log, ['a.inventory.yaml: schema/unknown-key']);
  });
});
