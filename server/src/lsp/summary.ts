// Numbers of all workspace folders together, for the badge and the status bar.

import type { SlaState } from '../model/judgement.ts';
import type { Summary } from '../protocol/requests.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
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
    ...whatIf(snapshots),
  };
}

function whatIf(snapshots: readonly Snapshot[]): Pick<Summary, 'whatIf'> {
  const shifts = snapshots.flatMap(({ whatIf: shift }) => shift ?? []);
  if (shifts.length === 0) return {};
  const late = shifts.reduce((sum, shift) => sum + shift.late, 0);
  return { whatIf: { late, relieved: shifts.reduce((sum, { relieved }) => sum + relieved, 0) } };
}
