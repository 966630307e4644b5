import type { PreparedVSCode, Say } from './install.mjs';

export interface CodeServerOptions {
  readonly vscode: PreparedVSCode;
  /** Extension packages to install before the start. */
  readonly vsix?: readonly string[];
  /** User and machine settings, over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A user data folder of the caller's, used as it is; else one of the server's own. */
  readonly userData?: string;
  /** Workspace Trust on: folders open in Restricted Mode. Off by default. */
  readonly workspaceTrust?: boolean;
  /** The smoke test driver: development extensions and suites work, toasts and dialogs don't. */
  readonly driver?: boolean;
  /** Environment for the extension host, over this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stay up with no window connected. Else the server leaves by itself some minutes after its last one. */
  readonly lasting?: boolean;
  readonly say?: Say;
}

export interface CodeServer {
  /** `127.0.0.1:PORT`, also the authority of `vscode-remote:` URIs. */
  readonly authority: string;
  readonly pid: number;
  /** The address that opens a folder or a `.code-workspace` file. */
  addressOf(target: string, payload?: readonly (readonly [string, string])[]): string;
  /** All that the server has printed. */
  log(): string;
  /** Resolves with the first match in what was or will be printed; rejects at the time limit or the server's end. */
  logged(pattern: RegExp, limitMs: number): Promise<RegExpExecArray>;
  /** Ends the server with all its children and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

export const quietSettings: Readonly<Record<string, unknown>>;

export function startCodeServer(options: CodeServerOptions): Promise<CodeServer>;
