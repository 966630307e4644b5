// The decoded chunks of a file put side by side: its sections and the entries of its collections, each with the place where it stands.

import { type Anchor, keySpan, type Place } from './located.ts';
import { isMapShape, type Shape } from './shape.ts';

/** A decoded chunk: what the walk made of it, and where it begins. */
export interface PlacedValue {
  readonly shape: 'whole' | 'section' | 'entry';
  readonly section: string | undefined;
  readonly value: unknown;
  readonly place: Place;
}

export interface Part<T = unknown> {
  readonly value: T;
  readonly place: Place;
  /** The key that names it. */
  readonly at: Anchor;
}

export interface Entry<T = unknown> extends Part<T> {
  readonly name: string;
}

/** @typeParam T the file's value as its schema types it. */
export interface Parts<T> {
  readonly section: <K extends keyof T & string>(name: K) => Part<NonNullable<T[K]>> | undefined;
  /** Entries of a collection, in the order of the file; of several with one name the first counts. */
  readonly entries: <K extends keyof T & string>(name: K) => readonly Entry<EntryOf<T[K]>>[];
  readonly entry: <K extends keyof T & string>(
    collection: K,
    name: string,
  ) => Entry<EntryOf<T[K]>> | undefined;
}

type EntryOf<C> = NonNullable<C> extends Record<string, infer V> ? V : never;

/** @typeParam T must be the static type of `schema`: the walk has decoded by it. */
export function partsOf<T>(chunks: readonly PlacedValue[], schema: Shape): Parts<T> {
  const sections = new Map<string, Part>();
  const entries = new Map<string, Map<string, Entry>>();
  for (const chunk of chunks) {
    const value = chunk.value as Record<string, unknown> | undefined;
    if (!value) continue;
    if (chunk.shape === 'entry' && chunk.section !== undefined)
      addEntries(entries, chunk.section, value, chunk.place);
    else addSections(value, chunk.place, schema, sections, entries);
  }
  return {
    section: (name) => sections.get(name) as never,
    entries: (name) => [...(entries.get(name)?.values() ?? [])] as never,
    entry: (collection, name) => entries.get(collection)?.get(name) as never,
  };
}

function addSections(
  value: Record<string, unknown>,
  place: Place,
  schema: Shape,
  sections: Map<string, Part>,
  entries: Map<string, Map<string, Entry>>,
): void {
  for (const [name, part] of Object.entries(value)) {
    const property = schema.properties?.[name];
    if (property && isMapShape(property)) addEntries(entries, name, part as Record<string, unknown>, place);
    else if (!sections.has(name))
      sections.set(name, { value: part, place, at: { place, span: keySpan(value, name) } });
  }
}

function addEntries(
  entries: Map<string, Map<string, Entry>>,
  section: string,
  value: Record<string, unknown>,
  place: Place,
): void {
  const known = entries.get(section) ?? new Map<string, Entry>();
  entries.set(section, known);
  // JavaScript puts keys such as `10` first; the order of rings is that of the text.
  const inOrder = Object.entries(value).map(([name, entry]) => ({ name, entry, span: keySpan(value, name) }));
  for (const { name, entry, span } of inOrder.sort((a, b) => a.span.start - b.span.start)) {
    if (!known.has(name)) known.set(name, { name, value: entry, place, at: { place, span } });
  }
}
