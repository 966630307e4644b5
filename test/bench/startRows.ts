// From nothing to all problems: a cold start beside the time that reading the same bytes alone takes, a second start with what the first one kept, and
// the memory that it took at most.

import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Bench, type Row, untilLoaded, verdictOf } from './bench.ts';
import type { WrittenFleet } from './fleet.ts';
import { assetLinesOf } from './keystrokes.ts';
import { openFile } from './openDocument.ts';
import type { ServerSession } from './serverSession.ts';
import { medianOf, sizeText, spreadOf, spreadText, timeText } from './statistics.ts';

const memoryLimit = 350 * 2 ** 20;
const secondLimit = 1500;

interface Start {
  readonly time: number;
  readonly memory: number;
  /** Of all threads. */
  readonly processor: number;
}

/** How long a request waits while the fleet is being read: the document is open, the rest isn't there yet. */
export async function measureLoadRequests(bench: Bench): Promise<readonly Row[]> {
  const fleet = await bench.large();
  const session = await bench.start(fleet, await bench.storage());
  const document = await openFile(session, fleet, fleet.inventories[0] ?? '');
  let isLoaded = false;
  const loaded = untilLoaded(session, fleet).finally(() => {
    isLoaded = true;
  });
  const samples: number[] = [];
  const position = { line: assetLinesOf(document.lines)[0] ?? 0, character: 4 };
  while (!isLoaded) {
    const askedAt = performance.now();
    await session.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: document.uri },
      position,
    });
    samples.push(performance.now() - askedAt);
    await pause(20);
  }
  await loaded;
  await session.stop();
  const spread = spreadOf(samples);
  return [
    {
      what: `hover while ${fleet.assets} assets are being read`,
      reach: 'answered',
      measured: spreadText(spread),
      verdict: 'shown',
      note: `${spread.count} requests before the load was over`,
      values: { ...spread },
    },
  ];
}

interface Starts {
  readonly limit: Pick<Start, 'time' | 'processor'>;
  readonly cold: Start;
  readonly second: Start;
  /** Bytes. */
  readonly kept: number;
}

export async function measureStarts(bench: Bench): Promise<readonly Row[]> {
  const fleet = await bench.large();
  const all: Starts[] = [];
  for (let nth = 0; nth < bench.options.repetitions; nth++) all.push(await measureOnce(bench, fleet));
  const each = (time: (starts: Starts) => number) => all.map((starts) => timeText(time(starts))).join(', ');
  const limit = medianOf(all.map((starts) => starts.limit.time));
  const cold = medianOf(all.map((starts) => starts.cold.time));
  const second = medianOf(all.map((starts) => starts.second.time));
  const memory = Math.max(...all.map((starts) => starts.cold.memory));
  const size = `${fleet.assets} assets, ${sizeText(fleet.bytes)}`;
  return [
    {
      what: `cold start to all problems, ${size}`,
      reach: 'parseEvents, 1 thread',
      measured: timeText(cold),
      against: `parseEvents ${timeText(limit)}`,
      ratio: `${(cold / limit).toFixed(2)}x`,
      verdict: verdictOf(cold <= limit),
      note: `cold ${each((starts) => starts.cold.time)}, of all threads ${each((starts) => starts.cold.processor)}; parseEvents ${each((starts) => starts.limit.time)}, of its thread ${each((starts) => starts.limit.processor)}`,
      values: { cold, limit },
    },
    {
      what: 'second start',
      reach: '1.5 s, 4x faster than cold',
      measured: timeText(second),
      against: `cold ${timeText(cold)}`,
      ratio: `${(cold / second).toFixed(1)}x faster`,
      verdict: verdictOf(second <= secondLimit && cold / second >= 4),
      note: `${each((starts) => starts.second.time)}; kept ${sizeText(all[0]?.kept ?? 0)}; peak ${sizeText(all[0]?.second.memory ?? 0)}`,
      values: { second },
    },
    memoryRow(memory, fleet),
  ];
}

function memoryRow(memory: number, { assets }: WrittenFleet): Row {
  const what = `peak resident memory of a cold start, ${assets} assets`;
  const reach = '350 MiB';
  if (memory === 0) return { what, reach, measured: '', verdict: 'skipped', note: 'only Linux tells it' };
  const verdict = verdictOf(memory <= memoryLimit);
  return { what, reach, measured: sizeText(memory), verdict, values: { memory } };
}

async function measureOnce(bench: Bench, fleet: WrittenFleet): Promise<Starts> {
  const storage = await bench.storage();
  const limit = await parseEvents(bench, fleet);
  const cold = await startOnce(bench, fleet, storage);
  const kept = await sizeOf(storage);
  const second = await startOnce(bench, fleet, storage);
  return { limit, cold, second, kept };
}

/** From spawning the process until the last problem has arrived. */
async function startOnce(bench: Bench, fleet: WrittenFleet, storage: string): Promise<Start> {
  const session = await bench.start(fleet, storage);
  await untilLoaded(session, fleet);
  await session.quiet(1000);
  const time = session.lastAt - session.startedAt;
  const published = overduePublished(session);
  const memory = session.peakMemory() ?? 0;
  const processor = session.processorTime();
  await session.stop();
  if (published !== fleet.overdue)
    throw new Error(`${published} assets were published as out of SLA, not ${fleet.overdue}`);
  return { time, memory, processor };
}

function overduePublished(session: ServerSession): number {
  const all = [...session.publications()].flatMap(({ diagnostics }) => diagnostics);
  return all.filter(({ code }) => code === 'sla/overdue').length;
}

/** From spawning the process to its end. */
async function parseEvents({ options }: Bench, { folder }: WrittenFleet): Promise<Starts['limit']> {
  const program = join(options.root, 'test/bench/parseEvents.mjs');
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder]);
  const time = performance.now() - startedAt;
  const { processor }: { readonly processor: number } = JSON.parse(stdout);
  return { time, processor };
}

async function sizeOf(folder: string): Promise<number> {
  const paths = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
