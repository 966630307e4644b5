// Which workspace folder a file belongs to. A file outside all of them gets a folder of its own, which isn't searched.

import { type FileUri, folderOf, isInside, normalise } from '../base/uri.ts';
import { type RootHost, RootSession } from './rootSession.ts';

export class Roots {
  readonly #host: RootHost;
  readonly #sessions = new Map<FileUri, RootSession>();

  constructor(host: RootHost) {
    this.#host = host;
  }

  all(): readonly RootSession[] {
    return [...this.#sessions.values()];
  }

  open(root: string): RootSession {
    const uri = normalise(root).replace(/\/$/, '');
    const known = this.#sessions.get(uri);
    if (known) return known;
    const session = new RootSession(uri, this.#host);
    this.#sessions.set(uri, session);
    return session;
  }

  close(root: string): RootSession | undefined {
    const uri = normalise(root).replace(/\/$/, '');
    const session = this.#sessions.get(uri);
    this.#sessions.delete(uri);
    session?.close();
    return session;
  }

  /** The innermost folder that holds the file. */
  of(uri: FileUri): RootSession | undefined {
    return this.all()
      .filter(({ root }) => isInside(root, uri))
      .sort((a, b) => b.root.length - a.root.length)[0];
  }

  ofOrOwn(uri: FileUri): RootSession {
    return this.of(uri) ?? this.open(folderOf(uri));
  }
}
