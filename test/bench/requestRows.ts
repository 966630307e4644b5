// Requests in the workspace of 100,000 assets: completion, hover and definition at a cursor, and the first page of the sidebar after the state of an
// asset has flipped.

import type { CompletionItem, CompletionList } from 'vscode-languageserver-protocol';
import {
  type AssetGrouping,
  assetGroupings,
  methods,
  type TreePage,
} from '../../server/src/protocol/requests.ts';
import { type Bench, type Row, verdictOf } from './bench.ts';
import { assetLinesOf, keystrokesAt } from './keystrokes.ts';
import { type OpenDocument, openInventory, type Position } from './openDocument.ts';
import { type Random, randomOf } from './random.ts';
import type { ServerSession } from './serverSession.ts';
import { type Spread, spreadOf, spreadText } from './statistics.ts';

const requestLimit = 5;
const pageLimit = 10;
/** As the view asks. */
const pageSize = 200;

/** Where a request is made: after these words in one of an asset's lines. */
interface Cursor {
  readonly method: 'completion' | 'hover' | 'definition';
  readonly after: string;
}

const cursors: readonly Cursor[] = [
  { method: 'completion', after: 'groups: [' },
  { method: 'completion', after: '    addr' },
  { method: 'completion', after: 'severity: ' },
  { method: 'completion', after: 'maintenanceWindow: ' },
  { method: 'hover', after: 'groups: [' },
  { method: 'hover', after: 'severity: ' },
  { method: 'hover', after: '{ id: ' },
  { method: 'hover', after: '  ' },
  { method: 'definition', after: 'groups: [' },
  { method: 'definition', after: 'maintenanceWindow: ' },
];

interface Asked {
  readonly time: number;
  readonly isEmpty: boolean;
}

export async function measureRequests(bench: Bench): Promise<readonly Row[]> {
  const fleet = await bench.large();
  const session = await bench.shared();
  const document = await openInventory(session, fleet, 1 % fleet.inventories.length);
  const random = randomOf(7);
  const samples = new Map<Cursor['method'], Asked[]>();
  for (let round = 0; round < bench.options.rounds * 3; round++) {
    for (const cursor of cursors) {
      const at = placeOf(cursor, document, random);
      if (!at) continue;
      const asked = await ask(session, document, cursor.method, at);
      if (round > 0) samples.set(cursor.method, [...(samples.get(cursor.method) ?? []), asked]);
    }
  }
  await document.close();
  return [...samples].map(([method, asked]) => {
    const spread = spreadOf(asked.map(({ time }) => time));
    const empty = asked.filter(({ isEmpty }) => isEmpty).length;
    return {
      what: `${method} at ${fleet.assets} assets`,
      reach: 'p95 5 ms',
      measured: spreadText(spread),
      verdict: verdictOf(spread.p95 <= requestLimit),
      note: `${asked.length} requests, ${empty} without an answer`,
      values: { ...spread },
    };
  });
}

/** In the first line of a random asset, or of one after it, that has these words. */
function placeOf({ after }: Cursor, { lines }: OpenDocument, random: Random): Position | undefined {
  const asset = random.pick(assetLinesOf(lines));
  const line = lines.findIndex((text, at) => at >= asset && text.includes(after) && !text.includes('#'));
  return line < 0 ? undefined : { line, character: (lines[line] ?? '').indexOf(after) + after.length };
}

async function ask(
  { connection }: ServerSession,
  { uri }: OpenDocument,
  method: Cursor['method'],
  position: Position,
): Promise<Asked> {
  const sentAt = performance.now();
  const answer: unknown = await connection.sendRequest(`textDocument/${method}`, {
    textDocument: { uri },
    position,
  });
  return { time: performance.now() - sentAt, isEmpty: isEmpty(answer) };
}

function isEmpty(answer: unknown): boolean {
  if (answer === null || answer === undefined) return true;
  if (Array.isArray(answer)) return answer.length === 0;
  return (answer as Partial<CompletionList>).items?.length === (0 satisfies CompletionItem[]['length']);
}

export async function measureSidebar(bench: Bench): Promise<readonly Row[]> {
  const fleet = await bench.large();
  const session = await bench.shared();
  const document = await openInventory(session, fleet, 2 % fleet.inventories.length);
  const assets = assetLinesOf(document.lines);
  const random = randomOf(11);
  const rows: Row[] = [];
  for (const grouping of assetGroupings) {
    const samples: number[] = [];
    for (let nth = 0; nth < bench.options.repetitions * 6; nth++) {
      // What was put in order for the state before must not help.
      const flips = keystrokesAt(document.lines, random.pick(assets)).filter(({ kind }) => kind === 'flip');
      for (const flip of flips) {
        await document.type(flip);
        samples.push(await firstPage(session, grouping));
      }
    }
    rows.push(sidebarRow(grouping, fleet.assets, spreadOf(samples)));
  }
  await document.close();
  return rows;
}

function sidebarRow(grouping: AssetGrouping, assets: number, spread: Spread): Row {
  return {
    what: `sidebar by ${grouping}, first page, ${assets} assets`,
    reach: '10 ms',
    measured: spreadText(spread),
    verdict: verdictOf(spread.p95 <= pageLimit),
    note: `${spread.count} pages, each after a keystroke that flips an asset: groups, then the first group's assets`,
    values: { ...spread },
  };
}

/** What the view asks for when it is shown: the groups, then what is in the first one. */
async function firstPage({ connection }: ServerSession, grouping: AssetGrouping): Promise<number> {
  const page = { grouping, offset: 0, limit: pageSize };
  const sentAt = performance.now();
  const groups: TreePage = await connection.sendRequest(methods.assetTree, page);
  const parent = groups.rows[0]?.id;
  if (parent === undefined) throw new Error(`the sidebar by ${grouping} is empty`);
  const members: TreePage = await connection.sendRequest(methods.assetTree, { ...page, parent });
  if (members.rows.length === 0) throw new Error(`the first group by ${grouping} is empty`);
  return performance.now() - sentAt;
}
