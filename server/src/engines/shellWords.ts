// Quoting for the far side: a remote command is a string for a POSIX shell there, so every word is made to come out as it went in.

/** Characters that mean nothing to any POSIX shell, in any position; `~` isn't among them. */
const plain = /^[A-Za-z0-9_@%+:,./=-]+$/;

export function quoteWord(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @throws where a word holds what no remote command can carry. */
export function quoteWords(words: readonly string[]): string {
  if (words.some((word) => word.includes('\0'))) throw new Error('a NUL in a remote command');
  return words.map(quoteWord).join(' ');
}
