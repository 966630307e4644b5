// Keeps the workspaces in step with the editor's documents and with the disk. Knows which documents are open and which aren't saved.

import { type Connection, TextDocuments } from 'vscode-languageserver';
import { baseName, type FileUri, normalise } from '../base/uri.ts';
import { type FileKind, kindOfFile } from '../schema/fileKinds.ts';
import type { NewText } from '../workspace/workspace.ts';
import { type OpenDocument, openDocuments } from './openDocument.ts';
import type { RootSession } from './rootSession.ts';
import type { Roots } from './roots.ts';
import { mayMatter } from './touched.ts';

export class DocumentSync {
  readonly #documents = new TextDocuments(openDocuments);
  /** What is on disk, as far as is known, of each open document. */
  readonly #saved = new Map<FileUri, string>();

  /** The editor may write an address differently from us. */
  document(uri: FileUri): OpenDocument | undefined {
    return (
      this.#documents.get(uri) ?? this.#documents.all().find((document) => normalise(document.uri) === uri)
    );
  }

  /** Open documents of ours, with their versions. */
  versions(belongs: (uri: FileUri) => boolean): ReadonlyMap<FileUri, number> {
    const open = this.#documents.all().map(({ uri, version }) => [normalise(uri), version] as const);
    return new Map(open.filter(([uri]) => belongs(uri)));
  }

  isOpen(uri: FileUri): boolean {
    return this.#saved.has(uri);
  }

  hasUnsaved(kind: FileKind['id'], belongs: (uri: FileUri) => boolean): boolean {
    return [...this.#saved].some(
      ([uri, saved]) =>
        kindOfFile(baseName(uri))?.id === kind && belongs(uri) && comparable(this.#textOf(uri)) !== saved,
    );
  }

  /**
   * What is on disk, as it counts beside the editor. An open document is its editor's, but for one whose file is gone and that has no unsaved
   * changes: that one nobody will miss.
   * @returns undefined where it doesn't count.
   */
  beside(onDisk: NewText): NewText | undefined {
    const { uri, text } = onDisk;
    const saved = this.#saved.get(uri);
    const inEditor = this.#textOf(uri);
    if (saved === undefined || inEditor === undefined) return onDisk;
    if (text === undefined) return comparable(inEditor) === saved ? onDisk : undefined;
    if (typeof text === 'string') this.#saved.set(uri, comparable(text));
    return { uri, text: inEditor };
  }

  #textOf(uri: FileUri): string | undefined {
    return this.document(uri)?.text;
  }

  listen(connection: Connection, roots: Roots): void {
    const documents = this.#documents;
    documents.onDidOpen(({ document }) =>
      this.#saved.set(normalise(document.uri), comparable(document.text)),
    );
    documents.onDidChangeContent(({ document }) => {
      const uri = normalise(document.uri);
      roots.ofOrOwn(uri).edit(uri, document.text, document.takeChange());
    });
    documents.onDidSave(({ document }) => {
      const uri = normalise(document.uri);
      this.#saved.set(uri, comparable(document.text));
      roots.ofOrOwn(uri).saved(uri);
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

/** Editors keep the byte order mark and mixed line ends to themselves. */
function comparable(text: string | undefined): string {
  return (text ?? '').replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** Files of the folder, and folders that hold it. */
function concerning(uris: readonly FileUri[], session: RootSession, roots: Roots): readonly FileUri[] {
  return uris.filter(
    (uri) =>
      (roots.of(uri) === session && mayMatter(uri, session.root)) || session.root.startsWith(`${uri}/`),
  );
}
