// What the lines of `sources:` say of assets, by asset, in the order of the lines. Read again only where a line or what it names has changed.

import type { AssetStatement } from '../model/asset.ts';
import type { Anchor } from '../schema/located.ts';
import type { ForeignAnswer, ForeignRequest } from './foreign.ts';
import { type ForeignMemo, readSource, type SourceReading } from './readForeign.ts';
import type { ForeignReading } from './snapshot.ts';

export class SourceStatements {
  #requests: readonly ForeignRequest[] = [];
  #answers: readonly (ForeignAnswer | undefined)[] = [];
  #readings: readonly SourceReading[] = [];
  #byAsset: ReadonlyMap<string, readonly AssetStatement[]> = new Map();

  /** @returns the assets of which something else may be said now; undefined where nothing has changed. */
  set(
    requests: readonly ForeignRequest[],
    answers: ReadonlyMap<string, ForeignAnswer>,
    memo: ForeignMemo,
  ): ReadonlySet<string> | undefined {
    const given = requests.map(({ key }) => answers.get(key));
    if (isSame(requests, this.#requests) && isSame(given, this.#answers)) return undefined;
    const touched = new Set(this.#byAsset.keys());
    this.#requests = requests;
    this.#answers = given;
    this.#readings = requests.map((request, index) => readSource(request, given[index], memo));
    this.#byAsset = byAsset(this.#readings);
    for (const name of this.#byAsset.keys()) touched.add(name);
    return touched;
  }

  of(asset: string): readonly AssetStatement[] {
    return this.#byAsset.get(asset) ?? [];
  }

  /** In the order of the lines. */
  names(): Iterable<string> {
    return this.#byAsset.keys();
  }

  readings(): readonly ForeignReading[] {
    return this.#readings.map(({ reading }) => reading);
  }

  /** Where each asset and each group is first named. */
  definitions(): Readonly<Record<'asset' | 'group', ReadonlyMap<string, Anchor>>> {
    const asset = [...this.#byAsset].flatMap(([name, [first]]): [string, Anchor][] =>
      first ? [[name, first.fieldAt('')]] : [],
    );
    const groups = this.#readings.flatMap((reading) => reading.groups).reverse();
    return { asset: new Map(asset), group: new Map(groups.map(({ name, at }) => [name, at])) };
  }
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function byAsset(readings: readonly SourceReading[]): ReadonlyMap<string, readonly AssetStatement[]> {
  const statements = new Map<string, AssetStatement[]>();
  for (const statement of readings.flatMap((reading) => reading.statements)) {
    const known = statements.get(statement.name);
    if (known) known.push(statement);
    else statements.set(statement.name, [statement]);
  }
  return statements;
}
