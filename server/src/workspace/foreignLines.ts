// Lines of foreign files, made when a location in one is really shown.

import type { FileUri } from '../base/uri.ts';
import { decode } from '../sources/decode.ts';
import type { ForeignFile } from '../sources/reader.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { ForeignAnswer } from './foreign.ts';

export class ForeignLines {
  readonly #answers: ReadonlyMap<string, ForeignAnswer>;
  readonly #made = new Map<FileUri, LineIndex>();
  #files: ReadonlyMap<FileUri, ForeignFile> | undefined;

  constructor(answers: ReadonlyMap<string, ForeignAnswer>) {
    this.#answers = answers;
  }

  of(uri: FileUri): LineIndex | undefined {
    this.#files ??= new Map(
      [...this.#answers.values()].flatMap(({ files }) => files.map((file) => [file.uri, file])),
    );
    const file = this.#files.get(uri);
    if (!file) return undefined;
    const lines = this.#made.get(uri) ?? new LineIndex(decode(file.bytes).text);
    this.#made.set(uri, lines);
    return lines;
  }
}
