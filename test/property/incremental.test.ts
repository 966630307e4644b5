// The law of the incremental engine: after whatever has happened, one change at a time, everything that is said equals what a workspace says that
// sees the same files, reports and clock for the first time.

import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { assetTree } from '../../server/src/feature/assetTree.ts';
import { documentSymbols } from '../../server/src/feature/symbols.ts';
import { type AssetGrouping, assetGroupings } from '../../server/src/protocol/requests.ts';
import { type NameKind, nameWords } from '../../server/src/schema/annotations.ts';
import { type Anchor, absolute } from '../../server/src/schema/located.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import { allProblems } from '../unit/fixture.ts';
import { freshlyShown, Lived } from './lived.ts';
import { script } from './scripts.ts';

function said(snapshot: Snapshot): object {
  const kinds = Object.keys(nameWords) as NameKind[];
  const files = [...snapshot.files.keys()].sort();
  return {
    problems: allProblems(snapshot),
    lines: files.map((file) => [file, [...(snapshot.files.get(file)?.lines.starts ?? [])]]),
    symbols: files.map((file) => documentSymbols(snapshot, file)),
    names: kinds.map((kind) => namesOf(snapshot, kind)),
    assets: [...snapshot.assets].map(([name, asset]) => [name, JSON.stringify(asset, located)]),
    judgements: [...snapshot.judgements].map(([name, judgement]) => [
      name,
      JSON.stringify(judgement, located),
    ]),
    entries: [...snapshot.entries()]
      .map(({ name, state, due, profile }) => [name, state, due, profile.key])
      .sort(),
    counts: snapshot.counts,
    changesAt: snapshot.changesAt,
    knowsKev: snapshot.knowsKev,
    advisories: [...snapshot.advisories()].sort(),
    policies: JSON.stringify(snapshot.policies, located),
    affected: [...snapshot.advisories().keys()].sort().map((id) => [id, snapshot.assetsWith(id)]),
    trees: assetGroupings.map((grouping) => treeBy(snapshot, grouping)),
    foreign: snapshot.foreign.map(({ request, unmatched, problems }) => [
      request.key,
      [...unmatched.keys()],
      problems.length,
    ]),
  };
}

/** Its groups, and what is in each. */
function treeBy(snapshot: Snapshot, grouping: AssetGrouping): object {
  const page = { grouping, offset: 0, limit: 100 };
  const groups = assetTree([snapshot], page);
  return [groups, ...groups.rows.map(({ id }) => assetTree([snapshot], { ...page, parent: id }))];
}

function namesOf({ names }: Snapshot, kind: NameKind): object {
  return [...names.defined(kind), ...names.missing(kind)].sort().map((name) => ({
    name,
    definitions: names.definitionsOf(kind, name).map(absolute),
    references: names.referencesTo(kind, name).map(absolute),
  }));
}

/** Places as what they are in the file. */
function located(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  const isAnchor = value !== null && typeof value === 'object' && 'place' in value && 'span' in value;
  return isAnchor ? absolute(value as Anchor) : value;
}

describe('a workspace to which things happen', () => {
  it('says in the end what one says that sees it all for the first time', () => {
    fc.assert(
      fc.property(script, (happened) => {
        const lived = Lived.through(happened);
        const fresh = lived.fresh();
        deepEqual(said(lived.workspace.snapshot()), said(fresh.snapshot()));
        deepEqual(new Map([...lived.shown].sort()), new Map([...freshlyShown(fresh)].sort()));
      }),
      { numRuns: 400 },
    );
  });
});
