// Asks the client to watch our own files and the foreign ones that inventories point at; anew when those change.

import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileSystemWatcher,
  WatchKind,
} from 'vscode-languageserver';
import { resolve } from '../base/uri.ts';
import { splitPattern } from '../load/answerRequest.ts';
import { fileKinds } from '../schema/fileKinds.ts';
import type { RootSession } from './rootSession.ts';

export class Watching {
  readonly #connection: Connection;
  #supported = false;
  #registered: Promise<Disposable> | undefined;
  #patterns = '';

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  enable(supported: boolean): void {
    this.#supported = supported;
  }

  async follow(sessions: readonly RootSession[]): Promise<void> {
    if (!this.#supported) return;
    const watchers: FileSystemWatcher[] = [...ownWatchers(), ...sessions.flatMap(foreignWatchers)];
    const patterns = JSON.stringify(watchers);
    if (patterns === this.#patterns) return;
    this.#patterns = patterns;
    const before = this.#registered;
    this.#registered = this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    (await before)?.dispose();
    await this.#registered;
  }
}

function ownWatchers(): FileSystemWatcher[] {
  const files = fileKinds.flatMap(({ globs }) => globs.map((globPattern) => ({ globPattern })));
  // Where a folder comes or goes, editors tell of the folder and not of the files in it.
  return [...files, { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete }];
}

function foreignWatchers(session: RootSession): FileSystemWatcher[] {
  return session.requests().flatMap(({ kind, folder, pattern }) => {
    const { base, rest } = splitPattern(pattern);
    const baseUri = resolve(folder, base);
    if (rest !== '') return [{ globPattern: { baseUri, pattern: rest } }];
    const parent = resolve(baseUri, '..');
    const name = baseUri.slice(parent.length + 1);
    const itself = { globPattern: { baseUri: parent, pattern: decodeURIComponent(name) } };
    const inside = { globPattern: { baseUri, pattern: '**/*' } };
    const beside = { globPattern: { baseUri: parent, pattern: '{group_vars,host_vars}/**' } };
    return kind === 'ansible' ? [itself, inside, beside] : [itself, inside];
  });
}
