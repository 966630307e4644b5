// The view Patch Runs: plan files of the workspace and the runs that the store follows.

import { Disposable, l10n, workspace } from 'vscode';
import { briefly } from '../dateTime.ts';
import { findPlans } from '../files.ts';
import type { RunStore } from '../run/runStore.ts';
import { PagedView } from './pagedView.ts';
import type { PlanView, RowContext } from './runRows.ts';
import { type RunSource, runPage } from './runTree.ts';

export class RunsView implements Disposable {
  readonly id = 'patchtide.runs';
  readonly #paged: PagedView;
  readonly #disposables: Disposable;
  #plans: Promise<readonly PlanView[]> | undefined;

  constructor(store: RunStore) {
    const context: RowContext = { t: l10n.t, when: briefly };
    const source = this.#source(store);
    this.#paged = new PagedView(
      this.id,
      (parent, offset, limit) => runPage(source, context, parent, offset, limit),
      {
        canSelectMany: false,
      },
    );
    const files = workspace.createFileSystemWatcher('**/*.patch-plan.{yaml,yml}', false, true, false);
    files.onDidCreate(() => this.refresh());
    files.onDidDelete(() => this.refresh());
    const folders = workspace.onDidChangeWorkspaceFolders(() => this.refresh());
    this.#disposables = Disposable.from(
      this.#paged,
      files,
      folders,
      store.onDidChange(() => this.#paged.refresh()),
    );
  }

  /** Looks for plans again. */
  refresh(): void {
    this.#plans = undefined;
    this.#paged.refresh();
  }

  loadMore(more: string): void {
    this.#paged.loadMore(more);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #source(store: RunStore): RunSource {
    return {
      live: () => store.live(),
      past: () => store.past(),
      find: (key) => store.find(key),
      read: (runs) => store.read(runs.map(({ key }) => key)),
      plans: () => {
        this.#plans ??= planViews();
        return this.#plans;
      },
    };
  }
}

async function planViews(): Promise<readonly PlanView[]> {
  return (await findPlans()).map((uri) => ({ uri: uri.toString(), path: workspace.asRelativePath(uri) }));
}
