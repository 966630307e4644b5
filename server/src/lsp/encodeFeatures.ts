// Features' plain data to protocol types.

import {
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem as ProtocolCompletionItem,
  type Hover as ProtocolHover,
  type DocumentSymbol as ProtocolSymbol,
  SymbolKind,
} from 'vscode-languageserver';
import { type Completion, withoutPlaceholders } from '../feature/completion.ts';
import type { CompletionItem } from '../feature/completionItem.ts';
import type { Hover } from '../feature/hover.ts';
import type { DocumentSymbol } from '../feature/symbols.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import { encodeSpan } from './encode.ts';

const completionKinds: Readonly<Record<CompletionItem['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  choice: CompletionItemKind.EnumMember,
  example: CompletionItemKind.Value,
  name: CompletionItemKind.Reference,
};

/** What the client can do with completions. */
export interface CompletionClient {
  readonly snippets: boolean;
  /** Its command that opens the list of completions. */
  readonly suggestCommand: string | undefined;
}

export function encodeCompletion(
  { items, isIncomplete }: Completion,
  lines: LineIndex,
  client: CompletionClient,
): CompletionList {
  return { isIncomplete, items: items.map((item) => encodeItem(item, lines, client)) };
}

function encodeItem(
  item: CompletionItem,
  lines: LineIndex,
  client: CompletionClient,
): ProtocolCompletionItem {
  const { label, kind, detail, documentation, span, sortText, filterText, suggestsNext } = item;
  const isSnippet = item.isSnippet && client.snippets;
  const newText = isSnippet ? item.insertText : withoutPlaceholders(item);
  return {
    label,
    kind: completionKinds[kind],
    sortText,
    filterText,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    // Texts of several lines already have their indentation.
    insertTextMode: InsertTextMode.asIs,
    textEdit: { range: encodeSpan(span, lines), newText },
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && {
      documentation: { kind: MarkupKind.Markdown, value: documentation },
    }),
    ...(suggestsNext && client.suggestCommand && { command: { command: client.suggestCommand, title: '' } }),
  };
}

export function encodeHover({ contents, span }: Hover, lines: LineIndex): ProtocolHover {
  return { contents: { kind: MarkupKind.Markdown, value: contents }, range: encodeSpan(span, lines) };
}

const symbolKinds: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  asset: SymbolKind.Object,
  group: SymbolKind.Class,
  window: SymbolKind.Event,
  ring: SymbolKind.Interface,
  role: SymbolKind.Class,
  exception: SymbolKind.Event,
  rule: SymbolKind.Function,
  blackout: SymbolKind.Event,
  advisory: SymbolKind.String,
  preset: SymbolKind.Constant,
};

export function encodeSymbol(symbol: DocumentSymbol, lines: LineIndex): ProtocolSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind],
    range: encodeSpan(symbol.span, lines),
    selectionRange: encodeSpan(symbol.nameSpan, lines),
    children: symbol.children.map((child) => encodeSymbol(child, lines)),
  };
}
