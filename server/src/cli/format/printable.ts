// What files say, made safe to print: no character that a terminal or a log reader acts on reaches either. Used by every reporter.

/** Controls, lone surrogates, separators of lines, and marks that turn the direction of the text around them. */
const ACTIVE = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
/** Azure Pipelines and GitHub take these for commands anywhere in a line. */
const OLD_COMMAND = /##(?=\[|vso\[)/g;

/** One line: control characters, line breaks and marks of direction are shown as escapes. */
export function printable(text: string): string {
  return text.replace(ACTIVE, escaped).replace(OLD_COMMAND, '#\\u0023');
}

/** A path at the beginning of a line; one that begins like a workflow command is written from the folder. */
export function printablePath(path: string): string {
  return printable(/^(?:\s|::|#)/.test(path) ? `./${path}` : path);
}

/** JSON that is safe to print, too: the same value. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
    .replace(ACTIVE, (character) => (character === '\n' ? character : escaped(character)))
    .replace(OLD_COMMAND, '#\\u0023');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
