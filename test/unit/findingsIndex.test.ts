// Findings by asset: what they are when names, requests and answers change, and how little is done then.

import { deepEqual, equal } from 'node:assert/strict';
import type { ForeignFile } from '../../server/src/sources/reader.ts';
import { FindingsIndex } from '../../server/src/workspace/findingsIndex.ts';
import type { ForeignAnswer, ForeignRequest } from '../../server/src/workspace/foreign.ts';
import { ForeignMemo, readSource } from '../../server/src/workspace/readForeign.ts';

const place = { file: 'file:///w/inventory.yaml', offset: 0 };

function request(pattern: string, start = 0, context: ForeignRequest['context'] = {}): ForeignRequest {
  return {
    key: `findings\nfile:///w\n${pattern}`,
    kind: 'findings',
    folder: 'file:///w',
    pattern,
    context,
    at: { place, span: { start, end: start + 1 } },
  };
}

function file(path: string, text: string): ForeignFile {
  return { uri: `file:///w/${path}`, path, bytes: new TextEncoder().encode(text) };
}

/** What apt prints of packages that may be upgraded. */
function apt(path: string, ...packages: readonly string[]): ForeignFile {
  const lines = packages.map((name) => `${name}/stable-security 2-1 amd64 [upgradable from: 1-1]\n`);
  return file(path, `Listing...\n${lines.join('')}`);
}

/** A scan of several hosts. */
function scan(path: string, hosts: Readonly<Record<string, readonly string[]>>): ForeignFile {
  const items = (cves: readonly string[]) =>
    cves.map(
      (cve) =>
        `<ReportItem pluginID="1" severity="3"><cve>${cve}</cve><patch_publication_date>2026/11/01</patch_publication_date></ReportItem>`,
    );
  const parts = Object.entries(hosts).map(
    ([name, cves]) => `<ReportHost name="${name}">${items(cves).join('')}</ReportHost>`,
  );
  return file(path, `<NessusClientData_v2><Report>${parts.join('')}</Report></NessusClientData_v2>`);
}

class Scene {
  readonly index = new FindingsIndex();
  readonly memo = new ForeignMemo();

  ask(requests: readonly ForeignRequest[], answers: Readonly<Record<string, ForeignAnswer>>): string[] {
    const byKey = new Map(Object.entries(answers).map(([pattern, answer]) => [request(pattern).key, answer]));
    return [...this.index.setRequests(requests, byKey, this.memo)].sort();
  }

  name(name: string, address = name, ...aliases: readonly string[]): string[] {
    return [...this.index.setNames(name, { address, aliases })].sort();
  }

  found(asset: string): readonly string[] {
    return this.index.patchesOf(asset).map(({ id, report }) => `${id} ${report}`);
  }

  get work(): { readonly files: number; readonly hosts: number } {
    return { files: this.memo.filesRead, hosts: this.index.hostsMatched };
  }
}

const answer = (...files: readonly ForeignFile[]): ForeignAnswer => ({ files, refusals: [] });

