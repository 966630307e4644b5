// A tree that is read page by page: what is loaded of each branch, and a last row that loads more. Pure; the adapter shows it.
// Invariant: ids are unique in a branch, whatever the source says while it changes under us (an editor refuses duplicates).

import type { ViewRow } from './row.ts';

export interface Page {
  readonly rows: readonly ViewRow[];
  readonly total: number;
}

/** Asks for rows of a branch; the roots where there's no parent. */
export type PageSource = (parent: ViewRow | undefined, offset: number, limit: number) => Promise<Page>;

/** Makes the row that stands for the rows not loaded yet. */
export type MoreRow = (id: string, remaining: number) => ViewRow;

interface Branch {
  readonly parent: ViewRow | undefined;
  /** How many rows the user has asked for. */
  readonly wanted: number;
}

export const pageSize = 200;

export class PagedTree {
  readonly #source: PageSource;
  readonly #more: MoreRow;
  readonly #branches = new Map<string, Branch>();
  #loaded = new Map<string, Page>();

  constructor(source: PageSource, more: MoreRow) {
    this.#source = source;
    this.#more = more;
  }

  async children(parent: ViewRow | undefined): Promise<readonly ViewRow[]> {
    const key = keyOf(parent);
    const wanted = this.#branches.get(key)?.wanted ?? pageSize;
    this.#branches.set(key, { parent, wanted });
    const loaded = this.#loaded;
    const page = await this.#fill(parent, loaded.get(key), wanted);
    loaded.set(key, page);
    const remaining = page.total - page.rows.length;
    return remaining > 0 ? [...page.rows, this.#more(moreId(key), remaining)] : page.rows;
  }

  /** Makes the branch of a more row a page longer; the branch to show again. */
  extend(more: string): { readonly parent: ViewRow | undefined } | undefined {
    const key = more.startsWith(morePrefix) ? more.slice(morePrefix.length) : undefined;
    const branch = key === undefined ? undefined : this.#branches.get(key);
    if (key === undefined || !branch) return undefined;
    this.#branches.set(key, { ...branch, wanted: branch.wanted + pageSize });
    return { parent: branch.parent };
  }

  /** Forgets the rows; how far each branch was loaded is kept, so that a refresh doesn't fold it up. */
  invalidate(): void {
    this.#loaded = new Map();
  }

  /** Forgets everything: the rows are of another kind now. */
  reset(): void {
    this.#branches.clear();
    this.invalidate();
  }

  async #fill(parent: ViewRow | undefined, known: Page | undefined, wanted: number): Promise<Page> {
    let page = known ?? { rows: [], total: Number.POSITIVE_INFINITY };
    while (page.rows.length < Math.min(wanted, page.total)) {
      const next = await this.#source(parent, page.rows.length, pageSize);
      const rows = joined(page.rows, next.rows);
      const grown = rows.length > page.rows.length;
      page = { rows, total: grown ? Math.max(next.total, rows.length) : page.rows.length };
    }
    return page;
  }
}

const morePrefix = 'more:';

function moreId(key: string): string {
  return `${morePrefix}${key}`;
}

function keyOf(parent: ViewRow | undefined): string {
  return parent?.id ?? '';
}

function joined(before: readonly ViewRow[], after: readonly ViewRow[]): readonly ViewRow[] {
  const ids = new Set(before.map(({ id }) => id));
  return [...before, ...after.filter(({ id }) => !ids.has(id) && ids.add(id))];
}
