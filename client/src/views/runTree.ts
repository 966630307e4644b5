// The tree of the view Patch Runs, page by page, over plans and runs that somebody else keeps. Pure; past runs are read as their page is shown.

import type { RunView } from '../run/followedRun.ts';
import type { Page } from './pagedTree.ts';
import type { ViewRow } from './row.ts';
import {
  hostRow,
  type PlanView,
  planRow,
  type RowContext,
  runRow,
  type Section,
  sectionRow,
  waveRow,
} from './runRows.ts';

export interface RunSource {
  readonly live: () => readonly RunView[];
  readonly past: () => readonly RunView[];
  readonly find: (key: string) => RunView | undefined;
  readonly plans: () => Promise<readonly PlanView[]>;
  /** Makes sure that the runs are read. */
  readonly read: (runs: readonly RunView[]) => Promise<void>;
}

/** How many of the newest runs are looked at for a plan's last one. */
const recentRuns = 50;

export async function runPage(
  source: RunSource,
  context: RowContext,
  parent: ViewRow | undefined,
  offset: number,
  limit: number,
): Promise<Page> {
  const cut = <T>(items: readonly T[]): readonly T[] => items.slice(offset, offset + limit);
  const section = parent?.context === 'section' ? parent.id.slice('section:'.length) : undefined;
  if (!parent) return sections(source, context);
  if (section === 'live')
    return page(cut(source.live()), source.live().length, (run) => runRow(run, context));
  if (section === 'plans') return planPage(source, context, cut);
  if (section === 'past') {
    const runs = cut(source.past());
    await source.read(runs);
    return page(runs, source.past().length, (run) => runRow(run, context));
  }
  return below(source, context, parent, cut);
}

async function sections(source: RunSource, context: RowContext): Promise<Page> {
  const counts: readonly (readonly [Section, number])[] = [
    ['live', source.live().length],
    ['plans', (await source.plans()).length],
    ['past', source.past().length],
  ];
  const shown = counts.filter(([, count]) => count > 0);
  return page(shown, shown.length, ([section, count]) => sectionRow(section, count, context));
}

type Cut = <T>(items: readonly T[]) => readonly T[];

async function planPage(source: RunSource, context: RowContext, cut: Cut): Promise<Page> {
  const plans = await source.plans();
  const past = source.past().slice(0, recentRuns);
  await source.read(past);
  const runs = [...source.live(), ...past];
  return page(cut(plans), plans.length, (plan) => planRow(plan, runs, context));
}

function below(source: RunSource, context: RowContext, parent: ViewRow, cut: Cut): Page {
  const run = parent.run === undefined ? undefined : source.find(parent.run);
  if (!run) return { rows: [], total: 0 };
  const { waves, hosts } = run.state;
  if (parent.wave === undefined) return page(cut(waves), waves.length, (wave) => waveRow(run, wave, context));
  const names = waves.find(({ name }) => name === parent.wave)?.hosts ?? [];
  const known = cut(names).flatMap((name) => hosts.get(name) ?? []);
  return page(known, names.length, (host) => hostRow(run, host, context));
}

function page<T>(items: readonly T[], total: number, toRow: (item: T) => ViewRow): Page {
  return { rows: items.map(toRow), total };
}
