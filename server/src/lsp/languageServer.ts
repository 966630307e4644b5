// The language server: wires the protocol to the rooms and holds no thought of its own. Requests stand in routes.ts, documents and disk in
// documentSync.ts, state in Roots.

import { Value } from 'typebox/value';
import {
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Cancelled, neverCancelled } from '../base/cancellation.ts';
import type { Clock, FileSystem, Logger } from '../base/ports.ts';
import { methods, type Summary } from '../protocol/requests.ts';
import { DocumentSync } from './documentSync.ts';
import type { CompletionClient } from './encodeFeatures.ts';
import { registerOwnRoutes } from './ownRoutes.ts';
import { initializationOptions } from './params.ts';
import { Publisher } from './publish.ts';
import type { RootSession } from './rootSession.ts';
import { Roots } from './roots.ts';
import { registerRoutes } from './routes.ts';
import { summarise } from './summary.ts';
import { Watching } from './watch.ts';

export interface ServerPorts {
  readonly files: FileSystem;
  readonly clock: Clock;
}

export function startLanguageServer(connection: Connection, { files, clock }: ServerPorts): void {
  const logger: Logger = {
    info: (message) => connection.console.info(message),
    error: (message) => connection.console.error(message),
  };
  const documents = new TextDocuments(TextDocument);
  const sync = new DocumentSync(documents);
  const publisher = new Publisher(connection);
  const watching = new Watching(connection);
  const roots: Roots = new Roots({
    files,
    clock,
    isOpen: (uri) => sync.isOpen(uri),
    besideEditor: (onDisk) => sync.beside(onDisk),
    judged: (session) => judged(session),
    requestsChanged: () => follow(),
  });

  let foldersChange = false;
  let client: CompletionClient = { snippets: false, suggestCommand: undefined };
  connection.onInitialize(({ capabilities, workspaceFolders, rootUri, initializationOptions: options }) => {
    client = completionClient(capabilities, options);
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

  function judged(session: RootSession): void {
    publisher.publish(session.snapshot(), {
      isOpen: (uri) => sync.isOpen(uri),
      versionOf: (uri) => sync.document(uri)?.version,
      onlyOpen: sync.hasUnsaved('policy', (uri) => roots.of(uri) === session),
    });
    void connection.sendNotification(methods.didJudge, summarise(roots.all()) satisfies Summary);
  }

  function changeFolders({ removed, added }: WorkspaceFoldersChangeEvent): void {
    for (const { uri } of removed) {
      const closed = roots.close(uri);
      if (closed) publisher.clearFolder(closed.root);
    }
    for (const { uri } of added) void load(roots.open(uri), { connection, logger });
  }
}

/** Options of another client than ours are none. */
function completionClient(capabilities: ClientCapabilities, options: unknown): CompletionClient {
  const ours = Value.Check(initializationOptions, options) ? options : {};
  const snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
  return { snippets, suggestCommand: ours.suggestCommand };
}

interface Progress {
  readonly connection: Connection;
  readonly logger: Logger;
}

async function load(session: RootSession, { connection, logger }: Progress): Promise<void> {
  // A client that never answers, in the midst of a restart, must not keep us from reading.
  const progress = connection.window.createWorkDoneProgress().then((reporter) => {
    reporter.begin('Patchtide', undefined, 'reading inventories and policies', false);
    return reporter;
  });
  try {
    await session.load(neverCancelled);
  } catch (error) {
    const isBug = !(error instanceof Cancelled);
    if (isBug) logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  progress.then(
    (reporter) => reporter.done(),
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
