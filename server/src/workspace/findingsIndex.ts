// What all lines of `findings:` say, by asset, kept up to date by delta: an asset that changes what it is called has only those hosts matched again
// that its names may concern, a new answer only what is new in it.

import { groupBy } from '../base/groupBy.ts';
import type { PendingPatch } from '../model/asset.ts';
import type { AssetIdentity } from '../model/assetNames.ts';
import { FindingsLine, type HostFindings, patchesIn } from './findingsLine.ts';
import type { ForeignAnswer, ForeignRequest } from './foreign.ts';
import { HostMatches } from './hostMatches.ts';
import type { ForeignMemo } from './readForeign.ts';
import type { ForeignReading } from './snapshot.ts';

export class FindingsIndex {
  readonly #hosts = new HostMatches<HostFindings>();
  #lines: readonly { readonly id: string; readonly line: FindingsLine }[] = [];
  #readings: readonly ForeignReading[] = [];

  /** Nothing is asked. */
  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** How often a host was looked up among the assets, for tests that assert it. */
  get hostsMatched(): number {
    return this.#hosts.matched;
  }

  /**
   * All that is asked and answered now; requests of other kinds are passed over.
   * @returns the assets whose findings may have changed.
   */
  setRequests(
    requests: readonly ForeignRequest[],
    answers: ReadonlyMap<string, ForeignAnswer>,
    memo: ForeignMemo,
  ): ReadonlySet<string> {
    const touched = new Set<string>();
    const free = groupBy(this.#lines, ({ id }) => id);
    const lines = requests
      .filter(({ kind }) => kind === 'findings')
      .map((request) => {
        const id = idOf(request);
        const { line } = free.get(id)?.shift() ?? { line: new FindingsLine(request, this.#hosts) };
        line.moveTo(request);
        line.answerWith(answers.get(request.key), memo, touched);
        return { id, line };
      });
    // Last, so that hosts which are still spoken of stay matched.
    for (const { line } of [...free.values()].flat()) {
      line.noteAssets(touched);
      line.close();
    }
    this.#lines = lines;
    this.#order(touched);
    return touched;
  }

  /**
   * An asset came, changed what it is called, or went.
   * @param identity undefined where it went.
   * @returns the assets whose findings may have changed.
   */
  setNames(name: string, identity: AssetIdentity | undefined): ReadonlySet<string> {
    const touched = new Set<string>();
    for (const { host, before } of this.#hosts.setNames(name, identity)) {
      for (const asset of [before, host.asset]) if (asset !== undefined) touched.add(asset);
      for (const findings of host.parts) findings.report.series.line.matchChanged(findings);
    }
    return touched;
  }

  /** While nothing is asked: names are to be said again when something is. */
  forgetNames(): void {
    this.#hosts.forgetNames();
  }

  /** Made anew for each caller. */
  patchesOf(asset: string): readonly PendingPatch[] {
    const found = [...this.#hosts.of(asset)].flatMap(({ parts }) => parts);
    return found.length === 0 ? [] : patchesIn(found);
  }

  /** In the order of the requests. The same objects, and the same list, while nothing of them has changed. */
  readings(): readonly ForeignReading[] {
    const readings = this.#lines.map(({ line }) => line.reading());
    const isSame =
      readings.length === this.#readings.length &&
      readings.every((reading, index) => reading === this.#readings[index]);
    if (!isSame) this.#readings = readings;
    return this.#readings;
  }

  /** Lines that changed places among themselves put findings into another order. */
  #order(touched: Set<string>): void {
    const kept = this.#lines.filter(({ line }) => line.order >= 0);
    const isInOrder = kept.every(({ line }, index) => line.order >= (kept[index - 1]?.line.order ?? 0));
    if (!isInOrder) for (const { line } of kept) line.noteAssets(touched);
    this.#lines.forEach(({ line }, order) => {
      line.order = order;
    });
  }
}

/** Equal for lines that ask and say the same. */
function idOf({ key, context }: ForeignRequest): string {
  return `${key}\n${JSON.stringify(context)}`;
}
