// Features' plain data to protocol types.

import {
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem as ProtocolCompletionItem,
  type Hover as ProtocolHover,
  type DocumentSymbol as ProtocolSymbol,
  SymbolKind,
} from 'vscode-languageserver';
import type { Completion, CompletionItem } from '../feature/completion.ts';
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

export function encodeCompletion({ items, isIncomplete }: Completion, lines: LineIndex): CompletionList {
  return { isIncomplete, items: items.map((item) => encodeItem(item, lines)) };
}

function encodeItem(item: CompletionItem, lines: LineIndex): ProtocolCompletionItem {
  const { label, kind, detail, documentation, insertText, span, sortText, isSnippet } = item;
  return {
    label,
    kind: completionKinds[kind],
    sortText,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: encodeSpan(span, lines), newText: insertText },
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && {
      documentation: { kind: MarkupKind.Markdown, value: documentation },
    }),
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
