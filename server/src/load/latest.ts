// Which of several readings of a file counts: the one that began last. What a slow reading of an older state brings must not replace what an editor,
// a watcher or a later reading has said meanwhile.

import type { FileUri } from '../base/uri.ts';

export class Latest {
  readonly #begun = new Map<FileUri, number>();
  #count = 0;

  /**
   * The file's state is known now, or is about to be read.
   * @returns whether that is still the latest that is known of it.
   */
  begin(uri: FileUri): () => boolean {
    const begun = ++this.#count;
    this.#begun.set(uri, begun);
    return () => this.#begun.get(uri) === begun;
  }
}
