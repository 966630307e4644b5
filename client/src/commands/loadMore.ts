// Load More: the next page of a branch; what a click on the last row of a long branch does.

import type { Disposable } from 'vscode';
import type { Session } from '../session.ts';
import { registerCommand } from './command.ts';

interface PagingView {
  readonly id: string;
  readonly loadMore: (more: string) => void;
}

/** Called with a view's id and the id of its more row. */
export function registerLoadMore(session: Session, views: readonly PagingView[]): Disposable {
  return registerCommand(session, 'patchtide.loadMore', (id, more) => {
    if (typeof more === 'string') views.find((view) => view.id === id)?.loadMore(more);
  });
}
