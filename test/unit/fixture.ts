// Workspaces from texts, without a disk: files by path, other tools' files by the pattern that asks for them; problems as lines to compare.

import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { relativePath } from '../../server/src/base/uri.ts';
import { checkAll, shownProblems } from '../../server/src/check/checkAll.ts';
import type { Problem } from '../../server/src/check/problem.ts';
import { absolute } from '../../server/src/schema/located.ts';
import type { ForeignAnswer } from '../../server/src/workspace/foreign.ts';
import type { Snapshot } from '../../server/src/workspace/snapshot.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';

export const root = 'file:///w';
export const now = Date.parse('2026-11-23T12:00:00Z');

export type Texts = Readonly<Record<string, string>>;

export interface Surroundings {
  readonly now?: string;
  /** Files by the pattern of the line that asks for them. */
  readonly foreign?: Readonly<Record<string, Texts>>;
  /** When other tools' files were last written. */
  readonly modified?: string;
}

export function workspaceOf(files: Texts, surroundings: Surroundings = {}): Workspace {
  const workspace = new Workspace(root, surroundings.now ? Date.parse(surroundings.now) : now);
  const changes = Object.entries(files).map(([path, text]) => ({ uri: `${root}/${path}`, text }));
  workspace.apply({ files: changes });
  const answers = workspace
    .requests()
    .map(({ key, pattern }) => [key, answerOf(surroundings, pattern)] as const);
  workspace.apply({ answers: new Map(answers), complete: true });
  return workspace;
}

function answerOf({ foreign = {}, modified }: Surroundings, pattern: string): ForeignAnswer {
  const files = Object.entries(foreign[pattern] ?? {}).map(([path, text]) => ({
    uri: `${root}/${path}`,
    path,
    bytes: Buffer.from(text),
    ...(modified !== undefined && { modified: Date.parse(modified) }),
  }));
  return { files, refusals: [] };
}

export function snapshotOf(files: Texts, surroundings: Surroundings = {}): Snapshot {
  return workspaceOf(files, surroundings).snapshot();
}

/** Every problem of a snapshot as `file:line code: message`, in their order. */
export function allProblems(snapshot: Snapshot): readonly string[] {
  return checkAll(snapshot, neverCancelled).map((problem) => lineOf(snapshot, problem));
}

/** What an editor would show. */
export function shown(snapshot: Snapshot): readonly Problem[] {
  return [...shownProblems(checkAll(snapshot, neverCancelled)).values()].flat();
}

export function shownLines(snapshot: Snapshot): readonly string[] {
  return shown(snapshot).map((problem) => lineOf(snapshot, problem));
}

export function lineOf(snapshot: Snapshot, { at, code, message }: Pick<Problem, 'at' | 'code' | 'message'>) {
  const { file, span } = absolute(at);
  const line = (snapshot.linesOf(file)?.positionAt(span.start).line ?? -1) + 1;
  return `${relativePath(root, file)}:${line} ${code}: ${message}`;
}

/** The problems as `file:line code`. */
export function codes(snapshot: Snapshot): readonly string[] {
  return allProblems(snapshot).map((line) => line.slice(0, line.indexOf(': ')));
}

/** The state of one asset's only patch, its due date and what is missing: `overdue 2026-11-04T12:00:00Z`. */
export function verdict(snapshot: Snapshot, asset = 'a'): string {
  const [patch] = snapshot.judgements.get(asset)?.patches ?? [];
  if (!patch) return snapshot.judgements.get(asset)?.state ?? 'no asset';
  const due = patch.due === undefined ? '' : ` ${new Date(patch.due).toISOString().replace('.000', '')}`;
  return `${patch.state}${due}${patch.missing.length > 0 ? ` missing ${patch.missing.join(', ')}` : ''}`;
}
