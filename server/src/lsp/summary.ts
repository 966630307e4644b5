// Numbers of all workspace folders together, for the badge and the status bar.

import type { SlaState } from '../model/judgement.ts';
import type { Summary } from '../protocol/requests.ts';
import type { RootSession } from './rootSession.ts';

export function summarise(sessions: readonly RootSession[]): Summary {
  const snapshots = sessions.map((session) => session.snapshot());
  const states = snapshots.flatMap(({ judgements }) => [...judgements.values()].map(({ state }) => state));
  const files = snapshots.flatMap((snapshot) => [...snapshot.files.values()]);
  const having = (state: SlaState) => states.filter((other) => other === state).length;
  return {
    assets: states.length,
    overdue: having('overdue'),
    dueSoon: having('due-soon'),
    unknown: having('unknown'),
    inventories: files.filter(({ kind }) => kind.id === 'inventory').length,
    policies: files.filter(({ kind }) => kind.id === 'policy').length,
    loading: sessions.some(({ loading }) => loading),
  };
}
