// Shows a paged tree in a view of VS Code. Refreshes are queued and happen only while the view is visible, so that a workspace in which
// much happens costs a hidden view nothing.

import {
  type CancellationToken,
  type Command,
  type Disposable,
  EventEmitter,
  l10n,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
} from 'vscode';
import { PagedTree, type PageSource } from './pagedTree.ts';
import { plainTooltip, type ViewRow } from './row.ts';

const refreshDelay = 200;

/** Tells more of a row, as Markdown, when somebody points at it. */
export type TellMore = (row: ViewRow, token: CancellationToken) => Promise<string | undefined>;

interface Options {
  readonly canSelectMany: boolean;
  readonly tellMore?: TellMore;
}

export class PagedView implements Disposable {
  readonly view: TreeView<ViewRow>;
  readonly #tree: PagedTree;
  readonly #changed = new EventEmitter<ViewRow | undefined>();
  readonly #disposables: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #stale = false;

  constructor(id: string, source: PageSource, { tellMore, ...options }: Options) {
    this.#tree = new PagedTree(source, (more, remaining) => moreRow(id, more, remaining));
    const treeDataProvider: TreeDataProvider<ViewRow> = {
      onDidChangeTreeData: this.#changed.event,
      getTreeItem: toTreeItem,
      getChildren: async (row) => [...(await this.#tree.children(row))],
      resolveTreeItem: (item, row, token) =>
        row.hasTooltip ? resolved(item, row, tellMore?.(row, token)) : item,
    };
    this.view = window.createTreeView(id, { treeDataProvider, ...options, showCollapseAll: true });
    const shown = this.view.onDidChangeVisibility(({ visible }) => visible && this.#stale && this.#show());
    this.#disposables = [this.view, this.#changed, shown];
  }

  /** Asks for the rows again, soon. */
  refresh(): void {
    this.#stale = true;
    if (!this.view.visible || this.#timer) return;
    this.#timer = setTimeout(() => this.#show(), refreshDelay);
  }

  /** Asks for rows of another kind. */
  reset(): void {
    this.#tree.reset();
    this.#show();
  }

  loadMore(more: string): void {
    const branch = this.#tree.extend(more);
    if (branch) this.#changed.fire(branch.parent);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stale = false;
    this.#tree.invalidate();
    this.#changed.fire(undefined);
  }
}

function moreRow(view: string, id: string, remaining: number): ViewRow {
  const label = l10n.t('Show more ({0} left)', remaining);
  return {
    id,
    label,
    icon: 'ellipsis',
    expandable: false,
    context: 'more',
    command: { id: 'patchtide.loadMore', arguments: [view, id] },
    accessibilityLabel: label,
  };
}

function toTreeItem(row: ViewRow): TreeItem {
  const item = new TreeItem(row.label, collapsible(row));
  item.id = row.id;
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.accessibilityLabel };
  if (row.description !== undefined) item.description = row.description;
  if (row.tooltip !== undefined) item.tooltip = markdown(row.tooltip);
  // The editor asks for a tooltip only where there is none yet.
  else if (!row.hasTooltip) item.tooltip = plainTooltip(row);
  if (row.icon !== undefined) item.iconPath = icon(row.icon, row.color);
  const command = click(row);
  if (command) item.command = command;
  return item;
}

/** Where nothing more is known, the row itself is told in full. */
async function resolved(
  item: TreeItem,
  row: ViewRow,
  more: Promise<string | undefined> | undefined,
): Promise<TreeItem> {
  const tooltip = await more?.catch(() => undefined);
  item.tooltip = tooltip === undefined ? plainTooltip(row) : markdown(tooltip);
  return item;
}

function markdown(text: string): MarkdownString {
  return new MarkdownString(text, true);
}

function collapsible(row: ViewRow): TreeItemCollapsibleState {
  if (!row.expandable) return TreeItemCollapsibleState.None;
  return row.expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function icon(name: string, color: string | undefined): ThemeIcon {
  return color === undefined ? new ThemeIcon(name) : new ThemeIcon(name, new ThemeColor(color));
}

function click(row: ViewRow): Command | undefined {
  if (row.command)
    return { command: row.command.id, title: row.label, arguments: [...row.command.arguments] };
  if (!row.opens) return undefined;
  const { uri, line, character } = row.opens;
  const selection = new Range(line, character, line, character);
  return {
    command: 'vscode.open',
    title: l10n.t('Open'),
    arguments: [Uri.parse(uri), { selection, preserveFocus: true }],
  };
}
