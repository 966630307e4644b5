// Offsets to positions and back; after an edit just as from scratch.

import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from '../../server/src/text/lineIndex.ts';

describe('a line index', () => {
  it('counts \\n, \\r\\n and \\r as one line end each', () => {
    const lines = new LineIndex('a\nb\r\nc\rd');
    deepEqual([...lines.starts], [0, 2, 5, 7]);
    deepEqual(lines.positionAt(3), { line: 1, character: 1 });
    deepEqual(lines.offsetAt({ line: 2, character: 1 }), 6);
  });

  it('keeps within the text and within the line', () => {
    const lines = new LineIndex('ab\nc');
    deepEqual(lines.positionAt(99), { line: 1, character: 1 });
    deepEqual(lines.positionAt(-1), { line: 0, character: 0 });
    deepEqual(lines.offsetAt({ line: 0, character: 99 }), 3);
    deepEqual(lines.offsetAt({ line: 99, character: 0 }), 4);
  });

  it('is the same of starts that are known', () => {
    const lines = LineIndex.ofStarts(Uint32Array.of(0, 3), 4);
    deepEqual(lines.positionAt(3), { line: 1, character: 0 });
    deepEqual(lines.positionAt(99), { line: 1, character: 1 });
  });

  it('is after an edit what it is from scratch', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '\r\n'), maxLength: 12 });
    const edit = fc.record({ at: fc.nat(12), gone: fc.nat(6), come: text });
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 5 }), (first, edits) => {
        let before = first;
        let lines = new LineIndex(before);
        for (const { at, gone, come } of edits) {
          const start = Math.min(at, before.length);
          const oldEnd = Math.min(start + gone, before.length);
          const after = before.slice(0, start) + come + before.slice(oldEnd);
          lines = lines.edited({ start, oldEnd, newEnd: start + come.length }, after);
          deepEqual([...lines.starts], [...new LineIndex(after).starts], JSON.stringify([before, after]));
          deepEqual(lines.positionAt(Infinity), new LineIndex(after).positionAt(Infinity));
          before = after;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
