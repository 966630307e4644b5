// A plan as the text that people review: block style, one line an asset where it fits. Reads back to the same value.

import { Document, isMap, isSeq, type Node, visit } from 'yaml';
import type { Plan } from '../schema/plan.ts';

const HEADER = [
  'Made by Patchtide from the inventory, its findings and the policy. Review it before it runs:',
  'a run does exactly what is written here, or refuses.',
];

/** Keys whose values are written as one flow collection each, or whose entries are. */
const FLOW: ReadonlySet<string> = new Set(['steps', 'clears', 'packages', 'advisories']);
const FLOW_ENTRIES: ReadonlySet<string> = new Set(['assets', 'unplanned']);

/** @param notes what the reviewer must know besides; comments at the top. */
export function writePlan(plan: Plan, notes: readonly string[] = []): string {
  const document = new Document(plan, { aliasDuplicateObjects: false });
  document.commentBefore = [...HEADER, ...notes.map((note) => `Note: ${note.replace(/\s+/g, ' ')}`)]
    .map((line) => ` ${line}`)
    .join('\n');
  visit(document, {
    Pair: (_key, pair, path) => {
      const name = (pair.key as { readonly value?: unknown } | null)?.value;
      if (typeof name !== 'string') return;
      // The plan's own keys only: an asset may be called `steps`.
      if (FLOW_ENTRIES.has(name) && isPlanOrWave(path.length)) setFlowEntries(pair.value as Node);
      else if (FLOW.has(name)) setFlow(pair.value as Node);
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: true });
}

/** Paths: document, map, pair; or document, map, pair, sequence, map, pair. */
function isPlanOrWave(depth: number): boolean {
  return depth === 2 || depth === 5;
}

function setFlow(node: Node): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}

function setFlowEntries(node: Node): void {
  if (isMap(node)) for (const entry of node.items) setFlow(entry.value as Node);
}
