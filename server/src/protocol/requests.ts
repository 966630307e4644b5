// Our own requests and notifications between client and server, with their types. A leaf: owned by the server, imported by the client;
// imports nothing but its neighbours. Names and shapes only; both sides bind them to their libraries.

import type { RunRequest, SshOptions } from './runRequest.ts';

export const assetGroupings = ['lateness', 'group', 'ring', 'owner', 'advisory', 'action'] as const;
export type AssetGrouping = (typeof assetGroupings)[number];

/** A row of a tree view. */
export interface TreeRow {
  /** Stable across refreshes; unique in the view. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** There is more to be told of it, for who asks: see {@link TreeTooltipParams}. */
  readonly hasTooltip?: boolean;
  /** A codicon's name, without `$()`, and a theme colour. */
  readonly icon?: string;
  readonly color?: string;
  readonly expandable: boolean;
  /** Shown with its children from the start. */
  readonly expanded?: boolean;
  /** For menus: `group`, `asset`, `advisory`, `more`. */
  readonly context: string;
  /** What a click opens. */
  readonly opens?: { readonly uri: string; readonly line: number; readonly character: number };
  /** What commands on the row act on. */
  readonly target?: PlanTarget;
  readonly accessibilityLabel: string;
}

/** What a plan is made for. */
export type PlanTarget =
  | { readonly kind: 'overdue'; readonly root?: string }
  | {
      readonly kind: 'assets';
      readonly root?: string;
      readonly assets: readonly string[];
      /** Ids of rows of groups: their members, too. */
      readonly groups?: readonly string[];
    }
  | { readonly kind: 'advisory'; readonly root?: string; readonly advisory: string };

export interface TreeParams {
  readonly grouping: AssetGrouping;
  /** The row whose children are asked for; absent for the roots. */
  readonly parent?: string;
  readonly offset: number;
  readonly limit: number;
}

export interface TreePage {
  readonly rows: readonly TreeRow[];
  /** How many children there are in all. */
  readonly total: number;
}

/** Of a row that has a tooltip which the page doesn't carry. */
export interface TreeTooltipParams {
  /** The row's. */
  readonly id: string;
}

export interface TreeTooltip {
  /** Markdown; absent where the row is gone. */
  readonly tooltip?: string;
}

/** Numbers for the badge and the status bar. */
export interface Summary {
  readonly assets: number;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly unknown: number;
  readonly inventories: number;
  readonly policies: number;
  /** A cold load is going on: numbers are not final. */
  readonly loading: boolean;
  /** What the edit of a policy that isn't saved does: assets that it moves out of SLA, and into it. */
  readonly whatIf?: { readonly late: number; readonly relieved: number };
}

export interface CreatePlanParams {
  readonly target: PlanTarget;
  /** Name of the plan; made from the target and the date where absent. */
  readonly name?: string;
}

export interface CreatePlanResult {
  /** URI of the file to write. */
  readonly uri: string;
  readonly text: string;
  readonly planned: number;
  readonly unplanned: number;
}

/** Refusals reach the client as response errors with this code; the message is for the user. */
export const REFUSED = -32001;

export interface PrepareRunParams {
  readonly planUri: string;
  readonly dryRun: boolean;
  readonly by: string;
  readonly ssh: SshOptions;
  /** What the user overrides, with reasons. */
  readonly overrides: readonly { readonly what: 'stale' | 'window'; readonly reason: string }[];
}

/** Either a request that a runner can be started with, or what stands in the way. */
export type PrepareRunResult =
  | { readonly ready: true; readonly root: string; readonly request: RunRequest }
  | {
      readonly ready: false;
      readonly obstacles: readonly {
        readonly what: 'stale' | 'window' | 'engine' | 'broken' | 'empty';
        readonly message: string;
        /** Whether a recorded reason may override it. */
        readonly overridable: boolean;
      }[];
    };

export interface SetUpParams {
  /** URI of the workspace folder. */
  readonly root: string;
}

export interface SetUpResult {
  /** What was found, for the user: one line each. */
  readonly found: readonly string[];
  readonly files: readonly { readonly uri: string; readonly text: string }[];
}

export const methods = {
  /** Client to server. */
  assetTree: 'patchtide/assetTree',
  treeTooltip: 'patchtide/treeTooltip',
  summary: 'patchtide/summary',
  createPlan: 'patchtide/createPlan',
  prepareRun: 'patchtide/prepareRun',
  setUp: 'patchtide/setUp',
  /** Server to client: judgements have changed, views may ask again. Params: {@link Summary}. */
  didJudge: 'patchtide/didJudge',
} as const;

/** `initializationOptions`: what only a client of ours can do. */
export interface InitializationOptions {
  /** The editor's command that opens the list of completions, for items after which more can be completed. */
  readonly suggestCommand?: string;
  /** A folder of the editor's for this workspace, as a URI: there the server may keep what makes the next start fast. */
  readonly storage?: string;
}
