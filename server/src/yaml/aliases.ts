// What both readers do with anchors, aliases and merge keys: aliases are expanded, within limits, so that nothing above knows of anchors; what they
// stand for is shared, not copied.

import type { Span } from '../text/span.ts';
import type { MapEntry, ScalarNode, YamlNode } from './node.ts';

/** Values that aliases may add to one tree: far above what a person writes, far below what hurts. */
export const MAX_EXPANDED = 500_000;
export const MAX_DEPTH = 64;

/** What was read under an anchor, with how many nodes it holds and how deep it goes, aliases expanded. */
interface Target {
  readonly node: YamlNode | undefined;
  readonly size: number;
  readonly height: number;
}

/** How far a reader has come. */
export interface Progress {
  /** What was read under each anchor so far; `open`: it's being read, so an alias to it would contain itself. */
  readonly anchors: Map<string, Target | 'open'>;
  /** Nodes read so far, aliases expanded. */
  size: number;
  /** How deep it went since the innermost anchor that is still open. */
  deepest: number;
  /** How many of the nodes are there by aliases only. */
  expanded: number;
}

export function startProgress(): Progress {
  return { anchors: new Map(), size: 0, deepest: 0, expanded: 0 };
}

/** Counts a node at this depth: each reader calls it for every node but aliases. */
export function count(progress: Progress, depth: number): void {
  progress.size++;
  if (depth > progress.deepest) progress.deepest = depth;
}

/** Reads a node at this depth and remembers it under its anchor. */
export function underAnchor(
  progress: Progress,
  anchor: string,
  depth: number,
  read: () => YamlNode | undefined,
): YamlNode | undefined {
  const { size, deepest, anchors } = progress;
  anchors.set(anchor, 'open');
  progress.deepest = depth;
  const node = read();
  anchors.set(anchor, { node, size: progress.size - size, height: progress.deepest - depth + 1 });
  if (deepest > progress.deepest) progress.deepest = deepest;
  return node;
}

export type Expansion =
  | { readonly node: YamlNode | undefined; readonly refused?: undefined }
  | { readonly node?: undefined; readonly refused: 'unknown' | 'endless' | 'deep' | 'many' };

export function expand(progress: Progress, name: string, span: Span, depth: number): Expansion {
  const target = progress.anchors.get(name);
  if (target === undefined) return { refused: 'unknown' };
  if (target === 'open') return { refused: 'endless' };
  if (depth + target.height > MAX_DEPTH) return { refused: 'deep' };
  progress.expanded += target.size;
  if (progress.expanded > MAX_EXPANDED) return { refused: 'many' };
  progress.size += target.size;
  progress.deepest = Math.max(progress.deepest, depth + target.height - 1);
  return { node: target.node && { ...target.node, span } };
}

/** Does this entry merge maps into its map? */
export function isMerge(key: ScalarNode, value: YamlNode | undefined): value is YamlNode {
  if (key.text !== '<<' || key.style !== 'plain') return false;
  if (value?.kind === 'sequence') return value.items.every((item) => item?.kind === 'map');
  return value?.kind === 'map';
}

/** What the map itself says wins, then the first of those merged. */
export function merge(own: readonly MapEntry[], taken: readonly YamlNode[]): readonly MapEntry[] {
  const known = new Set(own.map(({ key }) => key.text));
  const maps = taken.flatMap((node) => (node.kind === 'sequence' ? node.items : [node]));
  const merged = maps.flatMap((map) => {
    const fresh = map?.kind === 'map' ? map.entries.filter(({ key }) => !known.has(key.text)) : [];
    for (const { key } of fresh) known.add(key.text);
    return fresh;
  });
  return [...own, ...merged];
}
