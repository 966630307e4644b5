// A number of things in words: `1 host`, `12 hosts`.

export function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
