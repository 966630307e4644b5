// The view Unpatched Assets: the server's rows by the chosen grouping, a badge with the number of assets out of SLA.

import { type Disposable, type ExtensionContext, l10n, type Memento } from 'vscode';
import {
  type AssetGrouping,
  assetGroupings,
  methods,
  type Summary,
} from '../../../server/src/protocol/requests.ts';
import { ServerStopped, type Session } from '../session.ts';
import type { Page } from './pagedTree.ts';
import { PagedView, type TellMore } from './pagedView.ts';
import type { ViewRow } from './row.ts';

const groupingKey = 'patchtide.grouping';

export class AssetsView implements Disposable {
  readonly id = 'patchtide.assets';
  readonly #session: Session;
  readonly #memory: Memento;
  readonly #paged: PagedView;
  readonly #listening: Disposable;

  constructor(context: ExtensionContext, session: Session) {
    this.#session = session;
    this.#memory = context.workspaceState;
    const source = (parent: ViewRow | undefined, offset: number, limit: number) =>
      this.page(this.grouping, parent, offset, limit);
    const tellMore: TellMore = async ({ id }, token) =>
      (await session.request(methods.treeTooltip, { id }, token)).tooltip;
    this.#paged = new PagedView(this.id, source, { canSelectMany: true, tellMore });
    this.#listening = session.onDidJudge((summary) => this.#judged(summary));
    this.#describe();
  }

  get grouping(): AssetGrouping {
    const remembered = this.#memory.get<unknown>(groupingKey);
    return assetGroupings.find((grouping) => grouping === remembered) ?? 'lateness';
  }

  async group(grouping: AssetGrouping): Promise<void> {
    await this.#memory.update(groupingKey, grouping);
    this.#describe();
    this.#paged.reset();
  }

  async page(
    grouping: AssetGrouping,
    parent: ViewRow | undefined,
    offset: number,
    limit: number,
  ): Promise<Page> {
    const params = { grouping, offset, limit, ...(parent ? { parent: parent.id } : {}) };
    try {
      const { rows, total } = await this.#session.request(methods.assetTree, params);
      return { rows: rows.map(unfolded), total };
    } catch (error) {
      if (error instanceof ServerStopped) return { rows: [], total: 0 };
      throw error;
    }
  }

  refresh(): void {
    this.#paged.refresh();
  }

  loadMore(more: string): void {
    this.#paged.loadMore(more);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#paged.dispose();
  }

  #judged({ overdue }: Summary): void {
    this.#paged.view.badge =
      overdue > 0 ? { value: overdue, tooltip: l10n.t('{0} assets out of SLA', overdue) } : undefined;
    this.#paged.refresh();
  }

  #describe(): void {
    this.#paged.view.description = groupingTitle(this.grouping);
  }
}

/** What is late is seen without a click. */
function unfolded(row: ViewRow): ViewRow {
  return row.context === 'group' && row.target?.kind === 'overdue' ? { ...row, expanded: true } : row;
}

export function groupingTitle(grouping: AssetGrouping): string {
  switch (grouping) {
    case 'lateness':
      return l10n.t('by lateness');
    case 'group':
      return l10n.t('by group');
    case 'ring':
      return l10n.t('by ring');
    case 'owner':
      return l10n.t('by owner');
    case 'advisory':
      return l10n.t('by advisory');
    case 'action':
      return l10n.t('by action');
  }
}
