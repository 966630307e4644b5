// Open documents against the library that editors' servers use: the same text and the same offsets after whatever edits; and the change that is told is
// one that leads from the text before to the text after.

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { OpenDocument, openDocuments } from '../../server/src/lsp/openDocument.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', '💥'), maxLength: 20 });
const position = fc.record({ line: fc.nat(8), character: fc.nat(12) });
const edit = fc.oneof(
  { weight: 5, arbitrary: fc.record({ range: fc.record({ start: position, end: position }), text }) },
  { weight: 1, arbitrary: fc.record({ text }) },
);

const documentOf = (content: string) => TextDocument.create('file:///a', 'yaml', 1, content);

/** By a document of its own for each edit: the library loses its lines after ranges that end before they begin. */
function edited(content: string, change: TextDocumentContentChangeEvent): string {
  return TextDocument.update(documentOf(content), [change], 2).getText();
}

describe('an open document', () => {
  it('is what the library makes of the same edits, and tells where it changed', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 4 }),
        position,
        (before, all, at) => {
          const ours = new OpenDocument('file:///a', 1, before);
          equal(ours.takeChange(), undefined);
          all.forEach((edits, nth) => {
            const old = ours.text;
            openDocuments.update(ours, edits, nth + 2);
            equal(ours.text, edits.reduce(edited, old));
            equal(ours.version, nth + 2);
            equal(ours.offsetAt(at), documentOf(ours.text).offsetAt(at));
            const change = ours.takeChange();
            if (!change) return;
            const { start, oldEnd, newEnd } = change;
            equal(old.slice(0, start) + ours.text.slice(start, newEnd) + old.slice(oldEnd), ours.text);
          });
        },
      ),
      { numRuns: 2000 },
    );
  });
});
