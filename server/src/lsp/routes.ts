// The route table: each request decoded, answered by a feature over a snapshot, encoded. Nothing else happens here.

import type { CancellationToken, Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Logger } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import { normalise } from '../base/uri.ts';
import { planForTarget } from '../plan/planForTarget.ts';
import { prepareRun } from '../plan/prepareRun.ts';
import { methods, type PlanTarget } from '../protocol/requests.ts';
import { guarded, type Handler } from './guard.ts';
import type { RootSession } from './rootSession.ts';
import type { Roots } from './roots.ts';
import { summarise } from './summary.ts';

export interface RouteContext {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly roots: Roots;
  readonly logger: Logger;
}
