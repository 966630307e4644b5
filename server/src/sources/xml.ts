// XML of other tools. Values stay as written (`1.10` keeps its digits); entities of the document are limited; nothing outside it is fetched.

import { XMLParser } from 'fast-xml-parser';
import { type Json, listOf, recordOf } from './json.ts';
import type { SourceProblem } from './reader.ts';

/** Names of elements that are lists even where one stands alone. */
export function parseXml(
  text: string,
  lists: ReadonlySet<string>,
): { readonly root: Json; readonly problem?: SourceProblem } {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: true,
    // `&lt;` stands thousands of times in a report; only what grows the text is a bomb.
    processEntities: {
      enabled: true,
      maxTotalExpansions: Number.MAX_SAFE_INTEGER,
      maxExpandedLength: 100_000,
    },
    htmlEntities: true,
    isArray: (name) => lists.has(name),
  });
  if (isCutOff(text))
    return unreadable(
      text,
      text.length,
      'This is not complete XML: the file ends within it and is not read.',
    );
  try {
    return { root: recordOf(parser.parse(text)) ?? {} };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error);
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    return unreadable(text, position, `This is not well-formed XML (${reason}); the file is not read.`);
  }
}

/** The parser takes elements that nothing closes as they come: half a report would be read as a whole one. */
function isCutOff(text: string): boolean {
  const root = /<([\p{L}_][\p{L}\p{N}_.:-]*)/u.exec(text);
  if (!root) return false;
  const isEmptyElement = text.lastIndexOf('<') === root.index && /\/>\s*$/.test(text.slice(root.index));
  return !isEmptyElement && !text.includes(`</${root[1]}`);
}

function unreadable(text: string, position: number, message: string): ReturnType<typeof parseXml> {
  const start = Math.min(position, Math.max(0, text.length - 1));
  return {
    root: {},
    problem: {
      severity: 'warning',
      span: { start, end: Math.min(start + 1, text.length) },
      message,
      remedy: 'Export the report again; a run that was cut off leaves half a file.',
    },
  };
}

/** The text of an element, with or without attributes. */
export function elementText(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  const text = recordOf(first)?.['#text'] ?? first;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export function elementTexts(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => elementText(item) ?? []);
}
