// Spans of freshly decoded values: the tree knows them already, so they are looked up there when somebody asks, and nothing is copied.

import type { Span } from '../text/span.ts';
import type { MapNode } from '../yaml/node.ts';
import type { Spans } from './located.ts';

/** Above so many keys an index is made at the first question: asking for each key must not cost the square of their number. */
const FEW = 16;

/** Of a map: all its entries, those too that its schema doesn't know. */
export class MapSpans implements Spans {
  readonly #node: MapNode;
  #indices: Map<string, number> | undefined;

  constructor(node: MapNode) {
    this.#node = node;
  }

  get span(): Span {
    return this.#node.span;
  }

  get size(): number {
    return this.#node.entries.length;
  }

  nameAt(index: number): string {
    return this.#node.entries[index]?.key.text ?? '';
  }

  keyAt(index: number): Span {
    return this.#node.entries[index]?.key.span ?? this.span;
  }

  valueAt(index: number): Span {
    return this.#node.entries[index]?.value?.span ?? this.keyAt(index);
  }

  indexOf(name: string): number {
    const { entries } = this.#node;
    if (entries.length <= FEW) return entries.findIndex(({ key }) => key.text === name);
    this.#indices ??= indexKeys(entries);
    return this.#indices.get(name) ?? -1;
  }
}

function indexKeys(entries: MapNode['entries']): Map<string, number> {
  const indices = new Map<string, number>();
  entries.forEach(({ key }, index) => {
    if (!indices.has(key.text)) indices.set(key.text, index);
  });
  return indices;
}

/** Of a list: the items that were decoded, by their index in the value. */
export class ListSpans implements Spans {
  readonly span: Span;
  readonly #items: readonly Span[];

  constructor(span: Span, items: readonly Span[]) {
    this.span = span;
    this.#items = items;
  }

  get size(): number {
    return this.#items.length;
  }

  nameAt(index: number): string {
    return String(index);
  }

  keyAt(index: number): Span {
    return this.#items[index] ?? this.span;
  }

  valueAt(index: number): Span {
    return this.keyAt(index);
  }

  indexOf(name: string): number {
    const index = Number(name);
    return Number.isInteger(index) && index >= 0 && index < this.#items.length ? index : -1;
  }
}
