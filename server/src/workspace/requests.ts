// What our inventories ask for from other tools' files, kept up to date file by file.

import type { FileUri } from '../base/uri.ts';
import { type ForeignRequest, requestsOf } from './foreign.ts';
import type { OwnedFile } from './ownedFile.ts';
import { inventoryPartsOf } from './parts.ts';

export class Requests {
  readonly #byFile = new Map<FileUri, readonly ForeignRequest[]>();
  #all: readonly ForeignRequest[] = [];

  /** In the order of files and lines; the same list until something changes. */
  all(): readonly ForeignRequest[] {
    return this.#all;
  }

  /** @param file undefined where it is gone. */
  read(uri: FileUri, file: OwnedFile | undefined): void {
    const requests = file?.kind.id === 'inventory' ? requestsIn(file) : [];
    if (requests.length === 0 && !this.#byFile.has(uri)) return;
    if (requests.length === 0) this.#byFile.delete(uri);
    else this.#byFile.set(uri, requests);
    const inOrder = [...this.#byFile].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#all = inOrder.flatMap(([, ofFile]) => ofFile);
  }
}

function requestsIn({ uri, chunks }: OwnedFile): readonly ForeignRequest[] {
  return requestsOf(uri, inventoryPartsOf(...chunks.filter(({ shape }) => shape !== 'entry')));
}
