// A keystroke to its published problems: in the workspace of 100,000 assets and, in turns, in a workspace of one such file; and in one file of
// 10,000 assets.

import { type Bench, type Row, verdictOf } from './bench.ts';
import type { WrittenFleet } from './fleet.ts';
import { assetLinesOf, type Keystroke, keystrokesAt } from './keystrokes.ts';
import { type OpenDocument, openInventory } from './openDocument.ts';
import { type Random, randomOf } from './random.ts';
import type { ServerSession } from './serverSession.ts';
import { sizeText, spreadOf, spreadText, timeText } from './statistics.ts';

const warmUp = 2;

export async function measureWorkspaceKeystrokes(bench: Bench): Promise<readonly Row[]> {
  const [large, small] = [await bench.large(), await bench.small()];
  const typists = [
    await Typist.open(await bench.shared(), large, Math.floor(large.inventories.length / 2)),
    await Typist.open(await bench.loaded(small), small, 0),
  ] as const;
  // In turns, so that both are measured on the same machine in the same mood.
  for (let round = 0; round < bench.options.rounds + warmUp; round++)
    for (const typist of typists) await typist.round(round >= warmUp);
  const [inLarge, inSmall] = typists.map((typist) => spreadOf(typist.samples));
  await typists[0].close();
  if (!inLarge || !inSmall) throw new Error('nothing was typed');
  const ratio = inLarge.p95 / inSmall.p95;
  return [
    {
      what: `keystroke in ${large.assets} assets, ${large.inventories.length} files`,
      reach: 'p95 5 ms',
      measured: spreadText(inLarge),
      verdict: verdictOf(inLarge.p95 <= 5),
      note: typists[0].byKind(),
      values: { ...inLarge },
    },
    {
      what: 'the same in a workspace of one such file',
      reach: 'p95 1.5x at most',
      measured: timeText(inLarge.p95),
      against: `one file: ${spreadText(inSmall)}`,
      ratio: `${ratio.toFixed(2)}x`,
      verdict: verdictOf(ratio <= 1.5),
      note: typists[1].byKind(),
      values: { ...inSmall, ratio },
    },
  ];
}

export async function measureSingleFileKeystrokes(bench: Bench): Promise<readonly Row[]> {
  const single = await bench.single();
  const session = await bench.loaded(single);
  const typist = await Typist.open(session, single, 0);
  for (let round = 0; round < bench.options.rounds + warmUp; round++) await typist.round(round >= warmUp);
  const spread = spreadOf(typist.samples);
  await session.stop();
  return [
    {
      what: `keystroke in one file of ${single.assets} assets`,
      reach: 'p95 16 ms',
      measured: spreadText(spread),
      verdict: verdictOf(spread.p95 <= 16),
      note: typist.byKind(),
      values: { ...spread },
    },
  ];
}

/** Somebody who edits one file of a fleet. */
class Typist {
  readonly #document: OpenDocument;
  readonly #random: Random;
  readonly #assets: readonly number[];
  readonly #session: ServerSession;
  #processor = 0;
  readonly #samples: { readonly kind: Keystroke; readonly time: number }[] = [];

  private constructor(session: ServerSession, document: OpenDocument) {
    this.#session = session;
    this.#document = document;
    this.#random = randomOf(document.lines.length);
    this.#assets = assetLinesOf(document.lines);
  }

  static async open(session: ServerSession, fleet: WrittenFleet, index: number): Promise<Typist> {
    return new Typist(session, await openInventory(session, fleet, index));
  }

  get samples(): readonly number[] {
    return this.#samples.map(({ time }) => time);
  }

  async round(isMeasured: boolean): Promise<void> {
    const before = this.#session.processorTime();
    for (const edit of keystrokesAt(this.#document.lines, this.#random.pick(this.#assets))) {
      const time = await this.#document.type(edit);
      if (isMeasured) this.#samples.push({ kind: edit.kind, time });
    }
    if (isMeasured) this.#processor += this.#session.processorTime() - before;
  }

  close(): Promise<void> {
    return this.#document.close();
  }

  /** Which kinds of keystrokes are dear. */
  byKind(): string {
    const kinds = new Set(this.#samples.map(({ kind }) => kind));
    const p95 = (wanted: Keystroke) =>
      spreadOf(this.#samples.flatMap(({ kind, time }) => (kind === wanted ? [time] : []))).p95;
    const each = timeText(this.#processor / this.#samples.length);
    return `${this.#samples.length} keystrokes, ${each} of processor each, peak ${sizeText(this.#session.peakMemory() ?? 0)}; p95 ${[...kinds].map((kind) => `${kind} ${timeText(p95(kind))}`).join(', ')}`;
  }
}
