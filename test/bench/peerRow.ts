// The peer: yaml-language-server with the schema of our inventories, on the same file of 10,000 assets, keystroke to published problems. It is no
// dependency: npm installs it into the cache when the benchmark first runs, and where it can't, the row says so.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromPath } from '../../server/src/base/uri.ts';
import { type Bench, type Row, verdictOf } from './bench.ts';
import { type Edit, type OpenDocument, openFile } from './openDocument.ts';
import { ServerSession } from './serverSession.ts';
import { medianOf, sizeText, timeText } from './statistics.ts';

const version = '1.25.0';
/** It takes some 10 s a keystroke. */
const limit = 240_000;
const wanted = 500;

/** @param ours p95 of a keystroke in the same file, in milliseconds. */
export async function measurePeer(bench: Bench, ours: number | undefined): Promise<Row> {
  const what = `the same file in yaml-language-server ${version}`;
  const reach = `${wanted}x slower than ours`;
  let program: string;
  try {
    program = await installPeer(bench.options.say);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { what, reach, measured: '', verdict: 'skipped', note: `npm could not install it: ${reason}` };
  }
  const { opened, samples, memory } = await measureKeystrokes(bench, program);
  const theirs = medianOf(samples);
  const ratio = ours === undefined ? undefined : theirs / ours;
  return {
    what,
    reach,
    measured: ours === undefined ? 'not measured' : `p95 ${timeText(ours)}`,
    against: `median ${timeText(theirs)}`,
    ...(ratio !== undefined && { ratio: `${Math.round(ratio)}x` }),
    verdict: ratio === undefined ? 'shown' : verdictOf(ratio >= wanted),
    note: `${samples.map(timeText).join(', ')}; opening ${timeText(opened)}; peak ${sizeText(memory)}; it waits 200 ms for more keystrokes`,
    values: { theirs, ...(ratio !== undefined && { ratio }) },
  };
}

interface Measured {
  readonly opened: number;
  readonly samples: readonly number[];
  readonly memory: number;
}

async function measureKeystrokes(bench: Bench, program: string): Promise<Measured> {
  const { options } = bench;
  const fleet = await bench.single();
  const schema = fromPath(join(options.root, 'schemas/patchtide-inventory.schema.json'));
  const session = await ServerSession.start({
    program: [program, '--stdio'],
    folder: fleet.folder,
    configuration: { yaml: settings(schema) },
  });
  try {
    const [path = ''] = fleet.inventories;
    const openedAt = performance.now();
    const document = await openFile(session, fleet, path);
    const opened = (await nextProblems(session, document)) - openedAt;
    await session.quiet(1000);
    const edits = misspelling(document);
    const samples: number[] = [];
    while (samples.length < options.repetitions) {
      const edit = edits[samples.length % edits.length];
      if (!edit) break;
      const next = nextProblems(session, document);
      samples.push(-document.send(edit) + (await next));
      if (samples.length === 1 && session.publication(document.uri)?.diagnostics.length === 0)
        throw new Error('the peer found no fault in a misspelt key: it has no schema');
    }
    return { opened, samples, memory: session.peakMemory() ?? 0 };
  } finally {
    await session.stop();
  }
}

/** A letter too many in a key, and away again. */
function misspelling({ lines }: OpenDocument): readonly Edit[] {
  const line = Math.floor(lines.length / 2) + lines.slice(Math.floor(lines.length / 2)).findIndex(isPatch);
  const character = (lines[line] ?? '').indexOf('package: ');
  const [start, end] = [
    { line, character },
    { line, character: character + 1 },
  ];
  return [
    { start, end: start, text: 'x' },
    { start, end, text: '' },
  ];
}

function isPatch(line: string): boolean {
  return line.includes('package: ');
}

/** It publishes without versions: what comes next is of what was sent last. */
async function nextProblems(session: ServerSession, { uri }: OpenDocument): Promise<number> {
  const known = session.publication(uri)?.count ?? 0;
  const isNext = () => {
    const publication = session.publication(uri);
    return publication && publication.count > known ? publication : undefined;
  };
  return (await session.until('problems of the peer', isNext, limit)).at;
}

function settings(schema: string): object {
  return {
    validate: true,
    hover: false,
    completion: false,
    format: { enable: false },
    schemaStore: { enable: false },
    schemas: { [schema]: ['**/*.inventory.yaml'] },
  };
}

/** @returns the program's path. */
async function installPeer(say: (text: string) => void): Promise<string> {
  const cache =
    process.env.PATCHTIDE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'patchtide');
  const home = join(cache, `yaml-language-server-${version}`);
  const program = join(home, 'node_modules/yaml-language-server/bin/yaml-language-server');
  if (existsSync(program)) return program;
  say(`Installing yaml-language-server ${version} into ${home}, once ...`);
  const draft = `${home}.preparing-${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', draft];
    await npmInstall([...flags, `yaml-language-server@${version}`]);
    // Another run may have been faster; its folder is as good as ours.
    await rename(draft, home).catch((error) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return program;
}

async function npmInstall(args: readonly string[]): Promise<void> {
  const env = { ...process.env };
  // Below `npm run` these would aim this npm at the project.
  for (const name of ['npm_config_local_prefix', 'npm_config_prefix', 'npm_config_workspace'])
    delete env[name];
  const shell = process.platform === 'win32';
  await promisify(execFile)('npm', ['install', ...args], { env, shell, timeout: 120_000 });
}
