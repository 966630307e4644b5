// A language server as a process of its own, over stdio, with a bare client: what it published and judged last, and when that arrived. Waits for
// events, never for a time; a server that ends or stays silent fails the measurement instead of hanging it.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { fromPath } from '../../server/src/base/uri.ts';
import { methods, type Summary } from '../../server/src/protocol/requests.ts';

export interface ServerStart {
  /** What Node is started with: the program and its arguments. */
  readonly program: readonly string[];
  readonly folder: string;
  readonly initializationOptions?: object;
  /** Answers to `workspace/configuration`, by section. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

export interface Publication {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** When it arrived, by `performance.now()`. */
  readonly at: number;
  /** How many of this document have arrived. */
  readonly count: number;
}

const minute = 60_000;

export class ServerSession {
  readonly connection: ProtocolConnection;
  /** When the process was started, by `performance.now()`. */
  readonly startedAt: number;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<void>;
  readonly #published = new Map<string, Publication>();
  readonly #waiting = new Set<() => void>();
  #summary: Summary | undefined;
  #lastAt = 0;
  #stderr = '';
  #ended = false;
  #stopping = false;

  constructor({ program, configuration = {} }: ServerStart) {
    this.startedAt = performance.now();
    this.#process = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.on('data', (chunk) => {
      this.#stderr = (this.#stderr + chunk).slice(-2000);
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', () => {
        this.#ended = true;
        this.#changed();
        resolve();
      });
    });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.#process.stdout),
      new StreamMessageWriter(this.#process.stdin),
    );
    this.#listen(configuration);
  }

  static async start(start: ServerStart): Promise<ServerSession> {
    const session = new ServerSession(start);
    const root = { uri: fromPath(start.folder), name: basename(start.folder) };
    await session.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: root.uri,
      workspaceFolders: [root],
      capabilities,
      initializationOptions: start.initializationOptions ?? {},
    });
    await session.connection.sendNotification('initialized', {});
    return session;
  }

  get summary(): Summary | undefined {
    return this.#summary;
  }

  /** When something was last published or judged. */
  get lastAt(): number {
    return this.#lastAt;
  }

  publication(uri: string): Publication | undefined {
    return this.#published.get(uri);
  }

  publications(): Iterable<Publication> {
    return this.#published.values();
  }

  /** @returns when problems of that version or a later one have arrived. */
  async publishedVersion(uri: string, version: number, limit = minute): Promise<number> {
    const isThere = ({ version: known = -1 }: Publication) => known >= version;
    const found = await this.until(`problems of version ${version}`, () => this.#find(uri, isThere), limit);
    return found.at;
  }

  #find(uri: string, wanted: (publication: Publication) => boolean): Publication | undefined {
    const publication = this.#published.get(uri);
    return publication && wanted(publication) ? publication : undefined;
  }

  until<T>(what: string, look: () => T | undefined, limit = minute): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(attempt);
        clearTimeout(timer);
      };
      const attempt = () => {
        const found = look();
        if (found === undefined && !this.#ended) return;
        end();
        if (found === undefined) reject(new Error(`the server ended before ${what}: ${this.#stderr}`));
        else resolve(found);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`no ${what} within ${limit / 1000} s ${this.#stderr}`));
      }, limit);
      this.#waiting.add(attempt);
      attempt();
    });
  }

  /** Resolves when nothing has been published or judged for so long. */
  async quiet(milliseconds: number): Promise<void> {
    let since = performance.now();
    while (since + milliseconds > performance.now()) {
      await new Promise((resolve) => setTimeout(resolve, since + milliseconds - performance.now()));
      since = Math.max(since, this.#lastAt);
    }
  }

  /** Bytes; undefined where the system doesn't say. */
  peakMemory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
    } catch {
      return undefined;
    }
  }

  /** Milliseconds of all threads so far: what a busy machine doesn't blur. 0 where the system doesn't say. */
  processorTime(): number {
    try {
      const [, fields = ''] = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8').split(') ');
      const [user, system] = fields.split(' ').slice(11, 13).map(Number);
      return ((user ?? 0) + (system ?? 0)) * 10;
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    if (this.#stopping) return this.#exited;
    this.#stopping = true;
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), minute / 2);
    try {
      if (!this.#ended) {
        await this.connection.sendRequest('shutdown');
        await this.connection.sendNotification('exit');
      }
    } catch {
      this.#process.kill('SIGKILL');
    }
    await this.#exited;
    clearTimeout(kill);
    this.connection.dispose();
  }

  #listen(configuration: Readonly<Record<string, unknown>>): void {
    const { connection } = this;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#lastAt = performance.now();
      const count = (this.#published.get(params.uri)?.count ?? 0) + 1;
      const { version, diagnostics } = params;
      this.#published.set(params.uri, { version, diagnostics, at: this.#lastAt, count });
      this.#changed();
    });
    connection.onNotification(methods.didJudge, (summary: Summary) => {
      this.#lastAt = performance.now();
      this.#summary = summary;
      this.#changed();
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('client/unregisterCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section: string }[] }) =>
      items.map(({ section }) => configuration[section] ?? null),
    );
    connection.onUnhandledNotification(() => {});
    connection.onError(() => {});
    connection.listen();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }
}

const capabilities = {
  workspace: {
    workspaceFolders: true,
    configuration: true,
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
  },
  window: { workDoneProgress: true },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown'] },
  },
};
