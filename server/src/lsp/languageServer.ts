// The language server: wires the protocol to the rooms and holds no thought of its own. Routes stand in routes.ts, state in Roots.

import {
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Cancelled } from '../base/cancellation.ts';
import type { Clock, FileSystem, Logger } from '../base/ports.ts';
import { baseName, type FileUri, normalise } from '../base/uri.ts';
import { methods, type Summary } from '../protocol/requests.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
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
  const documents = new TextDocuments(TextDocument);
  const publisher = new Publisher(connection);
  const unsaved = new Set<FileUri>();
  const logger: Logger = {
    info: (message) => connection.console.info(message),
    error: (message) => connection.console.error(message),
  };
  let watching: Watching | undefined;
  const openDocument = (uri: FileUri) => documents.all().find((document) => normalise(document.uri) === uri);

  const roots: Roots = new Roots({
    files,
    clock,
    isOpen: (uri) => openDocument(uri) !== undefined,
    judged(session) {
      const onlyOpen = [...unsaved].some(
        (uri) => kindOfFile(baseName(uri))?.id === 'policy' && roots.of(uri) === session,
      );
      publisher.publish(session.snapshot(), {
        isOpen: (uri) => openDocument(uri) !== undefined,
        versionOf: (uri) => openDocument(uri)?.version,
        onlyOpen,
      });
      void connection.sendNotification(methods.didJudge, summarise(roots.all()) satisfies Summary);
    },
    requestsChanged: () =>
      void watching?.follow(roots.all()).catch((error: unknown) => logger.error(String(error))),
  });

  connection.onInitialize((params) => {
    watching = new Watching(
      connection,
      params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    );
    for (const folder of params.workspaceFolders ?? []) roots.open(folder.uri);
    return initializeResult(params);
  });

  connection.onInitialized(() => {
    void connection.client.register(DidChangeWorkspaceFoldersNotification.type).catch(() => undefined);
    void watching?.follow(roots.all());
    for (const session of roots.all()) void load(session);
  });

  async function load(session: RootSession): Promise<void> {
    const progress = await connection.window.createWorkDoneProgress();
    progress.begin('Patchtide', undefined, 'reading inventories and policies', false);
    try {
      await session.load(
        progress.token ?? {
          isCancellationRequested: false,
          onCancellationRequested: () => ({ dispose() {} }),
        },
      );
    } catch (error) {
      if (!(error instanceof Cancelled))
        logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      progress.done();
    }
  }

  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => {
    for (const { uri } of event.removed) {
      const closed = roots.close(uri);
      if (closed) publisher.clearFolder(closed.root);
    }
    for (const { uri } of event.added) void load(roots.open(uri));
  });

  documents.onDidChangeContent(({ document }) => {
    const uri = normalise(document.uri);
    if (document.version > 1) unsaved.add(uri);
    roots.ofOrOwn(uri).edit(uri, document.getText());
  });
  documents.onDidSave(({ document }) => {
    const uri = normalise(document.uri);
    unsaved.delete(uri);
    roots.ofOrOwn(uri).edit(uri, document.getText());
  });
  documents.onDidClose(({ document }) => {
    const uri = normalise(document.uri);
    unsaved.delete(uri);
    void roots.ofOrOwn(uri).closed(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = [...new Set(changes.map(({ uri }) => normalise(uri)))];
    for (const session of roots.all()) {
      const concerned = uris.filter((uri) => roots.of(uri) === session || session.root.startsWith(`${uri}/`));
      if (concerned.length > 0) void session.changedOnDisk(concerned);
    }
  });

  registerRoutes({ connection, documents, roots, logger });
  documents.listen(connection);
  connection.listen();
}

function initializeResult(params: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'patchtide' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      completionProvider: { triggerCharacters: [':', ' ', '[', '{', ',', '"', "'", '-'] },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentSymbolProvider: true,
      workspace: {
        workspaceFolders: { supported: true, ...(params.workspaceFolders && { changeNotifications: false }) },
      },
    },
  };
}
