// Pushes problems, of open and closed files, and only where they changed. While a policy is unsaved only open files follow the keystrokes.

import type { Connection, Diagnostic } from 'vscode-languageserver';
import { neverCancelled } from '../base/cancellation.ts';
import type { FileUri } from '../base/uri.ts';
import { checkAll, shownProblems } from '../check/checkAll.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { encodeProblem } from './encode.ts';

export interface PublishScope {
  readonly isOpen: (uri: FileUri) => boolean;
  readonly versionOf: (uri: FileUri) => number | undefined;
  /** Closed files wait for the save. */
  readonly onlyOpen: boolean;
}

export class Publisher {
  readonly #connection: Pick<Connection, 'sendDiagnostics'>;
  readonly #sent = new Map<FileUri, string>();

  constructor(connection: Pick<Connection, 'sendDiagnostics'>) {
    this.#connection = connection;
  }

  publish(snapshot: Snapshot, { isOpen, versionOf, onlyOpen }: PublishScope): void {
    const shown = shownProblems(checkAll(snapshot, neverCancelled));
    for (const uri of snapshot.files.keys()) {
      if (onlyOpen && !isOpen(uri)) continue;
      const diagnostics = (shown.get(uri) ?? []).map((problem) => encodeProblem(problem, snapshot));
      this.#send(uri, diagnostics, versionOf(uri));
    }
    for (const uri of [...this.#sent.keys()])
      if (uri.startsWith(snapshot.root) && !snapshot.files.has(uri)) this.clear(uri);
  }

  #send(uri: FileUri, diagnostics: Diagnostic[], version: number | undefined): void {
    const content = JSON.stringify(diagnostics);
    // An open document's diagnostics are sent for each version: clients discard those of an older one.
    const key = version === undefined ? content : `${version} ${content}`;
    if (this.#sent.get(uri) === key || (diagnostics.length === 0 && !this.#sent.has(uri))) return;
    this.#sent.set(uri, key);
    void this.#connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }

  clear(uri: FileUri): void {
    if (!this.#sent.delete(uri)) return;
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  clearFolder(folder: FileUri): void {
    for (const uri of [...this.#sent.keys()]) if (uri.startsWith(`${folder}/`)) this.clear(uri);
  }
}
