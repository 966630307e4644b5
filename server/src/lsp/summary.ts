// Numbers of all workspace folders together, for the badge and the status bar.

import type { SlaState } from '../model/judgement.ts';
import type { Summary } from '../protocol/requests.ts';
import type { RootSession } from './rootSession.ts';

export function summarise(sessions: readonly RootSession[]): Summary {
  const snapshots = sessions.map((session) => session.snapshot());
  const files = snapshots.flatMap((snapshot) => [...snapshot.files.values()]);
  const having = (state: SlaState) => snapshots.reduce((sum, { counts }) => sum + counts[state], 0);
  return {
    assets: snapshots.reduce((sum, { assets }) => sum + assets.size, 0),
    overdue: having('overdue'),
    dueSoon: having('due-soon'),
    unknown: having('unknown'),
    inventories: files.filter(({ kind }) => kind.id === 'inventory').length,
    policies: files.filter(({ kind }) => kind.id === 'policy').length,
    loading: sessions.some(({ loading }) => loading),
  };
}
