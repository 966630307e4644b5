// The law of splitting: after any edits, told one by one, the table of chunks is what it is from scratch.

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { TextChange } from '../../server/src/text/change.ts';
import { type Chunk, type Resplit, resplit, splitIntoChunks } from '../../server/src/yaml/split.ts';

const isCollection = (section: string) => section === 'assets' || section === 'groups';

/** Lines that a cut depends on, and lines that look as if. */
const line = fc.constantFrom(
  ...['assets:', 'assets: # all', 'groups:', 'other: 1', '"assets" :', "'groups':", 'assets:  [', 'é: 1'],
  ...['  a: {}', '  b:', '    os: x', '    - x', '  - y', '- x', '  c: |', '      text', '  ? k', '  : x'],
  ...['# c', '  # c', '', '   ', '\t', '\tx: 1', '  \tx', '}', '  }', ': x', '-x: 1', '::', 'word'],
  ...['---', '--- # c', '---x: 1', '...', '%YAML 1.2', '{', '[', '\u00A0', '\u00A0x: 1', 'x: # \u2028'],
  ...['x: &a 1', '  y: *a', '# &a', '  !t &b', 'a&&b', '- * c', '  # no: *a', 'x: | # &a\u2028&b', '\uFEFF'],
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');

const wild = fc.array(line, { maxLength: 10 });
/** What is cut into many chunks. */
const calm = fc
  .array(
    fc.tuple(
      fc.constantFrom('assets:', 'groups:', 'x:', 'assets: # all', 'y: 1'),
      fc.array(fc.constantFrom('  a: {}', '  b:\n    os: x', '  # c', '', '  ? q\n  : r', '    - x'), {
        maxLength: 5,
      }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((sections) => sections.flatMap(([key, body]) => [key, ...body]));
const text = fc
  .tuple(
    fc.constantFrom('', '', '\uFEFF', '# head\n', '---\n', '# head\n---\n'),
    fc.oneof(wild, calm),
    lineEnd,
  )
  .map(([head, lines, end]) => head + lines.map((each) => each + end).join(''));

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(60)),
  come: fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '  ',
      '\n',
      '\r',
      '\n\n',
      '- ',
      '#',
      ':',
      'x',
      '&a',
      '  n: {}\n',
      '{',
      'assets:\n',
    ),
    line,
    text,
  ),
});

/** Where the edit's `at` lies, in a text of that length. */
function changeOf(
  { at, gone, come }: { at: number; gone: number; come: string },
  length: number,
): TextChange {
  const start = Math.floor(at * length);
  return { start, oldEnd: Math.min(start + gone, length), newEnd: start + come.length };
}

function applied(before: readonly Chunk[], split: Resplit, { oldEnd, newEnd }: TextChange): Chunk[] {
  const rest = before.slice(split.kept + split.dropped);
  const moved = rest.map((chunk) => ({ ...chunk, offset: chunk.offset + newEnd - oldEnd }));
  return [...before.slice(0, split.kept), ...split.fresh, ...moved];
}

describe('a text split anew after an edit', () => {
  it('has the chunks that it has from scratch, or says that it can’t tell', () => {
    let told = 0;
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 6 }), (first, edits) => {
        let before = first;
        let chunks = splitIntoChunks(before, isCollection);
        for (const each of edits) {
          const change = changeOf(each, before.length);
          const after = before.slice(0, change.start) + each.come + before.slice(change.oldEnd);
          const whole = splitIntoChunks(after, isCollection);
          const split = resplit(chunks, after, change, isCollection);
          const said = JSON.stringify([before, after]);
          if (split) {
            told++;
            deepEqual(applied(chunks, split, change), whole, said);
            ok(isUntouched(chunks, split, change), said);
          } else
            ok(
              [...chunks, ...whole].some(({ shape }) => shape === 'whole'),
              said,
            );
          before = after;
          chunks = whole;
        }
      }),
      { numRuns: 3000 },
    );
    ok(told > 1500, `only ${told} edits were told`);
  });

  it('has chunks without gaps, which are the text', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const chunks = splitIntoChunks(whole, isCollection);
        let at = chunks[0]?.offset ?? 0;
        for (const { offset, length } of chunks) {
          deepEqual(offset, at);
          at += length;
        }
        deepEqual(at, whole.length);
        ok(/^\uFEFF?(?:---\s*)?$/.test(whole.slice(0, chunks[0]?.offset)));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Chunks that are kept or moved have the text that they had. */
function isUntouched(before: readonly Chunk[], { kept, dropped }: Resplit, change: TextChange): boolean {
  const above = before.slice(0, kept).every(({ offset, length }) => offset + length <= change.start);
  return above && before.slice(kept + dropped).every(({ offset }) => offset >= change.oldEnd);
}