describe('FindingsIndex', () => {
  it('matches a host of many findings once, and again only when names change that may concern it', () => {
    const scene = new Scene();
    scene.name('web-01');
    equal(scene.index.isEmpty, true);
    const all = answer(
      scan('scan.nessus', {
        'web-01': ['CVE-2026-1', 'CVE-2026-2'],
        'db-01': ['CVE-2026-1'],
        '10.0.0.9': ['CVE-2026-3'],
      }),
    );
    deepEqual(scene.ask([request('*')], { '*': all }), ['web-01']);
    equal(scene.index.isEmpty, false);
    deepEqual(scene.work, { files: 1, hosts: 3 });
    deepEqual(scene.found('web-01'), ['CVE-2026-1 scan.nessus', 'CVE-2026-2 scan.nessus']);

    deepEqual(scene.name('app-01', '10.0.0.1'), []);
    deepEqual(scene.work, { files: 1, hosts: 3 });
    deepEqual(scene.name('app-01', '10.0.0.9'), ['app-01']);
    deepEqual(scene.work, { files: 1, hosts: 4 });
    deepEqual(scene.found('app-01'), ['CVE-2026-3 scan.nessus']);
    deepEqual([...scene.index.setNames('app-01', undefined)], ['app-01']);
    deepEqual(scene.found('app-01'), []);
  });

  it('loses a host known by its short name when the asset turns out to be of another domain', () => {
    const scene = new Scene();
    scene.name('web-01');
    scene.ask([request('*')], { '*': answer(apt('web-01.a.example.txt', 'openssl')) });
    deepEqual(scene.found('web-01'), ['openssl web-01.a.example.txt']);
    deepEqual(scene.name('web-01', 'web-01.b.example'), ['web-01']);
    deepEqual(scene.found('web-01'), []);
  });

  it('does nothing for a line that only moves, but says where it stands now', () => {
    const scene = new Scene();
    const all = answer(apt('reports/db-01.txt', 'openssl'));
    scene.ask([request('*')], { '*': all });
    const before = scene.index.readings();
    deepEqual(scene.ask([request('*')], { '*': all }), []);
    equal(scene.index.readings(), before);
    deepEqual(scene.ask([request('*', 40)], { '*': all }), []);
    const [after] = scene.index.readings();
    equal(after?.request.at.span.start, 40);
    equal(after?.unmatched, before[0]?.unmatched);
    deepEqual(
      [...(after?.unmatched ?? [])].map(([host, { count }]) => [host, count]),
      [['db-01', 1]],
    );
    deepEqual(scene.work, { files: 1, hosts: 1 });
  });

  it('reads of a new answer what is new in it, and knows the series that it changes', () => {
    const scene = new Scene();
    scene.name('web-01');
    scene.name('db-01');
    const [first, other] = [apt('web-01.2026-11-01.txt', 'openssl'), apt('db-01.txt', 'bash')];
    scene.ask([request('*')], { '*': answer(first, other) });
    const before = scene.index.readings();
    const emptied = apt('web-01.2026-11-02.txt');
    deepEqual(scene.ask([request('*')], { '*': answer(first, emptied, other) }), ['web-01']);
    deepEqual(scene.work, { files: 3, hosts: 2 });
    deepEqual(scene.found('web-01'), []);
    deepEqual(scene.found('db-01'), ['bash db-01.txt']);
    equal(before[0]?.files, 2);
    equal(scene.index.readings()[0]?.files, 3);
    deepEqual(scene.ask([request('*')], { '*': answer(first, other) }), ['web-01']);
    deepEqual(scene.found('web-01'), ['openssl web-01.2026-11-01.txt']);
  });

  it('tells of all whose findings stand in another order when lines or files change places', () => {
    const scene = new Scene();
    for (const name of ['web-01', 'db-01']) scene.name(name);
    const [a, b] = [scan('a', { 'web-01': ['CVE-2026-1'] }), scan('b', { 'web-01': ['CVE-2026-2'] })];
    const answers = { '*': answer(a, b), db: answer(scan('db', { 'db-01': ['CVE-2026-1'] })) };
    scene.ask([request('*'), request('db')], answers);
    deepEqual(scene.ask([request('db'), request('*')], answers), ['db-01', 'web-01']);
    deepEqual(scene.ask([request('db'), request('*')], { ...answers, '*': answer(b, a) }), ['web-01']);
    deepEqual(scene.found('web-01'), ['CVE-2026-2 b', 'CVE-2026-1 a']);
    deepEqual(scene.ask([request('*')], answers), ['db-01', 'web-01']);
    deepEqual(scene.ask([], answers), ['web-01']);
    equal(scene.index.isEmpty, true);
    deepEqual(scene.found('web-01'), []);
  });

  it('takes the asset that our own line names for the host, and nothing else', () => {
    const scene = new Scene();
    const all = { 'web.txt': answer(apt('web.txt', 'openssl')) };
    deepEqual(scene.ask([request('web.txt', 0, { asset: 'app' })], all), []);
    deepEqual([...(scene.index.readings()[0]?.unmatched ?? [])], []);
    deepEqual(scene.name('web'), []);
    deepEqual(scene.name('App'), []);
    deepEqual(scene.name('app'), ['app']);
    deepEqual(scene.ask([request('web.txt')], all), ['app', 'web']);
    deepEqual(scene.found('web'), ['openssl web.txt']);
  });
});

describe('readSource', () => {
  const source: ForeignRequest = {
    ...request('hosts.ini'),
    kind: 'ansible',
    key: 'ansible\nfile:///w\nhosts.ini',
  };
  const hosts = answer(file('hosts.ini', '[web]\nweb-01 ansible_host=10.0.0.1\n'));

  it('is the same again for an unchanged answer to a line that stands where it stood', () => {
    const memo = new ForeignMemo();
    const first = readSource(source, hosts, memo);
    equal(readSource({ ...source, at: { place, span: { start: 0, end: 1 } } }, hosts, memo), first);
    equal(memo.filesRead, 1);
  });

  it('has only other anchors where the line has moved', () => {
    const memo = new ForeignMemo();
    const [first] = readSource(source, hosts, memo).statements;
    const moved = { ...source, at: { place: { ...place }, span: { start: 9, end: 10 } } };
    const [again] = readSource(moved, hosts, memo).statements;
    equal(again?.at, moved.at);
    equal(again?.facts, first?.facts);
    equal(memo.filesRead, 1);
  });
});
