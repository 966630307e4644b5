// The route table: each request decoded, answered over a snapshot, encoded. Nothing else happens here.

import type { Connection } from 'vscode-languageserver';
import type { Logger } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import { normalise } from '../base/uri.ts';
import { planForTarget } from '../plan/planForTarget.ts';
import { prepareRun } from '../plan/prepareRun.ts';
import {
  type CreatePlanResult,
  methods,
  type PlanTarget,
  type PrepareRunResult,
} from '../protocol/requests.ts';
import type { DocumentSync } from './documentSync.ts';
import { guarded, type Handler } from './guard.ts';
import { createPlanParams, decoded, prepareRunParams } from './params.ts';
import type { RootSession } from './rootSession.ts';
import type { Roots } from './roots.ts';
import { summarise } from './summary.ts';

export interface RouteContext {
  readonly connection: Connection;
  readonly sync: DocumentSync;
  readonly roots: Roots;
  readonly logger: Logger;
}

export function registerRoutes({ connection, roots, logger }: RouteContext): void {
  const own = (method: string, handler: Handler<unknown, object>) => {
    connection.onRequest(method, guarded(handler, logger));
  };
  own(methods.summary, () => summarise(roots.all()));
  own(methods.createPlan, (params): CreatePlanResult => {
    const { target, name } = decoded(createPlanParams, params);
    const { uri, text, planned, unplanned } = planForTarget(
      rootOfTarget(roots, target).snapshot(),
      target,
      name,
    );
    return { uri, text, planned, unplanned };
  });
  own(methods.prepareRun, (params): PrepareRunResult => {
    const { planUri, ...options } = decoded(prepareRunParams, params);
    const uri = normalise(planUri);
    return prepareRun(roots.ofOrOwn(uri).snapshot(), uri, options);
  });
}

function rootOfTarget(roots: Roots, { root, ...target }: PlanTarget): RootSession {
  const named = root === undefined ? undefined : roots.of(normalise(root));
  if (named) return named;
  const holding = roots.all().filter((session) => holds(session, target));
  const [session] = holding.length > 0 ? holding : roots.all();
  if (!session) throw new Refusal('No folder is open.', 'Open the folder that holds your inventory.');
  return session;
}

function holds(session: RootSession, target: PlanTarget): boolean {
  const { assets, judgements } = session.snapshot();
  switch (target.kind) {
    case 'overdue':
      return [...judgements.values()].some(({ state }) => state === 'overdue');
    case 'assets':
      return target.assets.some((asset) => assets.has(asset));
    case 'advisory':
      return [...assets.values()].some(({ pending }) => pending.some(({ id }) => id === target.advisory));
  }
}
