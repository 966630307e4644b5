// The law of findings by delta: whatever was asked, answered and named before, what is found is what a fresh index finds, and what is found by
// matching every finding of every report against all assets. Assets that aren't told of have the findings that they had.

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { groupBy } from '../../server/src/base/groupBy.ts';
import type { PendingPatch } from '../../server/src/model/asset.ts';
import { type AssetIdentity, AssetNames } from '../../server/src/model/assetNames.ts';
import { withoutDate } from '../../server/src/sources/collected.ts';
import { findingsReaders } from '../../server/src/sources/findings.ts';
import type { Finding, ForeignFile } from '../../server/src/sources/reader.ts';
import { FindingsIndex } from '../../server/src/workspace/findingsIndex.ts';
import type { ForeignAnswer, ForeignRequest } from '../../server/src/workspace/foreign.ts';
import { ForeignMemo } from '../../server/src/workspace/readForeign.ts';
import type { ForeignReading } from '../../server/src/workspace/snapshot.ts';

// The oracle: what was done from scratch on every change.

type Found = { readonly asset: string; readonly patch: PendingPatch };
type Assets = ReadonlyMap<string, AssetIdentity>;

/** As it was when it was built anew from all assets. */
class NamesFromScratch {
  readonly #assets: Assets;
  readonly #maps: readonly Map<string, string | undefined>[];
  readonly #byShortName: Map<string, string | undefined>;

