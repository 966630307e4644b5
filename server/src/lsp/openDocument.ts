// The text of an open document, as the editor has it. An edit costs next to nothing in a text of megabytes: lines are found anew only around it; and
// which stretch of the text is another than before is remembered, so that nobody has to look for it.

import type {
  Range,
  TextDocumentContentChangeEvent,
  TextDocumentsConfiguration,
} from 'vscode-languageserver';
import { type TextChange, together } from '../text/change.ts';
import { LineIndex, type Position } from '../text/lineIndex.ts';

export class OpenDocument {
  /** As the editor writes it. */
  readonly uri: string;
  version: number;
  #text: string;
  #lines: LineIndex;
  /** Since it was last taken; `all` where the text was replaced. */
  #change: TextChange | 'all' | undefined = 'all';

  constructor(uri: string, version: number, text: string) {
    this.uri = uri;
    this.version = version;
    this.#text = text;
    this.#lines = new LineIndex(text);
  }

  get text(): string {
    return this.#text;
  }

  /** A position beyond the end of its line is the end of the line, before its line break. */
  offsetAt(position: Position): number {
    const line = Math.max(0, position.line);
    const start = this.#lines.offsetAt({ line, character: 0 });
    let offset = this.#lines.offsetAt({ line, character: Math.max(0, position.character) });
    while (offset > start && /[\r\n]/.test(this.#text.charAt(offset - 1))) offset--;
    return offset;
  }

  /** @returns undefined where all of the text may be another than when this was last asked. */
  takeChange(): TextChange | undefined {
    const change = this.#change;
    this.#change = undefined;
    return change === 'all' ? undefined : change;
  }

  edit(event: TextDocumentContentChangeEvent): void {
    if ('range' in event) this.#replace(event.range, event.text);
    else {
      this.#text = event.text;
      this.#lines = new LineIndex(event.text);
      this.#change = 'all';
    }
  }

  #replace({ start: first, end: last }: Range, newText: string): void {
    const ends = [this.offsetAt(first), this.offsetAt(last)];
    const [start, oldEnd] = [Math.min(...ends), Math.max(...ends)];
    const change = { start, oldEnd, newEnd: start + newText.length };
    this.#text = this.#text.slice(0, start) + newText + this.#text.slice(oldEnd);
    this.#lines = this.#lines.edited(change, this.#text);
    if (this.#change !== 'all') this.#change = this.#change ? together(this.#change, change) : change;
  }
}

/** How the library keeps them. */
export const openDocuments: TextDocumentsConfiguration<OpenDocument> = {
  create: (uri, _languageId, version, text) => new OpenDocument(uri, version, text),
  update(document, events, version) {
    for (const event of events) document.edit(event);
    document.version = version;
    return document;
  },
};
