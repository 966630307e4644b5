// One completion, as plain data; what may be completed where is completion.ts's.

import type { Span } from '../text/span.ts';

export interface CompletionItem {
  readonly label: string;
  readonly kind: 'key' | 'choice' | 'example' | 'name';
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly insertText: string;
  /** What the text replaces. */
  readonly span: Span;
  readonly sortText: string;
  /** What is typed is compared with this. */
  readonly filterText: string;
  /** `$1` in the text is where the cursor goes; all else in it is escaped. */
  readonly isSnippet: boolean;
  /** Something can be completed at once where the cursor ends up. */
  readonly suggestsNext: boolean;
}
