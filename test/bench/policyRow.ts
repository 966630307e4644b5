// An edit of an SLA term in the policy, until all assets are judged by it: the open inventory's problems have arrived and the numbers are those of
// the new term.

import { setTimeout as pause } from 'node:timers/promises';
import { type Bench, type Row, verdictOf } from './bench.ts';
import { editedRule, policyPath } from './fleet.ts';
import { type Edit, type OpenDocument, openFile, openInventory } from './openDocument.ts';
import type { ServerSession } from './serverSession.ts';
import { spreadOf, spreadText } from './statistics.ts';

const limit = 150;

export async function measurePolicyEdit(bench: Bench): Promise<readonly Row[]> {
  const fleet = await bench.large();
  const session = await bench.shared();
  const policy = await openFile(session, fleet, policyPath);
  const inventory = await openInventory(session, fleet, 0);
  const before = session.summary?.overdue ?? 0;
  const after = await settled(session, () => policy.send(termEdit(policy, '7', '2')));
  await settled(session, () => policy.send(termEdit(policy, '2', '7')));
  if (after <= before) throw new Error(`a shorter term left ${after} of ${before} assets out of SLA`);
  const samples: number[] = [];
  for (let nth = 0; nth < bench.options.repetitions * 5; nth++) {
    samples.push(await judged({ session, policy, inventory, term: ['7', '2'], expected: after }));
    samples.push(await judged({ session, policy, inventory, term: ['2', '7'], expected: before }));
  }
  await policy.close();
  await inventory.close();
  const spread = spreadOf(samples);
  return [
    {
      what: `SLA term edited, ${fleet.assets} assets judged again`,
      reach: '150 ms',
      measured: spreadText(spread),
      verdict: verdictOf(spread.p95 <= limit),
      note: `${samples.length} edits, out of SLA ${before} and ${after}`,
      values: { ...spread },
    },
  ];
}

interface TermEdit {
  readonly session: ServerSession;
  readonly policy: OpenDocument;
  readonly inventory: OpenDocument;
  readonly term: readonly [from: string, to: string];
  /** Assets out of SLA by the new term. */
  readonly expected: number;
}

async function judged({ session, policy, inventory, term, expected }: TermEdit): Promise<number> {
  await pause(200);
  const published = () => session.publication(inventory.uri)?.count ?? 0;
  const known = published();
  const sentAt = policy.send(termEdit(policy, ...term));
  const isJudged = () => published() > known && isAbout(session.summary?.overdue ?? 0, expected);
  await session.until('judgement by the new term', () => isJudged() || undefined);
  return session.lastAt - sentAt;
}

/** Time passes meanwhile, and a few assets with it. */
function isAbout(count: number, expected: number): boolean {
  return Math.abs(count - expected) <= Math.max(2, expected / 100);
}

/** @returns how many are out of SLA once the change has been judged and all is still. */
async function settled(session: ServerSession, change: () => void): Promise<number> {
  const known = session.summary;
  change();
  await session.until('judgement of an edit', () => (session.summary === known ? undefined : true));
  await session.quiet(1000);
  return session.summary?.overdue ?? 0;
}

function termEdit({ lines }: OpenDocument, from: string, to: string): Edit {
  const line = lines.findIndex((text) => text.includes(`name: ${editedRule},`));
  const character = (lines[line] ?? '').indexOf(`within: ${from}d`) + 'within: '.length;
  return { start: { line, character }, end: { line, character: character + 1 }, text: to };
}
