// The language server: wires the protocol to the rooms and holds no thought of its own. Requests stand in routes.ts, documents and disk in
// documentSync.ts, state in Roots.

import { Value } from 'typebox/value';
import {
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
  TextDocumentSyncKind,
  type WorkDoneProgressReporter,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { Cancelled, neverCancelled } from '../base/cancellation.ts';
import type { Clock, FactsStore, Logger } from '../base/ports.ts';
import { type FileUri, normalise } from '../base/uri.ts';
import type { LoadPorts } from '../load/loadFolder.ts';
import { methods, type Summary } from '../protocol/requests.ts';
import { DocumentSync } from './documentSync.ts';
import type { CompletionClient } from './encodeFeatures.ts';
import { registerOwnRoutes } from './ownRoutes.ts';
import { initializationOptions } from './params.ts';
import type { RootSession } from './rootSession.ts';
import { Roots } from './roots.ts';
import { registerRoutes } from './routes.ts';
import { summarise } from './summary.ts';
import { Watching } from './watch.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface ServerPorts extends Omit<LoadPorts, 'store'> {
  readonly clock: Clock;
  /** Where read files are kept between two starts; nothing is kept where it is absent. @param folder the storage folder that the client gave */
  readonly storeAt?: (folder: FileUri, logger: Logger) => FactsStore;
}

export function startLanguageServer(connection: Connection, ports: ServerPorts): void {
  const { clock, storeAt, files } = ports;
  const logger: Logger = {
    info: (message) => connection.console.info(message),
    error: (message) => connection.console.error(message),
  };
  const sync = new DocumentSync();
  const watching = new Watching(connection);
  const loadPorts: Writable<LoadPorts> = { ...ports };
  const roots: Roots = new Roots({
    clock,
    ports: loadPorts,
    isOpen: (uri) => sync.isOpen(uri),
    open: (session) => sync.versions((uri) => roots.of(uri) === session),
    hasUnsavedPolicy: (session) => sync.hasUnsaved('policy', (uri) => roots.of(uri) === session),
    besideEditor: (onDisk) => sync.beside(onDisk),
    failed: (error) => logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    publish: (params) => void connection.sendDiagnostics(params),
    judged: () =>
      void connection.sendNotification(methods.didJudge, summarise(roots.all()) satisfies Summary),
    requestsChanged: () => follow(),
  });

  let foldersChange = false;
  let client: CompletionClient = { snippets: false, suggestCommand: undefined };
  connection.onInitialize(({ capabilities, workspaceFolders, rootUri, initializationOptions: options }) => {
    const own = Value.Check(initializationOptions, options) ? options : {};
    client = completionClient(capabilities, own.suggestCommand);
    if (own.storage !== undefined) loadPorts.store = storeAt?.(normalise(own.storage), logger);
    foldersChange = capabilities.workspace?.workspaceFolders === true;
    watching.enable(capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true);
    // Clients that know no workspace folders name one folder.
    for (const { uri } of workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : [])) roots.open(uri);
    return initializeResult;
  });
  connection.onInitialized(() => {
    if (foldersChange) connection.workspace.onDidChangeWorkspaceFolders(changeFolders);
    follow();
    for (const session of roots.all()) void load(session, { connection, logger });
  });
  connection.onShutdown(() => {
    for (const { root } of roots.all()) roots.close(root);
  });
  sync.listen(connection, roots);
  registerRoutes({ connection, sync, roots, logger, client: () => client });
  registerOwnRoutes({ connection, files, roots, logger });
  connection.listen();

  function follow(): void {
    void watching.follow(roots.all()).catch((error: unknown) => logger.error(String(error)));
  }

  function changeFolders({ removed, added }: WorkspaceFoldersChangeEvent): void {
    for (const { uri } of removed) roots.close(uri);
    for (const { uri } of added) void load(roots.open(uri), { connection, logger });
  }
}

function completionClient(
  capabilities: ClientCapabilities,
  suggestCommand: string | undefined,
): CompletionClient {
  const snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
  return { snippets, suggestCommand };
}

interface Progress {
  readonly connection: Connection;
  readonly logger: Logger;
}

async function load(session: RootSession, { connection, logger }: Progress): Promise<void> {
  // A client that never answers, in the midst of a restart, must not keep us from reading.
  let reporter: WorkDoneProgressReporter | undefined;
  const progress = connection.window.createWorkDoneProgress().then((created) => {
    created.begin('Patchtide', 0, 'reading inventories and policies', false);
    reporter = created;
    return created;
  });
  try {
    await session.load(neverCancelled, (done, total) =>
      reporter?.report(Math.floor((100 * done) / Math.max(total, 1)), `${done} of ${total} files`),
    );
  } catch (error) {
    const isBug = !(error instanceof Cancelled);
    if (isBug) logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  progress.then(
    (created) => created.done(),
    (error: unknown) => logger.info(`no progress shown: ${String(error)}`),
  );
}

const initializeResult: InitializeResult = {
  serverInfo: { name: 'patchtide' },
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    completionProvider: { triggerCharacters: [':', ' ', '[', '{', ',', '"', "'", '-'] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentSymbolProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
};
