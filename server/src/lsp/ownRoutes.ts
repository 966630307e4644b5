// Our own requests: each decoded, answered over a snapshot, nothing else.

import type { Connection } from 'vscode-languageserver';
import type { FileSystem, Logger } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import { normalise } from '../base/uri.ts';
import { assetsInGroups, assetTree, treeTooltip } from '../feature/assetTree.ts';
import { proposeSetUp } from '../feature/setUp.ts';
import { planForTarget } from '../plan/planForTarget.ts';
import { prepareRun } from '../plan/prepareRun.ts';
import {
  type CreatePlanResult,
  methods,
  type PlanTarget,
  type PrepareRunResult,
  type SetUpResult,
  type TreePage,
  type TreeTooltip,
} from '../protocol/requests.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { guarded, type Handler } from './guard.ts';
import { listFolder } from './listFolder.ts';
import {
  createPlanParams,
  decoded,
  prepareRunParams,
  setUpParams,
  treeParams,
  treeTooltipParams,
} from './params.ts';
import type { RootSession } from './rootSession.ts';
import type { Roots } from './roots.ts';
import { summarise } from './summary.ts';

export interface OwnRouteContext {
  readonly connection: Connection;
  readonly files: FileSystem;
  readonly roots: Roots;
  readonly logger: Logger;
}

export function registerOwnRoutes({ connection, files, roots, logger }: OwnRouteContext): void {
  const own = (method: string, handler: Handler<unknown, object>) => {
    connection.onRequest(method, guarded(handler, logger));
  };
  own(methods.summary, () => summarise(roots.all()));
  own(methods.assetTree, (params): TreePage => {
    const snapshots = roots.all().map((session) => session.snapshot());
    return assetTree(snapshots, decoded(treeParams, params));
  });
  own(methods.treeTooltip, (params): TreeTooltip => {
    const snapshots = roots.all().map((session) => session.snapshot());
    return treeTooltip(snapshots, decoded(treeTooltipParams, params));
  });
  own(methods.createPlan, (params): CreatePlanResult => {
    const { target, name } = decoded(createPlanParams, params);
    const snapshot = rootOf(roots, target).snapshotNow();
    const { uri, text, planned, unplanned } = planForTarget(snapshot, opened(snapshot, target), name);
    return { uri, text, planned, unplanned };
  });
  own(methods.prepareRun, async (params): Promise<PrepareRunResult> => {
    const { planUri, ...options } = decoded(prepareRunParams, params);
    const uri = normalise(planUri);
    const session = roots.ofOrOwn(uri);
    await session.changedOnDisk([uri]); // it may have been written a moment ago
    return prepareRun(session.snapshotNow(), uri, options);
  });
  own(methods.setUp, async (params): Promise<SetUpResult> => {
    const { root } = roots.open(decoded(setUpParams, params).root);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return proposeSetUp({ root, files: await listFolder(root, files), zone });
  });
}

/** The target with the members of its groups instead of the groups. */
function opened(snapshot: Snapshot, target: PlanTarget): PlanTarget {
  if (target.kind !== 'assets' || !target.groups) return target;
  const { groups, assets, ...rest } = target;
  return { ...rest, assets: [...new Set([...assets, ...assetsInGroups(snapshot, groups)])] };
}

function rootOf(roots: Roots, { root, ...target }: PlanTarget): RootSession {
  const named = root === undefined ? undefined : roots.of(normalise(root));
  if (named) return named;
  const holding = roots.all().filter((session) => holds(session, target));
  const [session] = holding.length > 0 ? holding : roots.all();
  if (!session) throw new Refusal('No folder is open.', 'Open the folder that holds your inventory.');
  return session;
}

function holds(session: RootSession, target: PlanTarget): boolean {
  const snapshot = session.snapshot();
  switch (target.kind) {
    case 'overdue':
      return snapshot.counts.overdue > 0;
    case 'assets':
      return target.assets.some((asset) => snapshot.entry(asset) !== undefined);
    case 'advisory':
      return snapshot.assetsWith(target.advisory).length > 0;
  }
}
