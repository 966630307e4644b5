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
  /** Workspace Trust on in the browser VS Code; a desktop one follows its user's settings. */
  readonly workspaceTrust?: boolean;
}

/** Opens the workspace in VS Code with the extension. Where that is the browser one, resolves at SIGINT or SIGTERM. */
export function openEditor(options: OpenOptions): Promise<void>;

/** The browser VS Code with the extension installed from a fresh package; the caller stops it. */
export function serveEditor(
  options: OpenOptions,
): Promise<{ readonly server: CodeServer; readonly address: string; readonly stop: () => Promise<void> }>;
