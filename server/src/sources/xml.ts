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
  try {
    return { root: recordOf(parser.parse(text)) ?? {} };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error);
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    const start = Math.min(position, Math.max(0, text.length - 1));
    return {
      root: {},
      problem: {
        severity: 'warning',
        span: { start, end: Math.min(start + 1, text.length) },
        message: `This is not well-formed XML (${reason}); the file is not read.`,
        remedy: 'Export the report again; a run that was cut off leaves half a file.',
      },
    };
  }
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
