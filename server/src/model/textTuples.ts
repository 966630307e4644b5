// Keys of several lines (see traits.ts), each kept once and numbered, as the numbers of their lines: a fleet has few texts and very many combinations of
// them. Whoever has the numbers of the lines finds a key without putting it together.

/** Texts, each once. The empty one has the number 0. */
export class Texts {
  readonly #ids = new Map<string, number>([['', 0]]);
  readonly #all: string[] = [''];

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#all.push(text) - 1;
    this.#ids.set(text, id);
    return id;
  }

  at(id: number): string {
    return this.#all[id] ?? '';
  }
}

const NONE = -1;

export class TextTuples {
  readonly texts: Texts;
  /** Lines of a key; those that it lacks are empty. */
  readonly width: number;
  #rows: Int32Array<ArrayBuffer>;
  #size = 0;
  /** Numbers by a hash of their lines: at the hash or after it. */
  #slots = new Int32Array(4096).fill(NONE);
  readonly #wanted: Int32Array;

  constructor(width: number, texts: Texts) {
    this.texts = texts;
    this.width = width;
    this.#rows = new Int32Array(width * 1024);
    this.#wanted = new Int32Array(width);
  }

  get size(): number {
    return this.#size;
  }

  idOf(key: string): number {
    const lines = key.split('\n');
    for (let nth = 0; nth < this.width; nth++) this.#wanted[nth] = this.texts.idOf(lines[nth] ?? '');
    return this.idOfTexts(this.#wanted);
  }

  /** @param lines the numbers of the lines, {@link width} of them. */
  idOfTexts(lines: Int32Array): number {
    const slot = this.#slotOf(lines, 0);
    const known = this.#slots[slot] ?? NONE;
    if (known !== NONE) return known;
    const id = this.#size++;
    this.#slots[slot] = id;
    if (this.#size * this.width > this.#rows.length) this.#rows = grown(this.#rows);
    this.#rows.set(lines, id * this.width);
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** The number of a line. */
  textAt(id: number, nth: number): number {
    return this.#rows[id * this.width + nth] ?? 0;
  }

  keyAt(id: number): string {
    const lines = Array.from({ length: this.width }, (_, nth) => this.texts.at(this.textAt(id, nth)));
    return lines.join('\n').replace(/\n+$/, '');
  }

  /** Where the lines that stand there are, or would be. */
  #slotOf(from: Int32Array, at: number): number {
    let hash = 0;
    for (let nth = at; nth < at + this.width; nth++) {
      hash = Math.imul(hash ^ (from[nth] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let id = this.#slots[slot] ?? NONE; id !== NONE && !this.#isAt(id, from, at); ) {
      slot = (slot + 1) & mask;
      id = this.#slots[slot] ?? NONE;
    }
    return slot;
  }

  #isAt(id: number, from: Int32Array, at: number): boolean {
    const row = id * this.width;
    for (let nth = 0; nth < this.width; nth++) if (this.#rows[row + nth] !== from[at + nth]) return false;
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(NONE);
    for (let id = 0; id < this.#size; id++) this.#slots[this.#slotOf(this.#rows, id * this.width)] = id;
  }
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
