// The outline of one of our files: its sections, and the names that they define. From facts alone; the text isn't read again.

import type { FileUri } from '../base/uri.ts';
import { type NameKind, nameWords } from '../schema/annotations.ts';
import { keySpan } from '../schema/located.ts';
import { type Span, shift } from '../text/span.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { stateWords } from './words.ts';

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: NameKind | 'section';
  /** All of it. */
  readonly span: Span;
  /** Its name. */
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

export function documentSymbols(snapshot: Snapshot, file: FileUri): readonly DocumentSymbol[] {
  const symbols: SymbolInMaking[] = [];
  for (const chunk of snapshot.files.get(file)?.chunks ?? []) {
    const names = definedIn(snapshot, chunk);
    const section = symbols.at(-1);
    if (chunk.shape === 'section' && chunk.section !== undefined)
      symbols.push(sectionSymbol(chunk, chunk.section, names));
    else if (chunk.shape === 'entry' && section) {
      section.children.push(...names);
      section.span = { start: section.span.start, end: chunk.place.offset + chunk.length };
    } else symbols.push(...names);
  }
  return symbols;
}

interface SymbolInMaking extends DocumentSymbol {
  span: Span;
  readonly children: DocumentSymbol[];
}

function sectionSymbol(
  { place, length, value }: OwnedChunk,
  name: string,
  children: DocumentSymbol[],
): SymbolInMaking {
  const key = value && typeof value === 'object' ? keySpan(value, name) : { start: 0, end: 0 };
  const nameSpan = shift(key, place.offset);
  const span = { start: nameSpan.start, end: place.offset + length };
  return { name, detail: '', kind: 'section', span, nameSpan, children };
}

/** An entry is as long as its chunk; a name inside a section is known by itself alone. */
function definedIn(snapshot: Snapshot, { kept, place, shape, length }: OwnedChunk): SymbolInMaking[] {
  const defined = kept.outline.names.filter(({ role, name }) => role === 'defines' && name !== '');
  return defined.map(({ kind, name, span }, index) => {
    const nameSpan = shift(span, place.offset);
    const isEntry = shape === 'entry' && index === 0;
    const whole = isEntry ? { start: nameSpan.start, end: place.offset + length } : nameSpan;
    const state = kind === 'asset' ? snapshot.entry(name)?.state : undefined;
    const detail = state === undefined ? nameWords[kind] : stateWords[state];
    return { name, detail, kind, span: whole, nameSpan, children: [] };
  });
}
