// The name that an offset is on, defined or referred to, by the schema's annotations.

import type { NameKind } from '../schema/annotations.ts';
import type { Span } from '../text/span.ts';
import { type Context, contextAt, type Where } from './context.ts';

export interface NamedPlace {
  readonly kind: NameKind;
  readonly name: string;
  readonly role: 'defines' | 'refers';
  readonly span: Span;
}

export function nameAt(where: Where): NamedPlace | undefined {
  return nameOf(contextAt(where));
}

export function nameOf({ role, word, shapes, token }: Context): NamedPlace | undefined {
  if (role === 'none' || word === '') return undefined;
  for (const shape of shapes) {
    // On a map the annotation speaks of its keys.
    if ((shape.type === 'object') !== (role === 'key')) continue;
    const { 'x-defines': defines, 'x-refersTo': refers } = shape;
    if (defines) return { kind: defines, name: word, role: 'defines', span: token.span };
    if (refers) return { kind: refers, name: word, role: 'refers', span: token.span };
  }
  return undefined;
}
