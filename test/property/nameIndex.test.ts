// Names kept up to date by delta against names taken in from scratch; and whoever has something else to say of its names afterwards is told of.

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { closest } from '../../server/src/base/closest.ts';
import type { NameKind } from '../../server/src/schema/annotations.ts';
import { type Anchor, absolute } from '../../server/src/schema/located.ts';
import type { NameUse } from '../../server/src/schema/walk.ts';
import { type KeptFacts, OwnedChunk } from '../../server/src/workspace/chunk.ts';
import { NameIndex } from '../../server/src/workspace/names.ts';

const kinds: readonly NameKind[] = ['asset', 'group'];
const pool = ['web', 'wbe', 'webs', 'db', 'bd', 'db-1'];
const use: fc.Arbitrary<NameUse> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    role: fc.constantFrom('defines' as const, 'refers' as const),
    name: fc.constantFrom(...pool),
    start: fc.nat(50),
  })
  .map(({ start, ...named }) => ({ ...named, span: { start, end: start + named.name.length } }));
const uses = fc.array(use, { maxLength: 4 });

type Step =
  | { readonly do: 'add'; readonly file: string; readonly offset: number; readonly uses: readonly NameUse[] }
  | { readonly do: 'remove'; readonly nth: number }
  /** Another one in its place that has the same names. */
  | { readonly do: 'replace'; readonly nth: number }
  | { readonly do: 'sources'; readonly kind: NameKind; readonly names: readonly string[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      file: fc.constantFrom('file:///w/a', 'file:///w/b'),
      offset: fc.nat(500),
      uses,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), nth: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replace' as const), nth: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('sources' as const),
      kind: fc.constantFrom(...kinds),
      names: fc.subarray(pool),
    }),
  },
);

function chunkOf(file: string, offset: number, names: readonly NameUse[]): OwnedChunk {
  const outline = { names, assets: [], faults: 0 };
  const kept: KeptFacts = {
    digest: '',
    outline,
    faults: 0,
    facts: { value: undefined, syntax: [], schema: [], names },
  };
  return new OwnedChunk(file, { shape: 'entry', section: 'assets', offset, length: 60 }, kept);
}

class Lived {
  readonly index = new NameIndex();
  readonly chunks: OwnedChunk[] = [];
  readonly sources = new Map<NameKind, ReadonlyMap<string, Anchor>>();

  take(step: Step): void {
    const at = 'nth' in step ? step.nth % this.chunks.length : -1;
    const chunk = this.chunks[at];
    if (step.do === 'add') this.#add(step);
    else if (step.do === 'sources') this.#setSources(step);
    else if (chunk && step.do === 'remove') {
      this.index.remove(chunk, chunk.kept.outline.names);
      this.chunks.splice(at, 1);
    } else if (chunk) {
      const { file, offset, kept } = chunk;
      const after = chunkOf(file, offset, kept.outline.names);
      this.index.replace(chunk, after, kept.outline.names);
      this.chunks[at] = after;
    }
  }

  fresh(): NameIndex {
    const index = new NameIndex();
    for (const chunk of this.chunks) index.add(chunk, chunk.kept.outline.names);
    for (const [kind, sites] of this.sources) index.setSources(kind, sites);
    return index;
  }

  #add({ file, offset, uses }: Extract<Step, { do: 'add' }>): void {
    const isTaken = this.chunks.some((other) => other.file === file && other.offset === offset);
    if (isTaken) return;
    const chunk = chunkOf(file, offset, uses);
    this.chunks.push(chunk);
    this.index.add(chunk, uses);
  }

  #setSources({ kind, names }: Extract<Step, { do: 'sources' }>): void {
    const at = { place: { file: 'file:///w/s', offset: 0 }, span: { start: 0, end: 1 } };
    const sites = new Map(names.map((name) => [name, at]));
    this.sources.set(kind, sites);
    this.index.setSources(kind, sites);
  }
}

/** What a chunk's problems say of its names, in which the others have a part. */
function saidIn(chunk: OwnedChunk, index: NameIndex): readonly string[] {
  return chunk.kept.outline.names.map(({ kind, role, name }) => {
    if (role === 'defines') {
      const [first] = index.definitionsOf(kind, name);
      return `${name} is first defined at ${first && JSON.stringify(absolute(first))}`;
    }
    return index.isDefined(kind, name) ? name : `no ${name}, ${index.near(kind, name)} perhaps`;
  });
}

function allSaid(index: NameIndex): object {
  return kinds.map((kind) => ({
    defined: [...index.defined(kind)].sort(),
    count: index.countOf(kind),
    missing: [...index.missing(kind)].sort(),
    repeated: [...index.repeated(kind)].sort(),
    names: pool.map((name) => ({
      definitions: index.definitionsOf(kind, name).map(absolute),
      references: index.referencesTo(kind, name).map(absolute),
      isDefined: index.isDefined(kind, name),
      near: index.near(kind, name),
    })),
  }));
}

describe('names', () => {
  it('are those that are taken in from scratch, whatever came and went', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }), (steps) => {
        const lived = new Lived();
        for (const [each, isSettled] of steps) {
          lived.take(each);
          // What is asked on the way is remembered.
          if (isSettled) lived.index.settle(() => {});
          if (isSettled) for (const chunk of lived.chunks) saidIn(chunk, lived.index);
        }
        lived.index.settle(() => {});
        deepEqual(allSaid(lived.index), allSaid(lived.fresh()));
      }),
      { numRuns: 500 },
    );
  });

  it('that came or went are told to all who have something else to say now', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (turns) => {
        const lived = new Lived();
        for (const steps of turns) {
          const before = new Map(lived.chunks.map((chunk) => [chunk, saidIn(chunk, lived.index).join('\n')]));
          for (const each of steps) lived.take(each);
          const dirty = new Set<OwnedChunk>();
          lived.index.settle((chunk) => dirty.add(chunk));
          for (const chunk of lived.chunks) {
            const told = before.get(chunk);
            const now = saidIn(chunk, lived.index).join('\n');
            ok(told === undefined || told === now || dirty.has(chunk), `${told} is now ${now}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are the nearest of all that are defined', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(...pool, 'x'), (steps, name) => {
        const lived = new Lived();
        for (const each of steps) {
          lived.take(each);
          lived.index.settle(() => {});
          for (const kind of kinds)
            deepEqual(lived.index.near(kind, name), closest(name, lived.index.defined(kind)));
        }
      }),
      { numRuns: 200 },
    );
  });
});
