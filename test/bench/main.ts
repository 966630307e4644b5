// The benchmark's command line: chooses what is measured, measures it and prints the table. A measurement that fails is a row that says so, never the
// end of the others.

import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, type BenchOptions, type FleetSize, fullSize, type Row } from './bench.ts';
import { measureSingleFileKeystrokes, measureWorkspaceKeystrokes } from './keystrokeRows.ts';
import { measurePeer } from './peerRow.ts';
import { measurePolicyEdit } from './policyRow.ts';
import { measureRequests, measureSidebar } from './requestRows.ts';
import { measureLoadRequests, measureStarts } from './startRows.ts';
import { sizeText } from './statistics.ts';
import { tableOf } from './table.ts';

const help = `Usage: npm run bench -- [options]

  --only <names>    of: starts, load, single, peer, keystroke, policy, requests, sidebar (with commas)
  --quick           a tenth of the assets, few repetitions; the figures to reach are for all
  --scale <share>   another share of the assets: 0.02
  --json <file>     write the results there, too
  --server <file>   measure this server.js instead of building one
`;

type Measurement = (bench: Bench) => Promise<readonly Row[]>;

/** In this order: those that start servers of their own before those that share one. */
const measurements: Readonly<Record<string, Measurement>> = {
  starts: measureStarts,
  load: measureLoadRequests,
  single: measureSingleFileKeystrokes,
  peer: async (bench) => [await measurePeer(bench, singleFileP95)],
  keystroke: measureWorkspaceKeystrokes,
  policy: measurePolicyEdit,
  requests: measureRequests,
  sidebar: measureSidebar,
};

/** Of this run, for the comparison with the peer. */
let singleFileP95: number | undefined;

/** @param root the repository, which is the current folder. */
async function main(args: readonly string[], root: string): Promise<number> {
  const chosen = readArguments(args, root);
  if (!chosen) return 0;
  const { options, names, json } = chosen;
  const bench = await Bench.create(options);
  const startedAt = performance.now();
  try {
    const rows = await measureAll(bench, names);
    const machine = machineText();
    say(`\n${machine}\n\n${tableOf(rows)}\n${Math.round((performance.now() - startedAt) / 1000)} s in all`);
    if (json !== undefined)
      await writeFile(json, `${JSON.stringify({ machine, size: options.size, rows }, undefined, 2)}\n`);
    return rows.some(({ verdict }) => verdict === 'missed' || verdict === 'failed') ? 1 : 0;
  } finally {
    await bench.end();
  }
}

interface Chosen {
  readonly options: BenchOptions;
  readonly names: readonly string[];
  readonly json: string | undefined;
}

function readArguments(args: readonly string[], root: string): Chosen | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean' },
      scale: { type: 'string' },
      json: { type: 'string' },
      server: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const names = values.only?.split(',') ?? Object.keys(measurements);
  const isKnown = names.every((name) => Object.hasOwn(measurements, name));
  const scale = Number(values.scale ?? (values.quick ? 0.1 : 1));
  if (values.help || !isKnown || !(scale > 0 && scale <= 1)) {
    say(help);
    return undefined;
  }
  const options = {
    root,
    server: values.server === undefined ? join(root, 'dist/server.js') : resolve(values.server),
    size: scaled(scale),
    repetitions: values.quick ? 1 : 3,
    rounds: values.quick ? 4 : 14,
    say,
  };
  return { options, names, json: values.json };
}

function scaled(scale: number): FleetSize {
  return {
    files: Math.max(3, Math.round(fullSize.files * scale)),
    assetsPerFile: fullSize.assetsPerFile,
    single: Math.max(100, Math.round(fullSize.single * scale)),
  };
}

async function measureAll(bench: Bench, names: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (!names.includes(name)) continue;
    const found = await measure(bench).catch((error: unknown) => [failure(name, error)]);
    for (const row of found) say(`${row.verdict.padEnd(8)}${row.what}: ${row.measured} ${row.ratio ?? ''}`);
    if (name === 'single') singleFileP95 = found[0]?.values?.p95;
    rows.push(...found);
  }
  return rows;
}

function failure(name: string, error: unknown): Row {
  const note = error instanceof Error ? error.message : String(error);
  return { what: name, reach: '', measured: '', verdict: 'failed', note };
}

function machineText(): string {
  const [cpu] = cpus();
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${sizeText(totalmem())}, Node ${process.version}, load ${load}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2), resolve('.')).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
