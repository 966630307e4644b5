// A line of an INI inventory as words, the way Ansible splits it (Python's shlex in POSIX mode, comments on): quotes group, a backslash
// escapes, `#` ends the line.

import type { Span } from '../../text/span.ts';

export interface Word {
  readonly text: string;
  /** Relative to the line. */
  readonly span: Span;
}

/** @returns undefined where a quote isn't closed. */
export function wordsOf(line: string): readonly Word[] | undefined {
  const words: Word[] = [];
  let offset = 0;
  while (offset < line.length) {
    while (/\s/.test(line.charAt(offset)) && offset < line.length) offset++;
    if (offset >= line.length || line[offset] === '#') break;
    const word = wordAt(line, offset);
    if (!word) return undefined;
    words.push(word);
    offset = word.span.end;
  }
  return words;
}

function wordAt(line: string, start: number): Word | undefined {
  let text = '';
  let quote = '';
  let end = start;
  for (; end < line.length; end++) {
    const character = line.charAt(end);
    if (quote !== '') {
      const next = line.charAt(end + 1);
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && (next === '"' || next === '\\')) {
        text += next;
        end++;
      } else text += character;
    } else if (/[\s#]/.test(character)) break;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '\\') text += line.charAt(++end);
    else text += character;
  }
  return quote === '' ? { text, span: { start, end: Math.min(end, line.length) } } : undefined;
}
