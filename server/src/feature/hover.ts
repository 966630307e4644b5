// Hover: what the schema says of a key or value, what a name stands for, what a duration or schedule means.

import { parseMoment } from '../scalar/moment.ts';
import type { Span } from '../text/span.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Context, contextAt, type Where } from './context.ts';
import { documentationOf } from './documentation.ts';
import { code, plain } from './markdown.ts';
import { nameOf } from './nameAt.ts';
import { nameSummary, nextOpenings } from './nameSummary.ts';
import { durationInWords, scheduleInWords, timeSpan } from './words.ts';

export interface Hover {
  /** Markdown; what files say is escaped. */
  readonly contents: string;
  readonly span: Span;
}

export function hover(snapshot: Snapshot, where: Where): Hover | undefined {
  const context = contextAt(where);
  if (context.role === 'none' || context.word === '') return undefined;
  const named = nameOf(context);
  const parts = named
    ? [nameSummary(snapshot, named.kind, named.name)]
    : [meaning(snapshot, context), documentation(context)];
  const contents = parts.filter(Boolean).join('\n\n');
  return contents === '' ? undefined : { contents, span: context.token.span };
}

function documentation({ role, word, declared }: Context): string {
  const said = documentationOf(declared);
  return role === 'key' && said !== '' ? `**${plain(word)}**\n\n${said}` : said;
}

/** Of a scalar with a unit: the same in words, and what follows from it now. */
function meaning(snapshot: Snapshot, { role, word, shapes, owners }: Context): string | undefined {
  if (role !== 'value') return undefined;
  for (const shape of shapes) {
    switch (shape['x-unit']) {
      case 'duration': {
        const words = durationInWords(word);
        return words && `${code(word)}: ${words}`;
      }
      case 'window-schedule': {
        const words = scheduleInWords(word);
        const owner = owners.findLast(({ kind }) => kind === 'window');
        const next = owner ? nextOpenings(snapshot, owner.name) : [];
        return words && [`${code(word)}: ${words}`, ...next].join('\n\n');
      }
      case 'moment':
      case 'instant':
        return relative(snapshot, word);
    }
  }
  return undefined;
}

function relative({ now }: Snapshot, word: string): string | undefined {
  const instant = parseMoment(word, 'UTC', 'end');
  if (instant === undefined) return undefined;
  return `${code(word)}: ${instant < now ? `${timeSpan(now - instant)} ago` : `in ${timeSpan(instant - now)}`}`;
}