  constructor(assets: Assets) {
    this.#assets = assets;
    this.#maps = [
      index(assets, (name) => [name]),
      index(assets, (_, { address }) => [address]),
      index(assets, (_, { aliases }) => aliases),
    ];
    this.#byShortName = index(assets, (name, asset) => namesOf(name, asset).flatMap(shortName));
  }

  named(name: string): string | undefined {
    return this.#assets.has(name) ? name : undefined;
  }

  find(names: readonly string[]): string | undefined {
    for (const name of names) if (this.#assets.has(name)) return name;
    const keys = names.map((name) => name.toLowerCase());
    for (const map of this.#maps) {
      for (const key of keys) {
        const found = map.get(key);
        if (found !== undefined) return found;
      }
    }
    for (const key of keys) {
      const found = shortName(key).flatMap((short) => this.#byShortName.get(short) ?? [])[0];
      if (found !== undefined && !this.#isOtherDomain(key, found)) return found;
    }
    return undefined;
  }

  #isOtherDomain(name: string, asset: string): boolean {
    const short = shortName(name)[0];
    const identity = this.#assets.get(asset);
    if (short === undefined || short === name || !identity) return false;
    return namesOf(asset, identity).some((own) => shortName(own)[0] === short && own.toLowerCase() !== short);
  }
}

function namesOf(name: string, { address, aliases }: AssetIdentity): readonly string[] {
  return [name, address, ...aliases];
}

function index(
  assets: Assets,
  keysOf: (name: string, asset: AssetIdentity) => readonly string[],
): Map<string, string | undefined> {
  const map = new Map<string, string | undefined>();
  for (const [name, asset] of assets) {
    for (const key of new Set(keysOf(name, asset).map((own) => own.toLowerCase()))) {
      map.set(key, map.has(key) ? undefined : name);
    }
  }
  return map;
}

function shortName(name: string): string[] {
  if (/^[\d.]+$/.test(name) || name.includes(':')) return [];
  return [name.split('.')[0]?.toLowerCase() ?? name];
}

interface ReadReport {
  readonly path: string;
  readonly format: string | undefined;
  readonly patches: Found[];
}

function latestOfSeries(reports: readonly ReadReport[]): readonly Found[] {
  const series = groupBy(reports, ({ path, format }) => `${format} ${withoutDate(path) ?? path}`);
  return [...series.values()].flatMap((members) =>
    members.length === 1 ? (members[0]?.patches ?? []) : latest(members),
  );
}

function latest(members: readonly ReadReport[]): readonly Found[] {
  const newestFirst = [...members].sort((a, b) => (a.path < b.path ? 1 : -1));
  const whole = newestFirst[0]?.format === 'apt';
  const assets = new Set(members.flatMap(({ patches }) => patches.map(({ asset }) => asset)));
  return [...assets].flatMap((asset) => {
    const all = newestFirst.map(({ patches }) =>
      patches.flatMap((found) => (found.asset === asset ? [found.patch] : [])),
    );
    const told = whole ? all : all.filter((patches) => patches.length > 0);
    const [current = [], ...earlier] = told;
    return current.map((patch) => ({ asset, patch: since(patch, earlier) }));
  });
}

function since(patch: PendingPatch, earlier: readonly (readonly PendingPatch[])[]): PendingPatch {
  let detected = patch.detected;
  for (const report of earlier) {
    const same = report.find((other) => other.id === patch.id && other.package === patch.package);
    if (!same) break;
    detected = same.detected ?? detected;
  }
  return detected === undefined ? patch : { ...patch, detected };
}

function readFindingsRequest(
  request: ForeignRequest,
  answer: ForeignAnswer | undefined,
  { names, memo }: { readonly names: NamesFromScratch; readonly memo: ForeignMemo },
): { readonly reading: ForeignReading; readonly patches: readonly Found[] } {
  const refusals = answer?.refusals ?? [];
  const problems: ForeignReading['problems'][number][] = [];
  const unmatched = new Map<string, { count: number; at: PendingPatch['at'] }>();
  const reports: ReadReport[] = [];
  for (const file of answer?.files ?? []) {
    const result = memo.findingsOf(file, request.context);
    const patches: Found[] = [];
    const place = { file: file.uri, offset: 0 };
    reports.push({ path: file.path, format: result.format, patches });
    for (const { span, message, remedy, severity } of result.problems)
      problems.push({ at: { place, span }, message: `${message} ${remedy}`, severity });
    for (const finding of result.findings) {
      if (finding.withoutFix !== undefined) continue;
      const at = { place, span: finding.at };
      const asset = assetOf(finding, names);
      const { patch, securitySuite } = finding;
      if (asset !== undefined)
        patches.push({
          asset,
          patch: { ...patch, at, report: file.path, ...(securitySuite && { securitySuite }) },
        });
      else if (finding.host.asset === undefined) {
        const host = finding.host.name ?? finding.host.addresses[0] ?? file.path;
        const known = unmatched.get(host);
        unmatched.set(host, { count: (known?.count ?? 0) + 1, at: known?.at ?? at });
      }
    }
  }
  const reading = { request, files: answer?.files.length, refusals, problems, unmatched };
  return { reading, patches: latestOfSeries(reports) };
}

function assetOf({ host }: Finding, names: NamesFromScratch): string | undefined {
  if (host.asset !== undefined) return names.named(host.asset);
  return names.find([...(host.name === undefined ? [] : [host.name]), ...host.addresses, ...host.aliases]);
}

// What may be said: few names, so that they meet.

const NAMES = ['web', 'Web', 'WEB', 'web.a.example', 'web.b.example', 'DB.a.example', '10.0.0.1'] as const;
const hostName = fc.constantFrom(...NAMES);
const identity = fc.record({ address: hostName, aliases: fc.array(hostName, { maxLength: 2 }) });

const date = fc.constantFrom('', '.2026-11-01', '.2026-11-02', '.2026-11-03');
const aptFile = fc
  .tuple(fc.constantFrom('web', 'Web', 'web.a.example'), date, fc.subarray(['openssl', 'bash', 'curl']))
  .map(([host, day, packages]) => ({
    path: `r/${host}${day}.txt`,
    text: `Listing...\n${packages.map((name) => `${name}/x-security 2-1 amd64 [upgradable from: 1-1]\n`).join('')}`,
  }));
const scannedHost = fc.record({
  name: fc.option(hostName),
  address: fc.option(fc.constantFrom('10.0.0.1', '10.0.0.2')),
  alias: fc.option(hostName),
  cves: fc.array(fc.constantFrom('CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3'), { maxLength: 3 }),
  fixable: fc.boolean(),
});
const scanFile = fc.tuple(date, fc.array(scannedHost, { maxLength: 4 })).map(([day, hosts]) => ({
  path: `r/scan${day}.nessus`,
  text: `<NessusClientData_v2><Report>${hosts.map(hostText).join('')}</Report></NessusClientData_v2>`,
}));
const otherFile = fc.constantFrom({ path: 'r/empty.txt', text: '' }, { path: 'r/odd.txt', text: 'hello' });

function hostText({
  name,
  address,
  alias,
  cves,
  fixable,
}: typeof scannedHost extends fc.Arbitrary<infer T> ? T : never): string {
  const tag = (key: string, value: string | null) =>
    value === null ? '' : `<tag name="${key}">${value}</tag>`;
  const items = cves.map(
    (cve, plugin) =>
      `<ReportItem pluginID="${plugin}" severity="3"><cve>${cve}</cve>${
        fixable ? '<patch_publication_date>2026/11/01</patch_publication_date>' : ''
      }</ReportItem>`,
  );
  const properties = `<HostProperties>${tag('host-ip', address)}${tag('hostname', alias)}</HostProperties>`;
  return `<ReportHost${name === null ? '' : ` name="${name}"`}>${properties}${items.join('')}</ReportHost>`;
}

const pool = fc.uniqueArray(fc.oneof(aptFile, scanFile, otherFile), {
  selector: ({ path, text }) => `${path} ${text}`,
  minLength: 8,
  maxLength: 8,
});
const context = fc.constantFrom({}, {}, {}, { asset: 'web' }, { collected: '2026-10-01' });
const request = fc.record({
  pattern: fc.constantFrom('a', 'b'),
  context,
  start: fc.nat(3),
  place: fc.nat(1),
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: hostName, identity: fc.option(identity, { nil: undefined }) }) },
  { weight: 2, arbitrary: fc.record({ requests: fc.array(request, { maxLength: 4 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      pattern: fc.constantFrom('a', 'b'),
      picks: fc.option(fc.uniqueArray(fc.nat(7), { maxLength: 8 }), { nil: undefined, freq: 9 }),
      refusals: fc.subarray(['too large']),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const places = [
  { file: 'file:///w/inventory.yaml', offset: 0 },
  { file: 'file:///w/inventory.yaml', offset: 90 },
] as const;

/** What is asked, answered and named at last, and an index that saw all of it happen. */
class Story {
  readonly assets = new Map<string, AssetIdentity>();
  readonly answers = new Map<string, ForeignAnswer>();
  readonly index = new FindingsIndex();
  readonly memo = new ForeignMemo();
  readonly #files: readonly ForeignFile[];
  requests: readonly ForeignRequest[] = [];

  constructor(files: readonly { readonly path: string; readonly text: string }[]) {
    this.#files = files.map(({ path, text }) => ({
      uri: `file:///w/${path}`,
      path,
      bytes: new TextEncoder().encode(text),
    }));
  }

  do(what: Step): ReadonlySet<string> {
    if ('name' in what) {
      if (what.identity) this.assets.set(what.name, what.identity);
      else this.assets.delete(what.name);
      return this.index.setNames(what.name, what.identity);
    }
    if ('requests' in what) this.requests = what.requests.map(requestOf);
    else this.#answer(what);
    return this.index.setRequests(this.requests, this.answers, this.memo);
  }

  fresh(): FindingsIndex {
    const fresh = new FindingsIndex();
    for (const [name, one] of this.assets) fresh.setNames(name, one);
    fresh.setRequests(this.requests, this.answers, this.memo);
    return fresh;
  }

  fromScratch(): ReturnType<typeof readFindingsRequest>[] {
    const names = new NamesFromScratch(this.assets);
    const from = { names, memo: this.memo };
    return this.requests.map((one) => readFindingsRequest(one, this.answers.get(one.key), from));
  }

  #answer({ pattern, picks, refusals }: Extract<Step, { picks: unknown }>): void {
    const { key } = requestOf({ pattern, context: {}, start: 0, place: 0 });
    if (!picks) {
      this.answers.delete(key);
      return;
    }
    const picked = picks.flatMap((pick) => this.#files[pick] ?? []);
    const files = [...new Map(picked.map((file) => [file.path, file])).values()];
    this.answers.set(key, { files, refusals });
  }
}

function requestOf({
  pattern,
  context,
  start,
  place,
}: typeof request extends fc.Arbitrary<infer T> ? T : never): ForeignRequest {
  return {
    key: `findings\nfile:///w\n${pattern}`,
    kind: 'findings',
    folder: 'file:///w',
    pattern,
    context,
    at: { place: places[place] ?? places[0], span: { start, end: start + 1 } },
  };
}

const foundBy = (index: FindingsIndex) =>
  new Map<string, readonly PendingPatch[]>(NAMES.map((name) => [name, index.patchesOf(name)]));
/** With the order in which the unmatched hosts are told. */
const told = (readings: readonly ForeignReading[]) =>
  readings.map((reading) => ({ ...reading, unmatched: [...reading.unmatched] }));

describe('findings by delta', () => {
  it('are those of a fresh index, and those from scratch', () => {
    ok(findingsReaders.some(({ format }) => format === 'nessus'));
    fc.assert(
      fc.property(pool, fc.array(step, { maxLength: 25 }), (files, steps) => {
        const story = new Story(files);
        for (const one of steps) {
          const before = foundBy(story.index);
          const touched = story.do(one);
          const after = foundBy(story.index);
          for (const name of NAMES) {
            if (!touched.has(name)) deepEqual(after.get(name), before.get(name), `${name} was not told of`);
          }
          // Asked now and then, as a snapshot does.
          story.index.readings();
        }
        const fresh = story.fresh();
        const scratch = story.fromScratch();
        const patches = scratch.flatMap((one) => one.patches);
        for (const name of NAMES) {
          const found = story.index.patchesOf(name);
          deepEqual(found, fresh.patchesOf(name));
          deepEqual(
            found,
            patches.flatMap(({ asset, patch }) => (asset === name ? [patch] : [])),
          );
        }
        deepEqual(told(story.index.readings()), told(fresh.readings()));
        deepEqual(told(story.index.readings()), told(scratch.map(({ reading }) => reading)));
      }),
      { numRuns: 1500 },
    );
  });

  it('find by names as an index of all assets does', () => {
    const change = fc.record({ name: hostName, identity: fc.option(identity, { nil: undefined }) });
    const lookups = fc.array(fc.array(hostName, { maxLength: 3 }), { maxLength: 10 });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), lookups, (changes, asked) => {
        const names = new AssetNames();
        const assets = new Map<string, AssetIdentity>();
        for (const { name, identity: one } of changes) {
          names.set(name, one);
          if (one) assets.set(name, one);
          else assets.delete(name);
        }
        const scratch = new NamesFromScratch(assets);
        for (const one of asked) deepEqual(names.find(one), scratch.find(one), one.join(', '));
      }),
      { numRuns: 1500 },
    );
  });
});
