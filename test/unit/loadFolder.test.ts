// Loading into whatever takes it: in which order, in slices, with progress, cancelled midway, and what happens to files that change meanwhile. Disk,
// reader, cache and event loop are stand-ins that say when something is done.

import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { Cancelled, neverCancelled } from '../../server/src/base/cancellation.ts';
import type { FactsStore, FileSystem, OwnedReader, Turns } from '../../server/src/base/ports.ts';
import { inProcessReader } from '../../server/src/load/inProcessReader.ts';
import { Latest } from '../../server/src/load/latest.ts';
import {
  type LoadOptions,
  type LoadPorts,
  type LoadTarget,
  loadFiles,
  loadFolder,
} from '../../server/src/load/loadFolder.ts';
import { readAhead } from '../../server/src/load/readAhead.ts';
import type { PackedFile } from '../../server/src/workspace/packedFile.ts';
import type { Change, FileChange } from '../../server/src/workspace/workspace.ts';

const root = 'file:///w';
const uriOf = (path: string) => `${root}/${path}`;

/** A disk of texts, by path; a test may hold a reading up. */
class Disk implements FileSystem {
  readonly texts: Map<string, string>;
  readonly asked: string[] = [];
  readonly #held = new Map<string, Promise<void>>();

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  /** The next reading of the file brings what is there now, and only when it is let go. */
  hold(path: string): () => void {
    let letGo = () => {};
    this.#held.set(
      path,
      new Promise((resolve) => {
        letGo = resolve;
      }),
    );
    return letGo;
  }

  async read(file: string) {
    const path = file.slice(root.length + 1);
    this.asked.push(path);
    const text = this.texts.get(path);
    const held = this.#held.get(path);
    this.#held.delete(path);
    await held;
    return text === undefined ? undefined : new TextEncoder().encode(text);
  }

  async glob() {
    return [...this.texts.keys()].sort().map(uriOf);
  }

  async realpath(file: string) {
    return file;
  }

  async stat() {
    return undefined;
  }
}

/** Says what was applied, as `path: its assets`. */
class Target implements LoadTarget {
  readonly root = root;
  readonly applied: string[] = [];
  isComplete = false;

  apply({ files = [], complete }: Change): void {
    for (const file of files) this.applied.push(this.#describe(file));
    this.isComplete ||= complete === true;
  }

  #describe(file: FileChange): string {
    const path = file.uri.slice(root.length + 1);
    if ('packed' in file) return `${path}: ${assetsOf(file.packed).join(', ')}`;
    return typeof file.text === 'object' ? `${path}: ${file.text.unreadable}` : `${path}: gone`;
  }

  requests() {
    return [];
  }

  isAnswered() {
    return true;
  }
}

function assetsOf(file: PackedFile): readonly string[] {
  return Array.from({ length: file.chunkCount }, (_, chunk) => file.outline(chunk).assets).flatMap((assets) =>
    assets.map(({ name }) => name),
  );
}

/** Every slice is over after so many questions. */
function turnsOf(questions: number): Turns & { taken: number } {
  let asked = 0;
  const turns = {
    taken: 0,
    isOver: () => ++asked >= questions,
    next: async () => {
      asked = 0;
      turns.taken++;
    },
  };
  return turns;
}

class Store implements FactsStore {
  readonly kept = new Map<string, Uint8Array<ArrayBuffer>>();

  async get(key: string) {
    return this.kept.get(key);
  }

  async put(key: string, bytes: Uint8Array) {
    this.kept.set(key, new Uint8Array(bytes));
  }

  async tidy() {}
}

/** Counts what it reads, and whether it was let rest. */
class Reader implements OwnedReader {
  readonly version: string;
  filesRead = 0;
  rests = 0;

  constructor(version = '1') {
    this.version = version;
  }

  read(kind: string, bytes: Uint8Array) {
    this.filesRead++;
    return inProcessReader.read(kind, bytes);
  }

  rest() {
    this.rests++;
  }
}

