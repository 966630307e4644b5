// What the command line can be asked for, decoded: plain values, one shape a command.

import type { Instant } from '../base/ports.ts';
import type { PlanTarget } from '../protocol/requests.ts';
import type { SshOptions } from '../protocol/runRequest.ts';
import type { FileKind } from '../schema/fileKinds.ts';

export const formats = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formats)[number];
export const thresholds = ['error', 'warning', 'never'] as const;
export type Threshold = (typeof thresholds)[number];
export const commands = ['check', 'plan', 'run', 'explain', 'schema'] as const;
export type CommandName = (typeof commands)[number];

export type Invocation =
  | { readonly command: 'help'; readonly about: CommandName | undefined }
  | { readonly command: 'version' }
  | CheckInvocation
  | PlanInvocation
  | RunInvocation
  | ExplainInvocation
  | { readonly command: 'schema'; readonly kind: FileKind };

export interface CheckInvocation {
  readonly command: 'check';
  readonly folder: string;
  readonly format: Format;
  readonly failOn: Threshold;
  readonly now: Instant | undefined;
}

export interface PlanInvocation {
  readonly command: 'plan';
  readonly folder: string;
  readonly target: PlanTarget;
  readonly name: string | undefined;
  readonly now: Instant | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

export interface RunInvocation {
  readonly command: 'run';
  readonly plan: string;
  readonly folder: string | undefined;
  readonly dryRun: boolean;
  readonly now: Instant | undefined;
  readonly overrides: readonly { readonly what: 'stale' | 'window'; readonly reason: string }[];
  readonly confirmed: boolean;
  readonly ssh: SshOptions;
}

export interface ExplainInvocation {
  readonly command: 'explain';
  readonly subject: string;
  readonly folder: string;
  readonly now: Instant | undefined;
}
