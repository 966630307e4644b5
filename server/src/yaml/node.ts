// The tree that both readers produce and everything above reads: maps, sequences and scalars with spans, nothing of any YAML library.
// Scalars keep their text as written (`12.10` stays `12.10`); what it means is the schema's to say.

import type { Span } from '../text/span.ts';

export type YamlNode = ScalarNode | MapNode | SequenceNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  /** With its quotes; a block scalar from its header to its last character that isn't white. */
  readonly span: Span;
  /** Content, with quotes and escapes resolved. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

export interface MapNode {
  readonly kind: 'map';
  /** With its braces, or to the end of the last key or value that is written in it. */
  readonly span: Span;
  readonly flow: boolean;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: ScalarNode;
  /** Absent where nothing is written, or `~` or `null`. */
  readonly value: YamlNode | undefined;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  /** With its brackets, or to the end of the last item that is written in it; of the first dash where none is. */
  readonly span: Span;
  readonly flow: boolean;
  /** An item is undefined where nothing is written after its dash. */
  readonly items: readonly (YamlNode | undefined)[];
}

export interface SyntaxProblem {
  readonly code: 'yaml/syntax' | 'yaml/limit';
  readonly message: string;
  readonly span: Span;
}

export interface SyntaxTree {
  readonly root: YamlNode | undefined;
  readonly problems: readonly SyntaxProblem[];
}
