// What a plan is made for, from the rows that are selected in the tree. Pure.

import type { PlanTarget } from '../../../server/src/protocol/requests.ts';
import type { ViewRow } from '../views/row.ts';

/** One row: its own target. Several: their assets and groups together, of the first one's root; undefined where no row has a target. */
export function targetOf(rows: readonly ViewRow[]): PlanTarget | undefined {
  const targets = rows.flatMap(({ target }) => (target ? [target] : []));
  const [first, ...rest] = targets;
  if (!first || rest.length === 0 || first.kind !== 'assets') return first;
  const sameRoot = targets.flatMap((target) =>
    target.kind === 'assets' && target.root === first.root ? [target] : [],
  );
  const groups = [...new Set(sameRoot.flatMap((target) => target.groups ?? []))];
  const assets = [...new Set(sameRoot.flatMap((target) => target.assets))];
  return { ...first, assets, ...(groups.length > 0 && { groups }) };
}
