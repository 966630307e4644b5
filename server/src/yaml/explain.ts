// The tolerant reader's errors in words that a person uses, each with something to underline.

import type { YAMLError } from 'yaml';
import type { Span } from '../text/span.ts';
import type { SyntaxProblem } from './node.ts';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'A tab indents this line; YAML allows only spaces.',
  BAD_INDENT: 'This line is indented differently from its neighbours.',
  BLOCK_AS_IMPLICIT_KEY: 'A second `key: value` on one line; put it on a line of its own.',
  MULTIPLE_DOCS: 'A second document begins here; only the first one is read.',
  BAD_ALIAS: 'This alias has no anchor.',
  MISSING_CHAR: 'Something is missing here: a closing quote, bracket or a space after `:`.',
};
const LONGEST = 200;
/** The reader's stack is used up. */
const EXHAUSTED = 'RESOURCE_EXHAUSTION';

export function explain(error: Pick<YAMLError, 'code' | 'message' | 'pos'>, text: string): SyntaxProblem {
  if (error.code === EXHAUSTED) {
    const message = 'This nests too deep; from here on nothing is read.';
    return { code: 'yaml/limit', message, span: visible(error.pos, text) };
  }
  const line = error.message.split('\n', 1)[0]?.replace(/ at line \d+.*$/, '') ?? error.code;
  const said = line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
  const unclosed = /end with a ([\]}])/.exec(said)?.[1];
  const explained = unclosed
    ? `A bracket is not closed: \`${unclosed}\` is missing.`
    : EXPLANATIONS[error.code];
  return {
    code: 'yaml/syntax',
    message: explained ? `${explained} (${said})` : said,
    span: visible(error.pos, text),
  };
}

/** At least one character, not a line break, on one line: else an editor has nothing to underline, or everything. */
function visible([start, end]: readonly [number, number], text: string): Span {
  let from = Math.min(start, text.length);
  const onLine = /^[^\r\n]*/.exec(text.slice(from, end))?.[0] ?? '';
  if (onLine !== '') return { start: from, end: from + onLine.length };
  while (from > 0 && /\s/.test(text.charAt(from - 1))) from--;
  return { start: Math.max(0, from - 1), end: Math.max(1, from) };
}