const inventory = (asset: string) => `assets:\n  ${asset}: {}\n`;
const options: LoadOptions = { token: neverCancelled };

function folderOf(count: number): Record<string, string> {
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));
  return Object.fromEntries(numbers.map((number) => [`${number}.inventory.yaml`, inventory(`a${number}`)]));
}

async function loaded(ports: LoadPorts, more: Partial<LoadOptions> = {}): Promise<Target> {
  const target = new Target();
  await loadFolder(target, ports, { ...options, ...more });
  return target;
}

describe('loadFolder', () => {
  it('brings each file once, in order, and says at the end that it is complete', async () => {
    const files = new Disk(folderOf(30));
    const target = await loaded({ files });
    deepEqual(
      target.applied,
      [...files.texts.keys()].map((path) => `${path}: a${path.slice(0, 3)}`),
    );
    ok(target.isComplete);
  });

  it('leaves out what is open, and begins with the files beside it', async () => {
    const names = ['a/1', 'a/2', 'b/1', 'b/2', 'c/1'].map((name) => `${name}.inventory.yaml`);
    const files = new Disk(Object.fromEntries(names.map((name) => [name, inventory('x')])));
    const target = await loaded({ files }, { isOpen: (uri) => uri === uriOf('b/2.inventory.yaml') });
    deepEqual(
      target.applied.map((line) => line.split('.')[0]),
      ['b/1', 'a/1', 'a/2', 'c/1'],
    );
  });

  it('lets others go first after each slice, and tells how far it is, never backwards', async () => {
    const turns = turnsOf(7);
    const told: [number, number][] = [];
    const progress = (done: number, total: number) => void told.push([done, total]);
    await loaded({ files: new Disk(folderOf(100)), turns }, { progress });
    equal(turns.taken, Math.floor(100 / 7));
    equal(told.length, turns.taken + 1);
    deepEqual(told.at(-1), [100, 100]);
    ok(told.every(([done, total], index) => total === 100 && done >= (told[index - 1]?.[0] ?? 0)));
  });

  it('ends where it is cancelled: incomplete, its threads let go, what it had read kept', async () => {
    const token = { isCancellationRequested: false };
    const progress = (done: number) => {
      token.isCancellationRequested = done >= 20;
    };
    const target = new Target();
    const reader = new Reader();
    const ports = { files: new Disk(folderOf(100)), turns: turnsOf(1), reader };
    await rejects(loadFolder(target, ports, { token, progress }), Cancelled);
    equal(target.applied.length, 20);
    equal(target.isComplete, false);
    equal(reader.rests, 1);
  });

  it('reads only so many ahead', async () => {
    const files = new Disk(folderOf(100));
    const letGo = files.hold('000.inventory.yaml');
    const loading = loaded({ files });
    await new Promise(setImmediate);
    equal(files.asked.length, 8);
    letGo();
    await loading;
    equal(files.asked.length, 100);
  });

  it('takes a file that went for a deleted one, and one that is too large for what it is', async () => {
    const files = new Disk({ ...folderOf(2), 'gone.inventory.yaml': '' });
    const read = files.read.bind(files);
    files.read = async (file) => {
      if (file.includes('001')) return 'too-large' as never;
      return file.includes('gone') ? undefined : read(file);
    };
    deepEqual((await loaded({ files })).applied, [
      '000.inventory.yaml: a000',
      '001.inventory.yaml: too-large',
      'gone.inventory.yaml: gone',
    ]);
  });

  it('tells of a bug of the reader, and lets its threads go', async () => {
    const reader = new Reader();
    reader.read = () => Promise.reject(new Error('a bug'));
    await rejects(loaded({ files: new Disk(folderOf(20)), reader }), /a bug/);
    equal(reader.rests, 1);
  });
});

