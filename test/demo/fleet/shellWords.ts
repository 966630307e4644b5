// Splits one POSIX shell command into words, as the login shell of a real host would, and refuses
// everything that a shell would act on: expansions, redirections, lists, globs. A command that quotes
// badly must fail here, and never be read the way its author meant it.

export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly ShellWord[] }
  | { readonly kind: 'refused'; readonly message: string };

export interface ShellWord {
  readonly text: string;
  /** `A=b` is an assignment only where its name is bare. */
  readonly quoted: boolean;
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

const unquotedSpecial = new Set('|&;<>()$`*?[\n');
const unterminated = 'sh: 1: Syntax error: Unterminated quoted string';
const refusal = (character: string) =>
  `sh: 1: Syntax error: "${character === '\n' ? 'newline' : character}" unexpected`;

class Refused extends Error {}

export function parseShellWords(command: string): ShellWords {
  try {
    return { kind: 'words', words: [...wordsOf(command)] };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', message: error.message };
    throw error;
  }
}

function* wordsOf(command: string): Generator<ShellWord> {
  let at = 0;
  while (at < command.length) {
    if (isBlank(command[at])) {
      at += 1;
      continue;
    }
    if (command[at] === '#' || command[at] === '~') throw new Refused(refusal(command[at] ?? ''));
    let text = '';
    let quoted = false;
    while (at < command.length && !isBlank(command[at])) {
      quoted ||= `'"\\`.includes(command[at] ?? ' ');
      const piece = pieceAt(command, at);
      text += piece.text;
      at = piece.end;
    }
    yield { text, quoted };
  }
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function pieceAt(command: string, at: number): Piece {
  const character = command[at] ?? '';
  if (character === "'") return singleQuoted(command, at);
  if (character === '"') return doubleQuoted(command, at);
  if (character === '\\') return escaped(command, at);
  if (unquotedSpecial.has(character)) throw new Refused(refusal(character));
  return { text: character, end: at + 1 };
}

function singleQuoted(command: string, at: number): Piece {
  const end = command.indexOf("'", at + 1);
  if (end < 0) throw new Refused(unterminated);
  return { text: command.slice(at + 1, end), end: end + 1 };
}

function doubleQuoted(command: string, at: number): Piece {
  let text = '';
  for (let index = at + 1; index < command.length; index += 1) {
    const character = command[index] ?? '';
    if (character === '"') return { text, end: index + 1 };
    if (character === '$' || character === '`') throw new Refused(refusal(character));
    const next = command[index + 1];
    // Between double quotes a backslash stays, unless what follows it would be special there.
    if (character === '\\' && next !== undefined && '$`"\\'.includes(next)) {
      text += next;
      index += 1;
    } else text += character;
  }
  throw new Refused(unterminated);
}

function escaped(command: string, at: number): Piece {
  const next = command[at + 1];
  if (next === undefined || next === '\n') throw new Refused(unterminated);
  return { text: next, end: at + 2 };
}
