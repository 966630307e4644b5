// The OwnedReader port over threads. They are started when there is enough to read to pay for them, and ended when nobody reads any more: each holds
// some ten megabytes. No file is lost: one that a thread fails on, or dies of, is read here.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { OwnedReader } from '../base/ports.ts';
import type { ReadAnswer, ReadTask } from './readerThread.ts';

export interface ReaderPoolOptions {
  /** The path of reader.js. Where it isn't there, all is read here. */
  readonly program: string;
  /** Reads in this thread. */
  readonly here: Pick<OwnedReader, 'read'>;
  /** Bytes to be read before a thread is started. */
  readonly paysFrom?: number;
  readonly threads?: number;
}

/** A thread takes as long to start as to read some hundred kilobytes, which would stand in the way of requests here. */
const PAYS_FROM = 128 * 1024;
const MOST_THREADS = 2;
/** Of tasks in a thread: while one is read, the next is on its way. */
const AT_ONCE = 2;
/** Threads that died one after the other without reading anything: something is wrong with all of them. */
const DEATHS = 3;
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

interface Task extends ReadTask {
  readonly resolve: (packed: Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly tasks: Task[];
}

export class ReaderPool implements OwnedReader {
  readonly version: string;
  readonly #program: string;
  readonly #here: Pick<OwnedReader, 'read'>;
  readonly #paysFrom: number;
  readonly #most: number;
  readonly #waiting: Task[] = [];
  readonly #threads = new Set<Thread>();
  #asked = 0;
  #deaths = 0;
  #resting = true;

  constructor({ program, here, paysFrom = PAYS_FROM, threads }: ReaderPoolOptions) {
    this.version = digestOfProgram(program);
    this.#program = program;
    this.#here = here;
    this.#paysFrom = paysFrom;
    this.#most = threads ?? Math.min(MOST_THREADS, availableParallelism());
  }

  /** How many threads are alive. */
  get threads(): number {
    return this.#threads.size;
  }

  read(kind: string, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    this.#resting = false;
    this.#asked += bytes.length;
    if (this.#asked < this.#paysFrom || !this.#isUsable()) return this.#here.read(kind, bytes);
    return new Promise((resolve) => {
      this.#waiting.push({ kind, bytes, resolve });
      this.#hand();
    });
  }

  rest(): void {
    this.#resting = true;
    this.#asked = 0;
    this.#endIdle();
  }

  #isUsable(): boolean {
    return this.version !== '' && this.#most > 0 && this.#deaths < DEATHS;
  }

  /** Hands out what waits, the idlest thread first. */
  #hand(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#free();
      if (!thread) return;
      const task = this.#waiting.shift();
      if (task) this.#send(thread, task);
    }
  }

  #free(): Thread | undefined {
    const [idlest] = [...this.#threads].sort((a, b) => a.tasks.length - b.tasks.length);
    if (idlest?.tasks.length === 0) return idlest;
    if (this.#threads.size < this.#most) return this.#start();
    return idlest && idlest.tasks.length < AT_ONCE ? idlest : undefined;
  }

  #start(): Thread {
    const worker = new Worker(this.#program, { resourceLimits: LIMITS, execArgv: [] });
    const thread: Thread = { worker, tasks: [] };
    worker.on('message', (answer: ReadAnswer) => this.#answered(thread, answer));
    worker.on('error', () => this.#died(thread));
    worker.on('exit', () => this.#died(thread));
    // A thread without a task keeps no program alive.
    worker.unref();
    this.#threads.add(thread);
    return thread;
  }

  #send({ worker, tasks }: Thread, task: Task): void {
    if (tasks.length === 0) worker.ref();
    tasks.push(task);
    // A copy goes, so that the file can still be read here.
    const bytes = new Uint8Array(task.bytes);
    worker.postMessage({ kind: task.kind, bytes } satisfies ReadTask, [bytes.buffer]);
  }

  #answered(thread: Thread, answer: ReadAnswer): void {
    const task = thread.tasks.shift();
    if (thread.tasks.length === 0) thread.worker.unref();
    if (answer) this.#deaths = 0;
    if (task) task.resolve(answer ?? this.#here.read(task.kind, task.bytes));
    this.#hand();
    this.#endIdle();
  }

  #died(thread: Thread): void {
    if (!this.#threads.delete(thread)) return;
    this.#deaths++;
    const orphans = thread.tasks.splice(0);
    if (!this.#isUsable()) orphans.push(...this.#waiting.splice(0));
    for (const { kind, bytes, resolve } of orphans) resolve(this.#here.read(kind, bytes));
    this.#hand();
  }

  #endIdle(): void {
    if (!this.#resting) return;
    for (const thread of this.#threads) {
      if (thread.tasks.length > 0) continue;
      this.#threads.delete(thread);
      void thread.worker.terminate();
    }
  }
}

/** Of all that reading is done by: any change of it is another program. */
function digestOfProgram(program: string): string {
  try {
    return createHash('sha256').update(readFileSync(program)).digest('hex');
  } catch {
    return '';
  }
}
