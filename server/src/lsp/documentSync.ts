// Keeps the workspaces in step with the editor's documents and with the disk. Knows which documents are open and which aren't saved.

import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { baseName, type FileUri, normalise } from '../base/uri.ts';
import { type FileKind, kindOfFile } from '../schema/fileKinds.ts';
import type { RootSession } from './rootSession.ts';
import type { Roots } from './roots.ts';

export class DocumentSync {
  readonly #documents: TextDocuments<TextDocument>;
  /** The version that is on disk, of each open document. */
  readonly #saved = new Map<FileUri, number>();

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents;
  }

  /** The editor may write an address differently from us. */
  document(uri: FileUri): TextDocument | undefined {
    return (
      this.#documents.get(uri) ?? this.#documents.all().find((document) => normalise(document.uri) === uri)
    );
  }

  isOpen(uri: FileUri): boolean {
    return this.#saved.has(uri);
  }

  hasUnsaved(kind: FileKind['id'], belongs: (uri: FileUri) => boolean): boolean {
    return [...this.#saved].some(
      ([uri, version]) =>
        kindOfFile(baseName(uri))?.id === kind && belongs(uri) && this.document(uri)?.version !== version,
    );
  }

  listen(connection: Connection, roots: Roots): void {
    const documents = this.#documents;
    const edit = (document: TextDocument) => {
      const uri = normalise(document.uri);
      roots.ofOrOwn(uri).edit(uri, document.getText());
    };
    documents.onDidOpen(({ document }) => this.#saved.set(normalise(document.uri), document.version));
    documents.onDidChangeContent(({ document }) => edit(document));
    documents.onDidSave(({ document }) => {
      this.#saved.set(normalise(document.uri), document.version);
      edit(document);
    });
    documents.onDidClose(({ document }) => {
      const uri = normalise(document.uri);
      this.#saved.delete(uri);
      void roots.ofOrOwn(uri).closed(uri);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      const uris = [...new Set(changes.map(({ uri }) => normalise(uri)))];
      for (const session of roots.all()) void session.changedOnDisk(concerning(uris, session, roots));
    });
    documents.listen(connection);
  }
}

/** Files of the folder, and folders that hold it. */
function concerning(uris: readonly FileUri[], session: RootSession, roots: Roots): readonly FileUri[] {
  return uris.filter((uri) => roots.of(uri) === session || session.root.startsWith(`${uri}/`));
}