describe('files that change while a folder is loaded', () => {
  const path = '000.inventory.yaml';

  it('keeps what a later reading brought', async () => {
    const files = new Disk(folderOf(3));
    const target = new Target();
    const latest = new Latest();
    const letGo = files.hold(path);
    const loading = loadFolder(target, { files }, { ...options, latest });
    await new Promise(setImmediate);
    files.texts.set(path, inventory('newer'));
    await loadFiles(target, [uriOf(path)], { files }, { ...options, latest });
    letGo();
    await loading;
    deepEqual(
      target.applied.filter((line) => line.startsWith(path)),
      [`${path}: newer`],
    );
  });

  it('keeps what an editor said, opened and closed again or not', async () => {
    for (const isOpen of [true, false]) {
      const files = new Disk(folderOf(3));
      const target = new Target();
      const latest = new Latest();
      const open = new Set<string>();
      const letGo = files.hold(path);
      const loading = loadFolder(target, { files }, { ...options, latest, isOpen: (uri) => open.has(uri) });
      await new Promise(setImmediate);
      if (isOpen) open.add(uriOf(path));
      else latest.begin(uriOf(path));
      letGo();
      await loading;
      deepEqual(
        target.applied.filter((line) => line.startsWith(path)),
        [],
      );
    }
  });

  it('lets of two readings the one count that began last, whichever ends first', async () => {
    const files = new Disk({ [path]: inventory('older') });
    const target = new Target();
    const latest = new Latest();
    const reading = () => loadFiles(target, [uriOf(path)], { files }, { ...options, latest });
    const letGo = files.hold(path);
    const first = reading();
    files.texts.set(path, inventory('newer'));
    await reading();
    letGo();
    await first;
    deepEqual(target.applied, [`${path}: newer`]);
  });
});

describe('what an earlier start has kept', () => {
  const files = new Disk({ ...folderOf(5), 'patch-policy.yaml': 'sla: {}\n' });

  it('is not read again, and is the same', async () => {
    const store = new Store();
    const reader = new Reader();
    const first = await loaded({ files, reader, store });
    equal(reader.filesRead, 6);
    const second = await loaded({ files, reader, store });
    equal(reader.filesRead, 6);
    deepEqual(second.applied, first.applied);
  });

  it('is read again where the file or the reading program is another', async () => {
    const store = new Store();
    const reader = new Reader();
    const changing = new Disk(folderOf(5));
    await loaded({ files: changing, reader, store });
    changing.texts.set('000.inventory.yaml', inventory('b'));
    const { applied } = await loaded({ files: changing, reader, store });
    equal(reader.filesRead, 6);
    equal(applied[0], '000.inventory.yaml: b');
    const newer = new Reader('2');
    await loaded({ files: changing, reader: newer, store });
    equal(newer.filesRead, 5);
  });

  it('is told apart by the kind of the file', async () => {
    const store = new Store();
    const reader = new Reader();
    const same = new Disk({ 'a.inventory.yaml': 'a: 1\n', 'patch-policy.yaml': 'a: 1\n' });
    await loaded({ files: same, reader, store });
    equal(reader.filesRead, 2);
  });

  it('is read again and kept anew where it is of another form', async () => {
    const store = new Store();
    const reader = new Reader();
    const { applied } = await loaded({ files, reader, store });
    for (const key of store.kept.keys()) store.kept.set(key, new TextEncoder().encode('of another form'));
    deepEqual((await loaded({ files, reader, store })).applied, applied);
    equal(reader.filesRead, 12);
    await loaded({ files, reader, store });
    equal(reader.filesRead, 12);
  });

  it('is nothing where nobody knows by which program', async () => {
    const store = new Store();
    await loaded({ files, reader: new Reader(''), store });
    equal(store.kept.size, 0);
  });
});

describe('readAhead', () => {
  it('gives results in order, whichever comes first, and a failure in its place', async () => {
    const delays = [3, 1, 2, 0];
    const read = async (delay: number) => {
      for (let turn = 0; turn < delay; turn++) await new Promise(setImmediate);
      if (delay === 0) throw new Error('failed');
      return delay;
    };
    const results: number[] = [];
    await rejects(async () => {
      for await (const result of readAhead(delays, 10, read)) results.push(result);
    }, /failed/);
    deepEqual(results, [3, 1, 2]);
  });
});
