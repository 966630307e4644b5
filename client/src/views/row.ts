// A row of our tree views: the server's row, or one of the runs view with what its commands act on. Plain data; knows no editor.

import type { TreeRow } from '../../../server/src/protocol/requests.ts';

export interface ViewRow extends TreeRow {
  /** The run that the row is of: its folder's URI. */
  readonly run?: string;
  /** The wave of that run. */
  readonly wave?: string;
  /** The plan file that the row is of. */
  readonly planUri?: string;
  /** What a click does, where it opens no line. */
  readonly command?: { readonly id: string; readonly arguments: readonly unknown[] };
}

/** A narrow view cuts descriptions off. */
export function plainTooltip({ label, description }: ViewRow): string | undefined {
  return description === undefined ? undefined : `${label} · ${description}`;
}

export function isRow(value: unknown): value is ViewRow {
  return (
    typeof value === 'object' && value !== null && 'id' in value && 'context' in value && 'label' in value
  );
}
