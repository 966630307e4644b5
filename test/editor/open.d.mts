import type { CodeServer } from './codeServer.mjs';
import type { Say } from './install.mjs';

export interface OpenOptions {
  /** The workspace: a folder or a `.code-workspace` file. */
  readonly folder: string;
  /** The extension's folder, built. */
  readonly extension: string;
  readonly say?: Say;
  /** `browser` even where a desktop VS Code is found. */
  readonly host?: 'any' | 'browser';
  /** User settings. A desktop VS Code that gets some is one of its own, beside the user's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Where that one keeps its state; else in a temporary folder. */
  readonly userData?: string;
  /** Workspace Trust on; a desktop VS Code without settings of ours follows its user's. */
  readonly workspaceTrust?: boolean;
}

export interface OpenedEditor {
  /** Of the browser VS Code; undefined where a desktop one has opened. */
  readonly address?: string;
  /** Resolves when its user closes a desktop VS Code of its own; else never. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Opens the workspace in VS Code with the extension; the caller stops it. */
export function openEditor(options: OpenOptions): Promise<OpenedEditor>;

/** The browser VS Code with the extension installed from a fresh package; the caller stops it. */
export function serveEditor(
  options: OpenOptions,
): Promise<{ readonly server: CodeServer; readonly address: string; readonly stop: () => Promise<void> }>;
