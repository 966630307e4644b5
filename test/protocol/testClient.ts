// A language client in the test's own process: talks to the real server over in-memory streams, keeps what it was sent, and waits for events
// instead of sleeping.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type { Clock } from '../../server/src/base/ports.ts';
import { fromPath } from '../../server/src/base/uri.ts';
import { type ServerPorts, startLanguageServer } from '../../server/src/lsp/languageServer.ts';
import { nodeFileSystem } from '../../server/src/platform/nodeFileSystem.ts';
import { methods, type Summary } from '../../server/src/protocol/requests.ts';

export interface TestClient {
  readonly folder: string;
  readonly connection: ProtocolConnection;
  /** Resolves when the server has asked for watchers that fit. */
  readonly watching: (pattern: RegExp) => Promise<string>;
  readonly uri: (name: string) => string;
  /** Writes a file below the folder, and says so as a watcher would. */
  readonly write: (name: string, text: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly open: (name: string, text: string) => void;
  readonly change: (name: string, text: string, version: number) => void;
  readonly save: (name: string) => void;
  readonly close: (name: string) => void;
  /** Resolves when the last published problems of the file are as wanted. */
  readonly problems: (
    name: string,
    wanted: (codes: readonly string[]) => boolean,
  ) => Promise<readonly Diagnostic[]>;
  /** Resolves when problems of that version of the document are published. */
  readonly problemsOf: (name: string, version: number) => Promise<readonly Diagnostic[]>;
  readonly published: (name: string) => readonly Diagnostic[] | undefined;
  /** All that was published, in order, as `name: codes`. */
  readonly log: readonly string[];
  /** What was shown of work that goes on, in order. */
  readonly progress: readonly Progress[];
  /** Resolves when something that the server sent has made it true. */
  readonly until: (isSo: () => boolean) => Promise<void>;
  readonly judged: (wanted: (summary: Summary) => boolean) => Promise<Summary>;
  readonly stop: () => Promise<void>;
}

export interface Progress {
  readonly kind: 'begin' | 'report' | 'end';
  readonly message?: string;
  readonly percentage?: number;
}

export interface TestOptions {
  readonly clock: Clock;
  readonly files?: Readonly<Record<string, string>>;
  /** A client that knows no workspace folders and watches nothing, only its root. */
  readonly isPlain?: boolean;
  /** In place of the disk, of the reader, of the event loop. */
  readonly ports?: Partial<ServerPorts>;
}

const capabilities = {
  workspace: {
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
  },
  window: { workDoneProgress: true },
  textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true } },
};

export async function startClient({
  clock,
  files = {},
  isPlain,
  ports = {},
}: TestOptions): Promise<TestClient> {
  const folder = await mkdtemp(join(tmpdir(), 'patchtide-protocol-'));
  const uri = (name: string) => fromPath(join(folder, name));
  for (const [name, text] of Object.entries(files)) await put(join(folder, name), text);

  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startLanguageServer(createConnection(toServer, toClient), { clock, files: nodeFileSystem, ...ports });
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );

  const published = new Map<string, readonly Diagnostic[]>();
  const versions = new Map<string, number | undefined>();
  const log: string[] = [];
  const progress: Progress[] = [];
  let summary: Summary | undefined;
  let watchers = '';
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of [...waiting]) look();
  };
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: { uri: string; version?: number; diagnostics: Diagnostic[] }) => {
      published.set(params.uri, params.diagnostics);
      versions.set(params.uri, params.version);
      log.push(
        `${params.uri.slice(uri('').length + 1)}: ${params.diagnostics.map(({ code }) => code).join(' ')}`,
      );
      changed();
    },
  );
  connection.onNotification(methods.didJudge, (params: Summary) => {
    summary = params;
    changed();
  });
  connection.onRequest('client/registerCapability', (params) => {
    watchers = JSON.stringify(params);
    changed();
    return null;
  });
  connection.onRequest('client/unregisterCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onNotification('$/progress', ({ value }: { value: Progress }) => {
    progress.push(value);
    changed();
  });
  connection.listen();
  const root = { uri: fromPath(folder), name: 'test' };
  await connection.sendRequest('initialize', {
    processId: null,
    ...(isPlain
      ? { rootUri: root.uri, capabilities: {} }
      : { rootUri: null, workspaceFolders: [root], capabilities }),
  });
  await connection.sendNotification('initialized', {});

  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const attempt = () => {
        const found = look();
        if (found === undefined) return;
        waiting.delete(attempt);
        resolve(found);
      };
      waiting.add(attempt);
      attempt();
    });
  const notify = (method: string, params: object) => void connection.sendNotification(method, params);
  const touched = (name: string, type: number) =>
    connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uri(name), type }] });

  return {
    folder,
    connection,
    watching: (pattern) => until(() => (pattern.test(watchers) ? watchers : undefined)),
    uri,
    async write(name, text) {
      await put(join(folder, name), text);
      await touched(name, 2);
    },
    async remove(name) {
      await rm(join(folder, name), { recursive: true });
      await touched(name, 3);
    },
    open: (name, text) =>
      notify('textDocument/didOpen', {
        textDocument: { uri: uri(name), languageId: 'yaml', version: 1, text },
      }),
    change: (name, text, version) =>
      notify('textDocument/didChange', {
        textDocument: { uri: uri(name), version },
        contentChanges: [{ text }],
      }),
    save: (name) => notify('textDocument/didSave', { textDocument: { uri: uri(name) } }),
    close: (name) => notify('textDocument/didClose', { textDocument: { uri: uri(name) } }),
    problems: (name, wanted) =>
      until(() => {
        const found = published.get(uri(name));
        return found && wanted(found.map(({ code }) => String(code))) ? found : undefined;
      }),
    problemsOf: (name, version) =>
      until(() => (versions.get(uri(name)) === version ? published.get(uri(name)) : undefined)),
    published: (name) => published.get(uri(name)),
    log,
    progress,
    until: async (isSo) => void (await until(() => isSo() || undefined)),
    judged: (wanted) => until(() => (summary && wanted(summary) ? summary : undefined)),
    async stop() {
      await connection.sendRequest('shutdown');
      connection.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
