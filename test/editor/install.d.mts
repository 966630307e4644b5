export type Say = (line: string) => void;

/** A prepared browser VS Code: the node that runs it, and its server's main file. */
export interface PreparedVSCode {
  readonly node: string;
  readonly server: string;
  readonly version: string;
}

/** Why this machine can't run the browser VS Code, or undefined where it can. */
export function browserHostRefusal(): string | undefined;

/** Prepares VS Code once per lock file and finds it again later. Safe to call from several processes. */
export function prepareVSCode(options?: {
  readonly say?: Say;
  readonly cache?: string;
}): Promise<PreparedVSCode>;

/** The path of a Chromium: PATCHTIDE_BROWSER, one on the PATH, or (root on Debian) one installed now. */
export function findBrowser(options?: { readonly say?: Say }): Promise<string>;

/** The flags with which a Chromium runs as root, without a screen, reaching nothing but this machine. */
export const browserFlags: readonly string[];
