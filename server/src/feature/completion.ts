// Completion: which keys, values and names may be written at a place, from the schema and from the names of the workspace. Items are plain data with
// the text that they write; multi-line texts carry their whole indentation.

import type { Snapshot } from '../workspace/snapshot.ts';
import type { CompletionItem } from './completionItem.ts';
import { keyItems } from './completionKeys.ts';
import { nameItems } from './completionNames.ts';
import { valueItems } from './completionValues.ts';
import { type Context, contextAt, type Where } from './context.ts';

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** There are more: ask again when more is typed. */
  readonly isIncomplete: boolean;
}

/** More than anybody reads; the rest is found by typing. */
const MAX_ITEMS = 500;

export function completion(snapshot: Snapshot, where: Where): Completion {
  const context = contextAt(where);
  const word = typed(context, where);
  const items = context.role === 'none' ? [] : offered(snapshot, context, word);
  return { items: items.slice(0, MAX_ITEMS), isIncomplete: items.length > MAX_ITEMS };
}

function offered(snapshot: Snapshot, context: Context, word: string): readonly CompletionItem[] {
  const unique = new Map<string, CompletionItem>();
  const names = nameItems(snapshot, context, { word, limit: MAX_ITEMS });
  const all = [...keyItems(context), ...names, ...valueItems(snapshot, context)];
  for (const item of all) if (!unique.has(item.label)) unique.set(item.label, item);
  return [...unique.values()];
}

/** What stands before the cursor. */
function typed({ token: { span, style } }: Context, { text, offset }: Where): string {
  return text.slice(span.start + (style === 'plain' ? 0 : 1), offset);
}

/** For clients that know no snippets. */
export function withoutPlaceholders({ insertText, isSnippet }: CompletionItem): string {
  return isSnippet ? insertText.replace(/\\([\\$}])|\$\d/g, '$1') : insertText;
}
