// What the measurements share: the fleets, written once below a temporary folder, and one server that has loaded the large one.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromPath } from '../../server/src/base/uri.ts';
import { type WrittenFleet, writeFleet } from './fleet.ts';
import { ServerSession } from './serverSession.ts';

/** A line of the table. */
export interface Row {
  readonly what: string;
  readonly reach: string;
  readonly measured: string;
  /** The peer or the limit, measured in the same run. */
  readonly against?: string;
  readonly ratio?: string;
  readonly verdict: 'ok' | 'missed' | 'failed' | 'skipped' | 'shown';
  readonly note?: string;
  readonly values?: Readonly<Record<string, number>>;
}

export interface BenchOptions {
  /** The repository. */
  readonly root: string;
  /** The built language server. */
  readonly server: string;
  readonly size: FleetSize;
  /** How often what is slow is measured. */
  readonly repetitions: number;
  /** Sequences of keystrokes. */
  readonly rounds: number;
  readonly say: (text: string) => void;
}

export interface FleetSize {
  readonly files: number;
  readonly assetsPerFile: number;
  /** Assets of the one large file. */
  readonly single: number;
}

export const fullSize: FleetSize = { files: 250, assetsPerFile: 400, single: 10_000 };

const seed = 2026;
/** Far above what any load takes. */
const loadLimit = 180_000;

export class Bench {
  readonly options: BenchOptions;
  readonly #folder: string;
  readonly #now: number;
  readonly #fleets = new Map<string, Promise<WrittenFleet>>();
  readonly #sessions: ServerSession[] = [];
  #shared: Promise<ServerSession> | undefined;
  #storages = 0;

  private constructor(options: BenchOptions, folder: string) {
    this.options = options;
    this.#folder = folder;
    this.#now = Date.now();
  }

  static async create(options: BenchOptions): Promise<Bench> {
    return new Bench(options, await mkdtemp(join(tmpdir(), 'patchtide-bench-')));
  }

  get folder(): string {
    return this.#folder;
  }

  /** 100,000 assets in 250 files. */
  large(): Promise<WrittenFleet> {
    const { files, assetsPerFile } = this.options.size;
    return this.#fleet('large', files, assetsPerFile);
  }

  /** One such file. */
  small(): Promise<WrittenFleet> {
    return this.#fleet('small', 1, this.options.size.assetsPerFile);
  }

  /** One file of 10,000 assets. */
  single(): Promise<WrittenFleet> {
    return this.#fleet('single', 1, this.options.size.single);
  }

  /** @param storage a folder for what the server keeps. */
  async start(fleet: WrittenFleet, storage: string): Promise<ServerSession> {
    const session = await ServerSession.start({
      program: [this.options.server, '--stdio'],
      folder: fleet.folder,
      initializationOptions: { storage: fromPath(storage) },
    });
    this.#sessions.push(session);
    return session;
  }

  /** A server that has read and judged the fleet, and is still. */
  async loaded(fleet: WrittenFleet): Promise<ServerSession> {
    const session = await this.start(fleet, await this.storage());
    await untilLoaded(session, fleet);
    await session.quiet(500);
    return session;
  }

  /** The server with the large fleet, for all that measures in it. */
  shared(): Promise<ServerSession> {
    this.#shared ??= this.large().then((fleet) => this.loaded(fleet));
    return this.#shared;
  }

  /** A new, empty folder. */
  async storage(): Promise<string> {
    const folder = join(this.#folder, `storage-${++this.#storages}`);
    await mkdir(folder);
    return folder;
  }

  async end(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.stop()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #fleet(name: string, files: number, assetsPerFile: number): Promise<WrittenFleet> {
    const known = this.#fleets.get(name);
    if (known) return known;
    const folder = join(this.#folder, name);
    const written = writeFleet(folder, { seed, now: this.#now, files, assetsPerFile });
    this.#fleets.set(name, written);
    return written;
  }
}

/** Judged, and no load is going on. */
export async function untilLoaded(session: ServerSession, fleet: WrittenFleet): Promise<void> {
  const isLoaded = () => {
    const { summary } = session;
    return summary && !summary.loading && summary.assets === fleet.assets ? summary : undefined;
  };
  await session.until(`judgement of ${fleet.assets} assets`, isLoaded, loadLimit);
}

export function verdictOf(isReached: boolean): Row['verdict'] {
  return isReached ? 'ok' : 'missed';
}
