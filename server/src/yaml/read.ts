// Text to tree. The fast reader reads what is well-formed, the tolerant one the rest; where both can, both give the same tree. Never throws.

import type { ParserEvents } from './entryEvents.ts';
import type { SyntaxTree } from './node.ts';
import { readFast } from './readFast.ts';
import { firstLine, readTolerant } from './readTolerant.ts';

/** Brackets, quotes, dashes and the like in one text: what 10,000 large assets have, and about ten seconds of the tolerant reader's work. */
const MAX_MARKS = 1_000_000;

/** @param events what the fast reader's parser says of the text, where somebody asked already: see {@link EntryEvents}. */
export function readYaml(text: string, events?: ParserEvents): SyntaxTree {
  if (text.length > MAX_MARKS && countMarks(text) > MAX_MARKS) {
    const message = `This is too much to be read in one piece (more than ${MAX_MARKS} brackets, quotes, dashes and lines); split it.`;
    return { root: undefined, problems: [{ code: 'yaml/limit', message, span: firstLine(text) }] };
  }
  const root = readFast(text, events);
  if (root) return { root, problems: [] };
  // Blank lines and comments cost the tolerant reader as much as anything else.
  if (!/^[ \t\uFEFF]*[^\s#]/m.test(text)) return { root: undefined, problems: [] };
  return readTolerant(text);
}

const MARKS = new Set([...'[]{},?&*!"\'|>%@`#\n\\'].map((mark) => mark.charCodeAt(0)));
const IS_MARK = Uint8Array.from({ length: 128 }, (_, code) => (MARKS.has(code) ? 1 : 0));

/** What costs a reader: not letters and digits, nor the dashes and colons within words. */
function countMarks(text: string): number {
  let marks = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (IS_MARK[code] === 1 || ((code === 45 || code === 58) && isSpace(text.charCodeAt(at + 1)))) marks++;
  }
  return marks;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
