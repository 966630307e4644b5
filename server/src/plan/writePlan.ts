// A plan as the text that people review: block style, one line an asset where it fits. Reads back to the same value.

import { Document, isPair, isScalar, visit } from 'yaml';
import type { Plan } from '../schema/plan.ts';

const HEADER = [
  'Made by Patchtide from the inventory, its findings and the policy. Review it before it runs:',
  'a run does exactly what is written here, or refuses.',
];
/** What goes on one line, as JSON, whose quotes make up for indentation and name. */
const ONE_LINE_LENGTH = 130;

/** Collections directly in these, and `steps`, are written on one line where they fit; longer ones in block style. */
const ENTRIES: ReadonlySet<string> = new Set(['assets', 'unplanned']);

/** @param notes what the reviewer must know besides; comments at the top. */
export function writePlan(plan: Plan, notes: readonly string[] = []): string {
  const document = new Document(plan, { aliasDuplicateObjects: false });
  document.commentBefore = [...HEADER, ...notes.map((note) => `Note: ${note.replace(/\s+/g, ' ')}`)]
    .map((line) => ` ${line}`)
    .join('\n');
  visit(document, {
    Collection: (_key, node, path) => {
      const keys = path.filter(isPair).map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ''));
      const within = keys[0] === 'waves' ? keys.slice(1) : keys;
      const inEntry = within.length > 1 && ENTRIES.has(within[0] ?? '');
      if ((inEntry || within[0] === 'steps') && fits(node.toJSON())) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function fits(value: unknown): boolean {
  return JSON.stringify(value).length <= ONE_LINE_LENGTH;
}
