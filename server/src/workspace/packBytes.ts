// Numbers to bytes and back: seven bits a byte, low ones first. What is small, as nearly all offsets, lengths and indexes are, takes one byte or two.

export type Bytes = Uint8Array<ArrayBuffer>;

const FIRST_ROOM = 1 << 16;

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_ROOM);
  #room = FIRST_ROOM;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written; a view, valid until more is written. */
  get written(): Bytes {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A whole number; of a negative one, the 32 bits. */
  number(value: number): void {
    this.#reserve(5);
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value >>> 0;
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#length = at;
  }

  /** A whole number that may be negative, small either way. */
  signed(value: number): void {
    this.number(zigzag(value));
  }

  float(value: number): void {
    this.raw(new Uint8Array(new Float64Array([value]).buffer));
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** @param text of characters that are a byte each. */
  bytes(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at);
  }

  /** Numbers after their length in bytes, so that they can be passed over. */
  block(numbers: Uint32Array, count: number): void {
    this.#reserve(5 * count + 5);
    const bytes = this.#bytes;
    const start = this.#length + 1;
    let at = start;
    for (let nth = 0; nth < count; nth++) {
      let rest = numbers[nth] ?? 0;
      while (rest > 127) {
        bytes[at++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      bytes[at++] = rest;
    }
    const length = at - start;
    const room = bytesOf(length);
    if (room > 1) bytes.copyWithin(start + room - 1, start, at);
    this.number(length);
    this.#length += length;
  }

  #reserve(room: number): void {
    if (this.#length + room > this.#room) this.#grow(this.#length + room);
  }

  #grow(wanted: number): void {
    this.#room = Math.max(wanted, this.#room * 2);
    const grown = new Uint8Array(this.#room);
    grown.set(this.written);
    this.#bytes = grown;
  }
}

/** A number that may be negative as one that isn't: small where it's small either way. */
export function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

/** How many {@link ByteWriter.number} takes. */
function bytesOf(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

/** Reads what a {@link ByteWriter} wrote. Past the end there are zeros. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  number(): number {
    let byte = this.#bytes[this.at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.#bytes[this.at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value >>> 0;
  }

  signed(): number {
    const value = this.number();
    return (value >>> 1) ^ -(value & 1);
  }

  float(): number {
    const bytes = this.#bytes.slice(this.at, this.at + 8);
    this.at += 8;
    return new DataView(bytes.buffer).getFloat64(0, true);
  }
}
