// Finds names by the letters typed, among very many: those that begin with them first, then those that hold them together, then those that hold them
// in their order, which is what editors match by. All names are one text that is searched as such.

/** Stands between two names, and in none that people write. */
const BETWEEN = '\0';

export class NameSearch {
  readonly #names: readonly string[];
  /** In lower case, each with a separator before it. */
  readonly #text: string;
  /** Where each name's separator is. */
  readonly #starts: Int32Array;

  constructor(names: Iterable<string>) {
    this.#names = [...names];
    const lower = this.#names.map((name) => name.toLowerCase());
    this.#text = `${BETWEEN}${lower.join(BETWEEN)}`;
    this.#starts = new Int32Array(lower.length);
    let at = 0;
    lower.forEach((name, index) => {
      this.#starts[index] = at;
      at += name.length + 1;
    });
  }

  /** Each name at most once, nearest first; no further than the caller reads. */
  *find(typed: string): Iterable<string> {
    const word = typed.toLowerCase();
    if (word === '' || word.includes(BETWEEN)) {
      if (word === '') yield* this.#names;
      return;
    }
    const found = new Set<number>();
    for (const at of this.#hits(word)) {
      const index = this.#indexAt(at);
      if (found.has(index)) continue;
      found.add(index);
      const name = this.#names[index];
      if (name !== undefined) yield name;
    }
  }

  *#hits(word: string): Iterable<number> {
    yield* positions(this.#text, BETWEEN + word);
    yield* positions(this.#text, word);
    for (const { index } of this.#text.matchAll(inOrder(word))) yield index;
  }

  /** The name that the offset is in. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function* positions(text: string, part: string): Iterable<number> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) yield at;
}

/** The letters with anything of the same name between them; never tried twice from one place. */
function inOrder(word: string): RegExp {
  const letters = [...word.matchAll(/[\s\S]/g)].map(([letter]) => `\\u${hex(letter)}`);
  const [first = '', ...others] = letters;
  const rest = others.map((letter) => `[^${letter}\\0]*${letter}`).join('');
  return new RegExp(`${first}${rest}[^\\0]*`, 'g');
}

function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(4, '0');
}
