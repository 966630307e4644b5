// How open documents change: texts are kept by the library, and besides it is remembered which stretch of a text is another than before, so that
// nobody has to look for it.

import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type TextChange, together } from '../text/change.ts';

export class DocumentChanges implements TextDocumentsConfiguration<TextDocument> {
  /** Of documents that were edited since it was last taken; `all` where the whole text was replaced. */
  readonly #changes = new WeakMap<TextDocument, TextChange | 'all'>();

  readonly create = TextDocument.create;

  readonly update = (
    document: TextDocument,
    events: TextDocumentContentChangeEvent[],
    version: number,
  ): TextDocument => {
    for (const event of events) {
      this.#note(document, event);
      TextDocument.update(document, [event], version);
    }
    return events.length > 0 ? document : TextDocument.update(document, [], version);
  };

  /** @returns undefined where all of the text may be another. */
  take(document: TextDocument): TextChange | undefined {
    const change = this.#changes.get(document);
    this.#changes.delete(document);
    return change === 'all' ? undefined : change;
  }

  #note(document: TextDocument, event: TextDocumentContentChangeEvent): void {
    const before = this.#changes.get(document);
    if (!('range' in event) || before === 'all') {
      this.#changes.set(document, 'all');
      return;
    }
    const ends = [document.offsetAt(event.range.start), document.offsetAt(event.range.end)];
    const start = Math.min(...ends);
    const change = { start, oldEnd: Math.max(...ends), newEnd: start + event.text.length };
    this.#changes.set(document, before ? together(before, change) : change);
  }
}
